import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemTimers } from '../timers.ts';
import { SessionTimer } from './session-timer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Seconds at which something was asked of the owner of the timer. */
function watch(seconds: number, { isOurs, answers = false }: { isOurs: boolean; answers?: boolean }): string[] {
  const told: string[] = [];
  const begun = Date.now();
  const at = (what: string) => told.push(`${what} ${(Date.now() - begun) / 1_000}`);
  const timer = new SessionTimer({
    timers: systemTimers,
    refresh: () => {
      at('refresh');
      if (answers) timer.restart({ seconds, isOurs });
    },
    onExpired: () => at('expired'),
  });
  timer.restart({ seconds, isOurs });
  vi.advanceTimersByTime(seconds * 1_500);
  timer.stop();
  expect(vi.getTimerCount()).toBe(0);
  return told;
}

it('refreshes at half of the interval, again and again', () => {
  expect(watch(1_800, { isOurs: true, answers: true })).toEqual(['refresh 900', 'refresh 1800', 'refresh 2700']);
});

it('gives up 32 seconds before the end, or after two thirds, when nobody refreshed', () => {
  expect(watch(1_800, { isOurs: false })).toEqual(['expired 1768']);
  expect(watch(90, { isOurs: false })).toEqual(['expired 60']);
});

it('tries again while there is time', () => {
  expect(watch(1_800, { isOurs: true })).toEqual(['refresh 900', 'refresh 1125', 'refresh 1350', 'refresh 1575', 'expired 1768']);
  expect(watch(90, { isOurs: true })).toEqual(['refresh 45', 'refresh 56.25', 'expired 60']);
});

it('stops when the far end wants no end any more', () => {
  const timer = new SessionTimer({ timers: systemTimers, refresh: () => {}, onExpired: () => {} });
  timer.restart({ seconds: 90, isOurs: true });
  timer.restart(null);
  expect(vi.getTimerCount()).toBe(0);
});
