import { expect, test } from 'vitest';
import { announcedPresence } from './announced-presence.ts';
import type { CallSnapshot } from './call.ts';
import type { OwnPresence } from './presence.ts';

type Call = Pick<CallSnapshot, 'state' | 'direction'>;
const talking: Call = { direction: 'incoming', state: { kind: 'active', since: 1, hold: 'none' } };
const dialing: Call = { direction: 'outgoing', state: { kind: 'ringing' } };
const ringing: Call = { direction: 'incoming', state: { kind: 'ringing' } };
const over: Call = {
  direction: 'incoming',
  state: { kind: 'ended', at: 2, since: 1, reason: { kind: 'hung-up', by: 'local', code: null, phrase: '' } },
};

test.each([
  ['nothing but what was chosen', 'away', false, [], 'away'],
  ['a call that is over', 'available', false, [over], 'available'],
  ['somebody who rings here', 'available', false, [ringing], 'available'],
  ['a call that is up', 'away', false, [talking], 'in-call'],
  ['somebody who is called', 'available', false, [dialing], 'in-call'],
  ['do not disturb, in a call too', 'busy', true, [talking], 'dnd'],
] as const)('%s', (_what, status, isQuiet, calls, expected) => {
  const chosen: OwnPresence = { status, note: 'At lunch' };
  expect(announcedPresence(chosen, { isQuiet, calls })).toEqual({ status: expected, note: 'At lunch' });
});
