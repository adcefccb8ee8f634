import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clone, makeClone } from './testing/clone.ts';

let clone: Clone;
beforeAll(async () => {
  clone = await makeClone();
});
afterAll(() => clone.end());

const report = (...tests: [fullName: string, status: string][]): string =>
  JSON.stringify({
    testResults: [{ name: '/x/a.test.ts', status: 'passed', assertionResults: tests.map(([fullName, status]) => ({ fullName, status })) }],
  });
const lines = (output: string): string[] => output.trim().split('\n');

test('the last line counts all parts, after the names of what was skipped and what failed', async () => {
  const { code, output } = await clone.run('test.mjs', ['types', 'unit', 'packaging'], {
    TYPES_CODE: '2',
    REPORT_unit: report(['adds', 'passed'], ['subtracts', 'skipped'], ['divides', 'todo']),
    REPORT_packaging: report(['packs', 'passed'], ['signs', 'failed']),
    CODE_packaging: '1',
  });
  expect(lines(output).slice(-5)).toEqual([
    'skipped: a.test.ts: subtracts',
    'skipped: a.test.ts: divides',
    'failed: types',
    'failed: a.test.ts: signs',
    '2 passed, 2 failed, 2 skipped',
  ]);
  expect(code).toBe(1);
});

test('all passed: exit code 0', async () => {
  const { code, output } = await clone.run('test.mjs', ['unit'], { REPORT_unit: report(['adds', 'passed']) });
  expect([lines(output).at(-1), code]).toEqual(['1 passed, 0 failed, 0 skipped', 0]);
});

test('an error outside of every test is a failure, and so is a run without a report', async () => {
  const broken = await clone.run('test.mjs', ['unit'], { REPORT_unit: report(['adds', 'passed']), CODE_unit: '1' });
  expect(lines(broken.output).slice(-2)).toEqual(['failed: unit: vitest ended with exit code 1', '1 passed, 1 failed, 0 skipped']);
  const absent = await clone.run('test.mjs', ['unit'], { CODE_unit: '0' });
  expect(absent.output).toContain('failed: unit: no report');
  expect([lines(absent.output).at(-1), absent.code]).toEqual(['0 passed, 1 failed, 0 skipped', 1]);
});

test('a file that fails before its first test is a failure', async () => {
  const files = JSON.stringify({ testResults: [{ name: '/x/b.test.ts', status: 'failed', assertionResults: [] }] });
  const { output } = await clone.run('test.mjs', ['unit'], { REPORT_unit: files, CODE_unit: '1' });
  expect(lines(output).slice(-2)).toEqual(['failed: b.test.ts: did not run to its end', '0 passed, 1 failed, 0 skipped']);
});

test('a build that fails keeps the parts that need it from testing an old one', async () => {
  await clone.write('electron/main.ts', 'changed');
  const { output } = await clone.run('test.mjs', ['build', 'packaging'], {
    VITE_FAILS: '1',
    REPORT_packaging: report(['packs', 'passed']),
  });
  expect(lines(output).slice(-3)).toEqual([
    'failed: build',
    'failed: packaging: not run, the build failed',
    '0 passed, 2 failed, 0 skipped',
  ]);
});

test('a part that does not exist is named', async () => {
  const { code, output } = await clone.run('test.mjs', ['unit', 'units']);
  expect(output).toContain('There is no part named units. The parts: types lint dead-code build unit integration e2e packaging');
  expect(code).toBe(1);
});
