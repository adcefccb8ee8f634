import { fork } from 'node:child_process';
import type { PracticeProcess } from '../host.ts';

/** Runs a script as Electron's `utilityProcess` would: its `process.parentPort` talks with the returned process. */
export function forkLike(script: string): PracticeProcess & { readonly pid: number } {
  const shim = `
    const listeners = [];
    process.parentPort = { on: (_, listener) => listeners.push(listener), postMessage: (message) => process.send(message) };
    process.on('message', (data) => listeners.forEach((listener) => listener({ data })));
    process.on('disconnect', () => process.exit());
  `;
  const child = fork(script, { execArgv: ['--import', `data:text/javascript,${encodeURIComponent(shim)}`], silent: true });
  return {
    pid: child.pid!,
    postMessage: (message) => child.send(message),
    on: (event: 'message' | 'exit', listener: (value: never) => void) => child.on(event, listener as (value: unknown) => void),
    kill: () => child.kill(),
  };
}
