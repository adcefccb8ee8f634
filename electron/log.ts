import fs from 'node:fs';
import path from 'node:path';
import { oneLine, redact } from './redact.ts';

export type Level = 'error' | 'warn' | 'info' | 'debug';

/** One info line per transition; debug for what crosses the wire. Credentials and SDP are taken out of every line. */
export type Log = Record<Level, (message: string) => void> & {
  /** From now on this text appears in no line. */
  hide: (secret: string) => void;
  /** A log whose lines carry this name: `[page]`. */
  named: (name: string) => Log;
};

type Options = {
  /** Made when missing. */
  readonly folder: string;
  readonly level?: Level;
  readonly maxBytes?: number;
  readonly now?: () => Date;
  /** Warnings and errors go there as well. */
  readonly stderr?: (line: string) => void;
};

const ORDER: readonly Level[] = ['error', 'warn', 'info', 'debug'];
const MAX_LINE = 8192;
/** A password shorter than this would blot out half of every line ("1", "on"); the patterns of `redact` still catch it. */
const SHORTEST_SECRET = 4;

/** Files: `offhook.log`, and before it `offhook.1.log`, `offhook.2.log`. */
export function openLog({ folder, level = 'info', maxBytes = 1_000_000, now = () => new Date(), stderr = console.error }: Options): Log {
  const secrets = new Set<string>();
  const append = rotatingFile(folder, maxBytes, stderr);
  const write = (name: string, at: Level, message: string): void => {
    if (ORDER.indexOf(at) > ORDER.indexOf(level)) return;
    const line = `${now().toISOString()} ${at.padEnd(5)} [${name}] ${oneLine(redact(message, secrets)).slice(0, MAX_LINE)}`;
    append(`${line}\n`);
    if (at === 'error' || at === 'warn') stderr(line);
  };
  const named = (name: string): Log => ({
    error: (message) => write(name, 'error', message),
    warn: (message) => write(name, 'warn', message),
    info: (message) => write(name, 'info', message),
    debug: (message) => write(name, 'debug', message),
    hide: (secret) => {
      if (secret.length >= SHORTEST_SECRET) secrets.add(secret);
    },
    named,
  });
  return named('main');
}

/** Writes at once, so that the last line before a crash is there. A full disk must not stop a call: told once, tried again with every line. */
function rotatingFile(folder: string, maxBytes: number, stderr: (line: string) => void): (line: string) => void {
  const file = (age: number): string => path.join(folder, age === 0 ? 'offhook.log' : `offhook.${age}.log`);
  let size: number | undefined;
  let isBroken = false;
  const rotate = (): void => {
    for (const age of [1, 0]) if (fs.existsSync(file(age))) fs.renameSync(file(age), file(age + 1));
    size = 0;
  };
  return (line) => {
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      size ??= fs.statSync(file(0), { throwIfNoEntry: false })?.size ?? 0;
      if (size > 0 && size + Buffer.byteLength(line) > maxBytes) rotate();
      fs.appendFileSync(file(0), line, { mode: 0o600 });
      size += Buffer.byteLength(line);
      isBroken = false;
    } catch (error) {
      if (!isBroken) stderr(`The log cannot be written: ${error}`);
      isBroken = true;
    }
  };
}

/** An error as a log wants it: where it was thrown, and what caused it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` caused by ${describeError(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
