import { describe, expect, test } from 'vitest';
import type { Measures } from './measures.ts';
import { follow, judge, type Light } from './verdict.ts';

const fine: Measures = {
  ...{ seconds: 3, codec: 'opus', expected: 150, received: 150, lost: 0, late: 0, starved: 0, lossSent: 0 },
  ...{ jitter: 3, roundTrip: 20, bufferDelay: 60, bitRate: { sent: 32_000, received: 32_000 }, levels: { local: 0.1, remote: 0.1 } },
};

describe('what is wrong', () => {
  test.each<[string, Partial<Measures>, string | null]>([
    ['nothing', {}, null],
    ['little', { lost: 0.003 }, null],
    ['packets are lost on the way here', { lost: 0.05 }, 'loss'],
    ['packets are lost on the way there', { lossSent: 0.05 }, 'loss'],
    ['packets come too late', { late: 0.05, lost: 0.01 }, 'jitter'],
    ['the way is long', { roundTrip: 600 }, 'delay'],
    ['the buffer is long, because packets come unevenly', { bufferDelay: 350 }, 'jitter'],
    ['the computer is too busy', { starved: 0.05 }, 'cpu'],
    ['loss is worse than the delay', { lost: 0.2, roundTrip: 400 }, 'loss'],
    ['the delay is worse than the loss', { lost: 0.006, roundTrip: 700 }, 'delay'],
  ])('%s', (_, change, cause) => {
    expect(judge({ ...fine, ...change }, false).cause).toBe(cause);
  });

  test('a way that was short a moment ago is uneven, not long', () => {
    const measures = { ...fine, roundTrip: 820, jitter: 46, bufferDelay: 210 };
    expect(judge(measures, false).cause).toBe('delay');
    expect(judge(measures, false, 240).cause).toBe('jitter');
    expect(judge({ ...fine, roundTrip: 620 }, false, 590).cause).toBe('delay');
  });

  test('what the far end misses of us counts only while we speak', () => {
    const measures = { ...fine, lossSent: 0.5 };
    expect(judge(measures, true)).toEqual(judge(fine, false));
    expect(judge(measures, false).rating).toBeLessThan(20);
  });

  test('the worse direction decides', () => {
    expect(judge({ ...fine, lost: 0.02, lossSent: 0.1 }, false).rating).toBeCloseTo(judge({ ...fine, lost: 0.1 }, false).rating);
  });
});

describe('the light', () => {
  /** What it shows after each of these reports. */
  function shine(...ratings: number[]): string {
    let light: Light | null = null;
    const grades = ratings.map((rating) => {
      light = follow(light, { rating, cause: rating < 80 ? 'loss' : null }, null);
      return light.grade;
    });
    return grades.join(' ');
  }

  test.each([
    ['begins with what is', [70], 'fair'],
    ['waits for a second report', [90, 50, 50], 'good good poor'],
    ['ignores a single bad report', [90, 10, 90, 10, 90], 'good good good good good'],
    ['needs two that agree', [90, 70, 40, 70, 70], 'good good good good fair'],
    ['stays near a threshold', [90, 79, 79, 79], 'good good good good'],
    ['stays near a threshold from below too', [70, 81, 81, 81], 'fair fair fair fair'],
    ['crosses it when it is clear', [70, 84, 84], 'fair fair good'],
    ['comes back from poor', [30, 62, 62, 64, 64], 'poor poor poor poor fair'],
  ])('%s', (_, ratings, grades) => {
    expect(shine(...ratings)).toBe(grades);
  });

  const good = follow(null, { rating: 90, cause: null }, null);
  const poor = follow(null, { rating: 30, cause: 'loss' }, null);

  test('trouble with the sound shows at once and goes at once', () => {
    const silent = follow(good, { rating: 90, cause: null }, 'no-sound');
    expect(silent).toMatchObject({ grade: 'poor', cause: 'no-sound' });
    expect(follow(silent, { rating: 90, cause: null }, null)).toMatchObject({ grade: 'good', cause: null });
  });

  test('a clipping microphone does not hide a bad network, a silent one does', () => {
    expect(follow(poor, { rating: 30, cause: 'loss' }, 'microphone-clipping')).toMatchObject({ grade: 'poor', cause: 'loss' });
    expect(follow(poor, { rating: 30, cause: 'loss' }, 'microphone-silent')).toMatchObject({ grade: 'poor', cause: 'microphone-silent' });
    expect(follow(good, { rating: 90, cause: null }, 'microphone-clipping')).toMatchObject({ grade: 'fair', cause: 'microphone-clipping' });
  });

  test('silence of the other side is told and is no fault', () => {
    expect(follow(good, { rating: 90, cause: null }, 'their-silence')).toMatchObject({ grade: 'good', cause: 'their-silence' });
  });
});
