import type { Level, Log } from '../log.ts';

/** A log that keeps its lines: `warn refused`. `hidden` are the texts it was asked to keep out. */
export function recordingLog(): { log: Log; lines: string[]; hidden: string[] } {
  const lines: string[] = [];
  const hidden: string[] = [];
  const at =
    (level: Level) =>
    (message: string): void => {
      lines.push(`${level} ${message}`);
    };
  const log: Log = {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    hide: (secret) => {
      hidden.push(secret);
    },
    named: () => log,
  };
  return { log, lines, hidden };
}
