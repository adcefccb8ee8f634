import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegistererState } from 'sip.js';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { practiceLine } from './host.ts';
import { forkLike } from './testing/fork.ts';
import { TestPhone } from './testing/test-phone.ts';

vi.stubGlobal('WebSocket', WebSocket);
vi.setConfig({ testTimeout: 20_000 });

let folder: string;
let entry: string;

// The entry is bundled as for the app: werift and ws must survive that.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'practice-'));
  entry = join(folder, 'practice.js');
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: join(import.meta.dirname, 'main.ts'), outDir: folder, rolldownOptions: { output: { entryFileNames: 'practice.js' } } },
  });
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const script = async (name: string, code: string): Promise<string> => {
  await writeFile(join(folder, name), code);
  return join(folder, name);
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A line that counts its processes. */
function countingLine(path: string, options: { startMs?: number; stopMs?: number } = {}) {
  const children: ReturnType<typeof forkLike>[] = [];
  const line = practiceLine({
    ...options,
    fork: () => {
      const child = forkLike(path);
      children.push(child);
      return child;
    },
  });
  return { line, children };
}

test('starts one process, however often it is asked, and ends it on stop', async () => {
  const { line, children } = countingLine(entry);
  const [first, second] = await Promise.all([line.start(), line.start()]);
  expect(second).toEqual(first);
  expect(await line.start()).toEqual(first);
  expect(children).toHaveLength(1);

  const phone = new TestPhone(first);
  expect(await phone.register()).toBe(RegistererState.Registered);
  const { media } = await phone.talk('600');
  media.speak();
  await expect.poll(() => media.heard.length, { timeout: 10_000 }).toBeGreaterThan(5);
  await phone.stop();

  await line.stop();
  expect(isAlive(children[0]!.pid)).toBe(false);
});

test('stopping a line that was never started does nothing', async () => {
  const { line, children } = countingLine(entry);
  await line.stop();
  expect(children).toHaveLength(0);
});

test('a process that died is made anew by the next start', async () => {
  const { line, children } = countingLine(entry);
  const before = await line.start();
  const died = new Promise<void>((resolve) => children[0]!.on('exit', () => resolve()));
  children[0]!.kill();
  await died;
  const after = await line.start();
  expect(after.url).not.toBe(before.url);
  expect(children).toHaveLength(2);
  await line.stop();
});

test('a start that stop overtakes is told so', async () => {
  const { line, children } = countingLine(entry);
  const started = line.start();
  await Promise.all([expect(started).rejects.toThrow('it was stopped'), line.stop()]);
  expect(isAlive(children[0]!.pid)).toBe(false);
});

test('a process that says nothing is given up', async () => {
  const { line, children } = countingLine(await script('silent.js', 'setInterval(() => {}, 1000)'), { startMs: 300 });
  const exited = new Promise<void>((resolve) => process.nextTick(() => children[0]!.on('exit', () => resolve())));
  await expect(line.start()).rejects.toThrow('The practice line could not be opened: it took too long');
  await exited;
});

test('a process that ends at once is told so', async () => {
  const { line } = countingLine(await script('dead.js', 'process.exit(3)'));
  await expect(line.start()).rejects.toThrow('its process ended');
});

test('a failure is told in its own words, and an answer without sense is no access', async () => {
  const answering = (message: object): string => `process.parentPort.on('message', () => process.send(${JSON.stringify(message)}))`;
  const failing = countingLine(await script('failing.js', answering({ kind: 'failed', message: 'no port is free' })));
  await expect(failing.line.start()).rejects.toThrow('no port is free');
  const odd = countingLine(await script('odd.js', answering({ kind: 'ready', url: 7 })));
  await expect(odd.line.start()).rejects.toThrow('its answer is not understood');
});

test('a process that does not stop by itself is killed', async () => {
  const deaf = `process.parentPort.on('message', ({ data }) => data.kind === 'start' && process.send({ kind: 'ready', url: 'ws://x', user: 'u', password: 'p' }))`;
  const { line, children } = countingLine(await script('deaf.js', deaf), { stopMs: 50 });
  await line.start();
  await line.stop();
  expect(isAlive(children[0]!.pid)).toBe(false);
});
