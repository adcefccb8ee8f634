import { expect, test } from 'vitest';
import { cleanTones } from './tone-text.ts';

test.each([
  ['4711', '4711'],
  [' 47-11 (#) ', '4711#'],
  ['123#,,4;5', '123#,,4;5'],
  ['123p45w6', '123,45;6'],
  ['a1D', 'A1D'],
  ['１２', '12'],
  ['\u202a12\u202c', '12'],
  ['', ''],
  [';;', ''],
  ['call me', ''],
  ['+49', ''],
  ['12\u0000', ''],
])('%j is sent as %j', (text, tones) => {
  expect(cleanTones(text)).toBe(tones);
});
