import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveFile } from './serve-file.ts';

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'offhook-serve-'));
  file = path.join(folder, 'talk.webm');
  writeFileSync(file, '0123456789');
  writeFileSync(path.join(folder, 'empty.ogg'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (range?: string, init: RequestInit = {}) =>
  serveFile(file, new Request('app://offhook/recordings/1', { ...init, headers: range ? { range } : {} }), { 'x-mine': '1' });

test('all of a file is given, with its type and length', async () => {
  const response = await get();
  const { headers, status } = response;
  expect([status, await response.text()]).toEqual([200, '0123456789']);
  expect(['content-type', 'content-length', 'accept-ranges', 'x-mine'].map((name) => headers.get(name))).toEqual([
    'video/webm',
    '10',
    'bytes',
    '1',
  ]);
});

test.each([
  ['bytes=0-', '0123456789', 'bytes 0-9/10'],
  ['bytes=3-5', '345', 'bytes 3-5/10'],
  ['bytes=8-99', '89', 'bytes 8-9/10'],
  ['bytes=-3', '789', 'bytes 7-9/10'],
  ['bytes=-99', '0123456789', 'bytes 0-9/10'],
])('%s is %s', async (range, text, told) => {
  const response = await get(range);
  expect([response.status, await response.text()]).toEqual([206, text]);
  expect([response.headers.get('content-range'), response.headers.get('content-length')]).toEqual([told, String(text.length)]);
});

test('nothing is behind its end', async () => {
  const response = await get('bytes=10-');
  expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([416, '', 'bytes */10']);
});

test.each(['bytes=-', 'bytes=1-2,4-5', 'lines=1-2', 'bytes=a-b'])('%s is no range, and gets all', async (range) => {
  expect((await get(range)).status).toBe(200);
});

test('of a question about it only the head is given, and an empty file is nothing', async () => {
  const head = await get(undefined, { method: 'HEAD' });
  expect([head.headers.get('content-length'), await head.text()]).toEqual(['10', '']);
  const empty = await serveFile(path.join(folder, 'empty.ogg'), new Request('app://offhook/'), {});
  expect([empty.headers.get('content-type'), await empty.text()]).toEqual(['audio/ogg', '']);
});
