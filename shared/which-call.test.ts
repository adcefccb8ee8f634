import { expect, test } from 'vitest';
import type { CallSnapshot } from './call.ts';
import { currentCall, currentCalls, isHeldHere, ringingCalls } from './which-call.ts';

const call = (id: string, state: object, direction = 'outgoing') => ({ id, state, direction }) as unknown as CallSnapshot;
const active = (id: string, hold: string) => call(id, { kind: 'active', since: 1, hold });
const rings = call('rings', { kind: 'ringing' }, 'incoming');

test.each([
  [[active('a', 'none'), active('b', 'local'), rings], 'a'],
  [[active('a', 'remote'), active('b', 'both')], 'a'],
  [[active('a', 'local'), active('b', 'local')], 'b'],
  [[active('a', 'none'), call('dials', { kind: 'dialing' })], 'dials'],
  [[call('far', { kind: 'ringing' }), active('a', 'local')], 'a'],
  [[rings], undefined],
  [[call('over', { kind: 'ended' })], undefined],
  [[], undefined],
])('the call that is meant without naming one (%#)', (calls, id) => {
  expect(currentCall(calls)?.id).toBe(id);
});

test('who rings here, and what is held here', () => {
  expect(ringingCalls([active('a', 'none'), rings, call('far', { kind: 'ringing' })])).toEqual([rings]);
  expect(['none', 'local', 'remote', 'both'].filter((hold) => isHeldHere(active('a', hold)))).toEqual(['local', 'both']);
});

test('the current call brings its conference along', () => {
  const [a, b] = ['a', 'b'].map((id) => ({ ...active(id, 'none'), conferenceId: 'c' }));
  const alone = { ...active('alone', 'local'), conferenceId: null };
  expect(currentCalls([alone, a!, b!])).toEqual([a, b]);
  expect(currentCalls([alone])).toEqual([alone]);
  expect(currentCalls([])).toEqual([]);
});
