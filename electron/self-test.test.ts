import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Command } from '../shared/command.ts';
import { type SelfTest, selfTest } from './self-test.ts';

let lines: string[];
let codes: number[];
let commands: Command[];
let run: SelfTest;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  codes = [];
  commands = [];
  run = selfTest({ command: (command) => commands.push(command), print: (line) => lines.push(line), exit: (code) => codes.push(code) });
  run.start();
});
afterEach(() => vi.useRealTimers());

test('each step is a line with its time, and the end an exit code', () => {
  expect(commands).toEqual([{ kind: 'self-test' }]);
  run.step({ name: 'signed in', ok: true, milliseconds: 312.4, detail: 'ws://127.0.0.1:40000' });
  run.step({ name: 'echo came back', ok: true, milliseconds: 95, detail: '' });
  vi.advanceTimersByTime(1500);
  run.finish({ ok: true });
  expect(lines).toEqual([
    'ok     signed in                                   312 ms  ws://127.0.0.1:40000',
    'ok     echo came back                               95 ms',
    'self-test passed in 1.5 s',
  ]);
  expect(codes).toEqual([0]);
});

test('a failed step fails the test', () => {
  run.step({ name: 'echo came back', ok: false, milliseconds: 10_000, detail: 'silence\nwas heard' });
  run.finish({ ok: false });
  expect(lines[0]).toBe('failed echo came back                            10000 ms  silence\\nwas heard');
  expect(codes).toEqual([1]);
});

test('a page that does nothing fails after a minute, and what comes later counts no more', () => {
  vi.advanceTimersByTime(60_000);
  run.finish({ ok: true });
  expect(lines).toEqual(['self-test failed in 60.0 s: no end after 60 s']);
  expect(codes).toEqual([1]);
});

test('a test without a step proves nothing', () => {
  run.finish({ ok: true });
  expect(lines).toEqual(['self-test failed in 0.0 s: no step was taken']);
  expect(codes).toEqual([1]);
});
