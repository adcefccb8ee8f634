import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from './run.mjs';

const script = (text: string): [string, string[]] => [process.execPath, ['--eval', text]];
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // Ended, and not yet collected by whoever took it over.
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

test('gives the exit code and, quietly, the output', async () => {
  expect(await run(...script('console.log("out"); console.error("err"); process.exitCode = 3'), { quiet: true })).toEqual({
    code: 3,
    output: 'out\nerr\n',
    timedOut: false,
  });
});

test('a program that does not exist is 127, with the reason', async () => {
  const { code, output } = await run('offhook-no-such-program', [], { quiet: true });
  expect([code, output]).toEqual([127, expect.stringContaining('ENOENT')]);
});

/** Starts a grandchild that never ends, prints its id and never ends itself. */
const stubborn = `const c = require('node:child_process').spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  console.log(c.pid); setInterval(() => {}, 1000)`;

test.runIf(process.platform !== 'win32')('the limit ends a program and what it started', async () => {
  const { code, output, timedOut } = await run(...script(stubborn), { quiet: true, limit: 1000 });
  expect([code, timedOut]).toEqual([137, true]);
  await expect.poll(() => isAlive(Number(output))).toBe(false);
});

test.runIf(process.platform !== 'win32')('Ctrl-C ends the whole run, not one step of it', async () => {
  const module = path.join(import.meta.dirname, 'run.mjs');
  const steps = `const { run } = await import(${JSON.stringify(module)});
    await run(process.execPath, ['--eval', ${JSON.stringify(stubborn)}]);
    console.log('next step')`;
  const runner = execFile(process.execPath, ['--input-type=module', '--eval', steps]);
  const [first] = (await once(runner.stdout!, 'data')) as [string];
  let rest = '';
  runner.stdout?.on('data', (text) => {
    rest += text;
  });
  runner.kill('SIGINT');
  expect(await once(runner, 'exit')).toEqual([130, null]);
  expect(rest).toBe('');
  await expect.poll(() => isAlive(Number(first))).toBe(false);
});
