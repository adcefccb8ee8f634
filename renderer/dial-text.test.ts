import { expect, test } from 'vitest';
import { cleanDialText, isDialKey } from './dial-text.ts';

test.each([
  ['+49 (0)30 / 90 18-20', '+4930901820'],
  ['  1002\n', '1002'],
  ['\n\n  030.901.820  \nBob', '030901820'],
  ['tel:+49-30-1234', '+49301234'],
  ['sip:bob@example.com', 'bob@example.com'],
  ['"Bob" <sip:bob@example.com;transport=tcp?Replaces=x>', 'bob@example.com'],
  ['sips:bob@example.com', 'sips:bob@example.com'],
  ['\u202e1002\u202c', '1002'],
  ['*97#', '*97#'],
])('a pasted %j is cleaned to %j', (pasted, cleaned) => {
  expect(cleanDialText(pasted)).toBe(cleaned);
});

test('text that is no number stays for the user to mend, on one line and without hidden characters', () => {
  expect(cleanDialText('call\tme\u200b maybe\nlater')).toBe('callme maybe');
});

test('a text of ten thousand characters is cut', () => {
  expect(cleanDialText('x'.repeat(10_000)).length).toBeLessThanOrEqual(256);
});

test('digits, star, pound and plus type a number; letters do not', () => {
  expect([...'0123456789*#+'].every(isDialKey)).toBe(true);
  expect(['a', '?', 'Enter', ' ', '12'].some(isDialKey)).toBe(false);
});

test('what a link wants keyed in after the answer is there to see', () => {
  expect(cleanDialText('tel:+1-212-555-0101;ext=42-1')).toBe('+12125550101;ext=421');
  expect(cleanDialText('+12125550101;ext=421')).toBe('+12125550101;ext=421');
});
