import type { Bridge, RequestInput } from '../shared/ipc.ts';
import type { Log } from './phone/log.ts';

const longest = 4096;

/** The page's door to the log file, which main writes and cleans of secrets. */
export function makeLog(bridge: Bridge): Log {
  const write = (level: RequestInput<'log:write'>['level']) => (message: string) => {
    // Where even the log fails there is nobody left to tell.
    bridge.request('log:write', { level, message: message.slice(0, longest) }).catch(() => {});
  };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}
