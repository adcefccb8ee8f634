import { expect, test } from 'vitest';
import type { Peer } from '../shared/call.ts';
import { outcomeOf, redialTarget } from '../shared/past-call.ts';
import { groupRecent } from './recent-calls.ts';
import { bob, endReason, makeRecord } from './testing/calls.ts';

const at = (day: number, hour: number) => new Date(2026, 6, day, hour).getTime();
const carol: Peer = { ...bob, name: 'Carol', number: '1003', uri: 'sip:1003@pbx.example.com' };

test.each([
  ['incoming', {}],
  ['missed', { answeredAt: null, reason: endReason('cancelled') }],
  ['missed', { answeredAt: null, reason: endReason('busy', 'local') }],
  ['answered-elsewhere', { answeredAt: null, reason: endReason('answered-elsewhere') }],
  ['declined', { answeredAt: null, reason: endReason('declined', 'local') }],
  ['forwarded', { answeredAt: null, reason: endReason('redirected', 'local') }],
  ['blocked', { answeredAt: null, reason: endReason('blocked', 'local') }],
  ['do-not-disturb', { answeredAt: null, reason: endReason('do-not-disturb', 'local') }],
  ['missed', { answeredAt: null, reason: endReason('redirected', 'remote') }],
  ['outgoing', { direction: 'outgoing' }],
  ['not-connected', { direction: 'outgoing', answeredAt: null, reason: endReason('busy') }],
] as const)('a call is told as %s for %j', (outcome, change) => {
  expect(outcomeOf(makeRecord(change))).toBe(outcome);
});

test('calls are grouped by day and by person, the newest first', () => {
  const records = [
    makeRecord({ id: 'a', createdAt: at(2, 9) }),
    makeRecord({ id: 'b', createdAt: at(3, 9) }),
    makeRecord({ id: 'c', createdAt: at(3, 10), peer: carol }),
    makeRecord({ id: 'd', createdAt: at(3, 11), peer: { ...bob, name: 'Bob B.', uri: bob.uri.toUpperCase() } }),
  ];
  const days = groupRecent(records);
  expect(days.map(({ day, entries }) => [new Date(day).getDate(), entries.map((entry) => entry.records.map(({ id }) => id))])).toEqual([
    [3, [['d', 'b'], ['c']]],
    [2, [['a']]],
  ]);
  expect(days[0]?.entries[0]?.peer.name).toBe('Bob B.');
});

test('people without a number are told apart by what was dialled', () => {
  const nobody: Peer = { name: '', number: '', uri: '', company: '', avatar: '' };
  const records = ['600', '601'].map((destination, index) =>
    makeRecord({ id: destination, createdAt: at(3, 9 + index), direction: 'outgoing', destination, peer: nobody }),
  );
  expect(groupRecent(records)[0]?.entries).toHaveLength(2);
});

test('calling back dials the caller, calling again dials what was dialled', () => {
  expect(redialTarget(makeRecord())).toBe('1002');
  expect(redialTarget(makeRecord({ direction: 'outgoing', destination: 'sip:sales@example.com' }))).toBe('sip:sales@example.com');
});
