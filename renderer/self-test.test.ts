import { expect, test } from 'vitest';
import { prominenceOf } from './self-test.ts';

const spectrum = (at: Record<number, number>, floor = -110) => Float32Array.from({ length: 512 }, (_, bin) => at[bin] ?? floor);

test('a tone stands out of the noise by what it is louder', () => {
  expect(prominenceOf(spectrum({ 85: -30 }), 85)).toBe(80);
  expect(prominenceOf(spectrum({ 86: -30 }), 85)).toBe(80);
});

test.each([
  ['silence', spectrum({}, Number.NEGATIVE_INFINITY)],
  ['another tone', spectrum({ 85: -60, 200: -20 })],
  ['a whisper of the tone', spectrum({ 85: -80 })],
])('%s is not the tone', (_, heard) => {
  expect(prominenceOf(heard, 85)).toBe(0);
});
