import { expect, test } from 'vitest';
import { isKeptBy } from './headset-makers.ts';

test.each([
  [null, 0x1395, false],
  ['epos', 0x1395, true],
  ['epos', 0x047f, false],
  ['poly', 0x047f, true],
  ['poly', 0x03f0, true],
  ['poly', 0x0b0e, false],
] as const)('the program %s speaks for headsets of %i: %s', (program, vendorId, expected) => {
  expect(isKeptBy(program, { vendorId })).toBe(expected);
});
