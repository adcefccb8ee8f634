import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retryDelay } from './retry-delay.ts';

it('doubles from one second to a minute when nothing is taken off', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempt) => retryDelay({ attempt, retryAfter: null, random: 1 }));
  expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

it('takes off half of it at most', () => {
  expect(retryDelay({ attempt: 7, retryAfter: null, random: 0 })).toBe(30_000);
});

it('is finite and positive after any number of failures: there is no last try', () => {
  const anyOptions = fc.record({
    attempt: fc.integer({ min: -5, max: 1_000_000 }),
    retryAfter: fc.option(fc.double({ noDefaultInfinity: false, noNaN: false })),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  fc.assert(
    fc.property(anyOptions, (options) => {
      const delay = retryDelay(options);
      expect(delay).toBeGreaterThanOrEqual(500);
      expect(delay).toBeLessThanOrEqual(601_000);
    }),
  );
});

it('is never earlier than the server asked for, and spread after it', () => {
  expect(retryDelay({ attempt: 1, retryAfter: 30, random: 0 })).toBe(30_000);
  expect(retryDelay({ attempt: 1, retryAfter: 30, random: 0.5 })).toBe(30_500);
});

it('is our own where the server asks for less', () => {
  expect(retryDelay({ attempt: 7, retryAfter: 1, random: 1 })).toBe(60_000);
});

it('does not let a server put the phone to sleep for a day', () => {
  expect(retryDelay({ attempt: 1, retryAfter: 86_400, random: 0 })).toBe(600_000);
});
