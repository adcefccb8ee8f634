import { describe, expect, test } from 'vitest';
import { delayImpairment, lossImpairment, mosOf, rate } from './e-model.ts';

describe('the E-model', () => {
  // ITU-T G.107 annex B, table B.1, and the corners of its formula.
  test.each([
    [100, 4.5],
    [90, 4.34],
    [80, 4.03],
    [70, 3.6],
    [60, 3.1],
    [50, 2.58],
    [3, 1],
    [0, 1],
    [-5, 1],
  ])('a rating of %d is a score of %d', (rating, mos) => {
    expect(mosOf(rating)).toBeCloseTo(mos, 1);
    expect(Math.abs(mosOf(rating) - mos)).toBeLessThan(0.01);
  });

  // G.107 7.4.2 by hand: X = log2(Ta / 100).
  test.each([
    [0, 0],
    [100, 0],
    [200, 3.03],
    [400, 24.06],
    [800, 40.83],
  ])('%d ms one way take %d points', (delay, points) => {
    expect(delayImpairment(delay)).toBeCloseTo(points, 1);
  });

  test.each([
    ['PCMU', 0, 0],
    ['PCMU', 0.01, 3.64],
    ['PCMA', 0.05, 15.78],
    ['opus', 0.01, 8.64],
    ['OPUS', 0.05, 31.67],
    ['opus', 0.2, 63.33],
    ['opus', 1, 86.36],
  ])('%s with a loss of %d loses %d points', (codec, loss, points) => {
    expect(lossImpairment(codec, loss)).toBeCloseTo(points, 1);
  });

  test('a perfect connection is rated 93.2, and nothing is rated below 0', () => {
    expect(rate({ codec: 'opus', loss: 0, delay: 40 })).toBe(93.2);
    expect(rate({ codec: 'opus', loss: 1, delay: 2_000 })).toBe(0);
  });
});
