import { expect, test } from 'vitest';
import { clock, dayOf, initials, lengthInWords } from './format.ts';

test.each([
  [0, '0:00'],
  [59.9, '0:59'],
  [65, '1:05'],
  [3665, '1:01:05'],
  [-3, '0:00'],
])('%d seconds stand on the clock as %s', (seconds, text) => {
  expect(clock(seconds)).toBe(text);
});

test.each([
  [7, '7 sec'],
  [60, '1 min'],
  [192, '3 min 12 sec'],
  [7260, '2 hr 1 min'],
])('%d seconds are told as %s', (seconds, text) => {
  expect(lengthInWords(seconds, 'en')).toBe(text);
});

test.each([
  ['Bob Ångström', 'BÅ'],
  ['Maximiliane Freifrau von Hohenstein', 'MH'],
  ['bob', 'B'],
  ['+49 30 1234', ''],
  ['שרה כהן', 'שכ'],
  ['', ''],
])('the initials of %j are %j', (name, letters) => {
  expect(initials(name)).toBe(letters);
});

test('two moments of one day have the same midnight, the next midnight has another', () => {
  const morning = new Date(2026, 4, 3, 0, 0, 1).getTime();
  const night = new Date(2026, 4, 3, 23, 59, 59).getTime();
  expect(dayOf(morning)).toBe(dayOf(night));
  expect(dayOf(night + 1000)).not.toBe(dayOf(night));
});
