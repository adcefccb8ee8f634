import { expect, test } from 'vitest';
import type { CallSnapshot } from '../shared/call.ts';
import { consultationAmong, groupCalls, isUp } from './call-groups.ts';
import { makeCall } from './testing/calls.ts';

const up = (id: string, change: Partial<CallSnapshot> = {}) =>
  makeCall({ id, state: { kind: 'active', since: 0, hold: 'none' }, ...change });
const room = { conferenceId: 'room' };

test('the calls of a conference are one, in the place of the oldest of them', () => {
  const groups = groupCalls([up('a'), up('b', room), up('c'), up('d', room)]);
  expect(groups.map(({ id, isConference, calls }) => [id, isConference, calls.map((call) => call.id)])).toEqual([
    ['a', false, ['a']],
    ['room', true, ['b', 'd']],
    ['c', false, ['c']],
  ]);
});

test('a consultation is known while both calls live', () => {
  const [original, asked] = [up('a'), up('b', { consultationFor: 'a' })];
  expect(consultationAmong([original, asked])).toEqual({ original, consultation: asked });
  expect(consultationAmong([asked])).toBeNull();
  expect(consultationAmong([original])).toBeNull();
});

test('what is being handed over cannot be joined with anything', () => {
  const [plain, leaving] = groupCalls([up('a'), up('b', { transfer: { kind: 'sending', target: '1', progress: null } })]);
  expect([plain && isUp(plain), leaving && isUp(leaving)]).toEqual([true, false]);
});
