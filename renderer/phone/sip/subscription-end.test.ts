import { expect, test } from 'vitest';
import { subscriptionEnd } from './subscription-end.ts';

const goesOn = null;
const forGood = { kind: 'for-good' };
const forNow = (seconds: number | null) => ({ kind: 'for-now', seconds });

test.each([
  ['active;expires=600', goesOn],
  ['pending', goesOn],
  ['', goesOn],
  ['nonsense;reason=rejected', goesOn],
  ['terminated', forNow(null)],
  ['terminated;reason=rejected', forGood],
  ['Terminated ; Reason = NoResource', forGood],
  ['terminated;reason=invariant', forGood],
  ['terminated;reason=deactivated', forNow(0)],
  ['terminated;reason=timeout', forNow(0)],
  ['terminated;reason=probation;retry-after=30', forNow(30)],
  ['terminated;reason=giveup;retry-after=30', forNow(30)],
  ['terminated;retry-after=soon', forNow(null)],
  ['terminated;retry-after=99999999999999', forNow(86_400)],
  ['terminated;reason=whatever', forNow(null)],
])('%s', (header, expected) => {
  expect(subscriptionEnd(header)).toEqual(expected);
});
