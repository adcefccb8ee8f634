import { expect, test } from 'vitest';
import { announcedPresence, withPresence } from './announced-presence.ts';
import type { CallSnapshot } from './call.ts';
import type { OwnPresence } from './presence.ts';
import { defaultSettings } from './settings.ts';

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

test('what is chosen last holds, and do not disturb is one of the choices', () => {
  const at = new Date();
  const quiet = withPresence(defaultSettings, { status: 'dnd', note: 'In a talk' }, at);
  expect([quiet.incoming.doNotDisturb.isOn, quiet.presence]).toEqual([true, { status: 'available', note: 'In a talk' }]);
  const locked = withPresence(quiet, { status: 'away', leavesQuiet: true }, at);
  expect([locked.incoming.doNotDisturb.isOn, locked.presence]).toEqual([true, { status: 'away', note: 'In a talk' }]);
  const busy = withPresence(locked, { status: 'busy', note: '' }, at);
  expect([busy.incoming.doNotDisturb.isOn, busy.presence]).toEqual([false, { status: 'busy', note: '' }]);
});
