import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeError, openLog } from './log.ts';

let folder: string;
let told: string[];
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'offhook-log-')), 'logs');
  told = [];
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

const open = (options: Partial<Parameters<typeof openLog>[0]> = {}) =>
  openLog({ folder, now: () => new Date(0), stderr: (line) => told.push(line), ...options });
const read = (name = 'offhook.log'): string => readFileSync(path.join(folder, name), 'utf8');

test('a line has its time, level and who said it', () => {
  const log = open();
  log.info('started');
  log.named('page').warn('no microphone');
  expect(read()).toBe('1970-01-01T00:00:00.000Z info  [main] started\n1970-01-01T00:00:00.000Z warn  [page] no microphone\n');
  expect(told).toEqual(['1970-01-01T00:00:00.000Z warn  [page] no microphone']);
});

test('levels below the chosen one are left out', () => {
  open().debug('SDP');
  open({ level: 'debug' }).debug('wanted');
  open({ level: 'error' }).warn('not wanted');
  expect(read()).toBe('1970-01-01T00:00:00.000Z debug [main] wanted\n');
});

test('a hidden password reaches neither the file nor the terminal, through any named log', () => {
  const log = open({ level: 'debug' });
  log.hide('open sesame');
  log.named('page').error('password is open sesame');
  log.debug('open sesame\nforged line');
  expect(read() + told.join()).not.toContain('sesame');
  expect(read().trim().split('\n')).toHaveLength(2);
});

test('an empty or tiny secret does not blot out the log', () => {
  const log = open();
  log.hide('');
  log.hide('a');
  log.info('a call came in');
  expect(read()).toContain('a call came in');
});

test('three files of the given size are kept', () => {
  const log = open({ maxBytes: 200 });
  for (let n = 0; n < 40; n++) log.info(`line ${n} ${'x'.repeat(40)}`);
  expect(readdirSync(folder).sort()).toEqual(['offhook.1.log', 'offhook.2.log', 'offhook.log']);
  for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).size).toBeLessThanOrEqual(200);
  expect(read()).toContain('line 39');
});

test('the files are private', () => {
  open().info('x');
  expect(statSync(path.join(folder, 'offhook.log')).mode & 0o077).toBe(0);
});

test('a log that cannot be written says so once and stops nothing', () => {
  writeFileSync(folder, 'a file where the folder should be');
  const log = open();
  log.info('one');
  log.info('two');
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('cannot be written');
});

test('an error is described with its cause', () => {
  expect(describeError(new Error('outer', { cause: new Error('inner') }))).toMatch(/outer[\s\S]*caused by Error: inner/);
  expect(describeError('text')).toBe('text');
});
