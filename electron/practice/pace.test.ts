import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pace } from './pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('ticks once a period, without drift', () => {
  const at: number[] = [];
  const start = performance.now();
  const stop = pace(20, () => at.push(performance.now() - start));
  vi.advanceTimersByTime(1000);
  stop();
  expect(at).toHaveLength(51);
  expect(at.every((time, i) => Math.abs(time - i * 20) <= 1)).toBe(true);
});

test('makes up for a short delay at once', () => {
  const periods: number[] = [];
  const stop = pace(20, (period) => periods.push(period));
  vi.advanceTimersByTime(1);
  const { now } = performance;
  vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 100);
  vi.advanceTimersByTime(20);
  stop();
  expect(periods).toEqual([0, 1, 2, 3, 4, 5, 6]);
  vi.restoreAllMocks();
});

test('leaves out what a sleeping machine missed', () => {
  const periods: number[] = [];
  const stop = pace(20, (period) => periods.push(period));
  vi.advanceTimersByTime(1);
  const { now } = performance;
  vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 60_000);
  vi.advanceTimersByTime(20);
  stop();
  expect(periods).toEqual([0, 3001]);
  vi.restoreAllMocks();
});

test('is silent once stopped, from inside a tick too', () => {
  let ticks = 0;
  const stop = pace(20, () => {
    ticks += 1;
    stop();
  });
  vi.advanceTimersByTime(200);
  expect(ticks).toBe(1);
});
