import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');
// Asked late: what the package names as the binary is decided when `launch.ts` is loaded.
const binary = (): string => createRequire(import.meta.url)('electron') as unknown as string;

/** Starts the app's binary on a profile, as a shell, a link or the system does. */
export function startBinary(userData: string, ...args: string[]): ChildProcess {
  return spawn(binary(), [`--user-data-dir=${userData}`, repository, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

export const exitOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : Promise.resolve(child.exitCode);

/** `offhook VERB`, run to its end. */
export async function offhook(userData: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = startBinary(userData, ...args);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (text: Buffer) => (out += text));
  child.stderr?.on('data', (text: Buffer) => (err += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out: out.trim(), err: err.trim() };
}
