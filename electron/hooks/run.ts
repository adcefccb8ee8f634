import { spawn } from 'node:child_process';
import os from 'node:os';
import type { Hook, HookProblem } from '../../shared/hooks.ts';
import { fillAddress, fillArgument, type HookValues } from './fill.ts';

type Ports = {
  readonly openExternal: (url: string) => Promise<void>;
  /** Milliseconds that a program or a server may take. */
  readonly limit?: number;
};

/** Does what the user wants with a call. Resolves with what went wrong; never rejects. */
export async function runHook(hook: Hook, values: HookValues, { openExternal, limit = 10_000 }: Ports): Promise<HookProblem | null> {
  if (hook.kind === 'command') {
    return runProgram(
      hook.program,
      hook.args.map((arg) => fillArgument(arg, values)),
      limit,
    );
  }
  const address = fillAddress(hook.url, values);
  if (address === null) return 'bad-address';
  if (hook.kind === 'webhook') return post(address, values, limit);
  return openExternal(address).then(
    () => null,
    () => 'failed',
  );
}

/** What `spawn` says before a program runs. EINVAL: a batch file on Windows, which only a shell could run. */
const spawnProblems: Readonly<Record<string, HookProblem>> = {
  ENOENT: 'missing',
  EACCES: 'not-allowed',
  EPERM: 'not-allowed',
  EINVAL: 'not-allowed',
};

function runProgram(program: string, args: readonly string[], limit: number): Promise<HookProblem | null> {
  return new Promise((resolve) => {
    const fail = (error: unknown): void => resolve(spawnProblems[(error as NodeJS.ErrnoException).code ?? ''] ?? 'failed');
    try {
      const child = spawn(program, args, { cwd: os.homedir(), stdio: 'ignore', shell: false, windowsHide: true });
      const timer = setTimeout(() => {
        resolve('timed-out');
        child.kill('SIGKILL');
      }, limit);
      child.once('error', fail);
      child.once('exit', (code) => resolve(code === 0 ? null : 'failed'));
      child.once('close', () => clearTimeout(timer));
    } catch (error) {
      fail(error);
    }
  });
}

/** Redirections are not followed: the body is for the host that the user named. */
async function post(address: string, values: HookValues, limit: number): Promise<HookProblem | null> {
  const body = JSON.stringify({ ...values, duration: Number(values.duration), at: Date.now() });
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = await fetch(address, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(limit) });
    await answer.body?.cancel();
    return answer.ok ? null : 'refused';
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'timed-out' : 'unreachable';
  }
}
