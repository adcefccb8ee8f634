import { expect, test } from 'vitest';
import type { CallSnapshot } from '../shared/call.ts';
import { companionOf, consultationAmong, groupCalls, isUp } from './call-groups.ts';
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

test.each([
  ['the only one that waits', [up('a'), up('b')], 'b'],
  ['none of several', [up('a'), up('b'), up('c')], undefined],
  ['nobody while it is still being called', [makeCall({ id: 'a', direction: 'outgoing', state: { kind: 'dialing' } }), up('b')], undefined],
  [
    'whom it is about, even while that rings',
    [makeCall({ id: 'a', state: { kind: 'ringing' }, consultationFor: 'c' }), up('b'), up('c')],
    'c',
  ],
  ['who is asked about it', [up('a'), up('b'), up('c', { consultationFor: 'a' })], 'c'],
  ['a conference as a whole', [up('a'), up('b', room), up('c', room)], 'room'],
])('the current call can be joined with %s', (_, calls, id) => {
  const [current, ...waiting] = groupCalls(calls);
  expect(current && companionOf(current, waiting, consultationAmong(calls))?.id).toBe(id);
});
