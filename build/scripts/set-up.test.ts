import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clone, makeClone } from './testing/clone.ts';

let clone: Clone;
beforeEach(async () => {
  clone = await makeClone();
});
afterEach(() => clone.end());

const setUp = async (env?: Record<string, string>) => (await clone.run('set-up.mjs', [], env)).output;

test('a fresh clone installs and builds, and the next run does neither', async () => {
  expect(await setUp()).toBe('Installing the packages (npm ci)\nBuilding\n');
  expect(await setUp()).toBe('');
});

test('what is built is for users, also where a test runner began it', async () => {
  expect(await setUp({ NODE_ENV: 'test' })).toBe('Installing the packages (npm ci)\nBuilding\n');
});

test.each([
  ['a changed source', () => clone.write('electron/main.ts', 'changed')],
  ['a removed source', () => clone.remove('electron/old.ts')],
  ['a removed dist', () => clone.remove('dist')],
  ['a dist that something else wrote', () => clone.write('dist/main.js', 'other')],
])('%s is built again', async (_what, change) => {
  await setUp();
  await change();
  expect(await setUp()).toBe('Building\n');
});

test('a changed test is not', async () => {
  await clone.write('electron/main.test.ts', '');
  await setUp();
  await clone.write('electron/main.test.ts', 'changed');
  expect(await setUp()).toBe('');
});

test('a changed lock file installs again', async () => {
  await setUp();
  await clone.write('package-lock.json', '{ "changed": true }');
  expect(await setUp()).toBe('Installing the packages (npm ci)\nBuilding\n');
});

test('a failing build is told and tried again', async () => {
  await setUp({ VITE_FAILS: '1' }).then((output) => expect(output).toContain('The build failed:\nno such import'));
  expect(await setUp()).toBe('Building\n');
});

test('a failing npm ci is told and tried again', async () => {
  await clone.remove('packages/.package-lock.json');
  expect(await setUp({ NPM_CODE: '3' })).toContain('npm ci failed with exit code 3.');
  expect(await setUp()).toContain('Installing');
});
