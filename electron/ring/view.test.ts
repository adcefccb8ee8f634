import { expect, test } from 'vitest';
import { defaultSettings } from '../../shared/settings.ts';
import { callIn } from '../testing/fake-shell.ts';
import { isEmpty, ringView } from './view.ts';

const ringing = { ...callIn({ kind: 'ringing' }), id: 'ringing', direction: 'incoming' as const };
const talking = { ...callIn({ kind: 'active', since: 1, hold: 'none' }), id: 'talking' };
const over = callIn({ kind: 'ended', at: 2, since: 1, reason: { kind: 'hung-up', by: 'local', code: null, phrase: '' } });
const look = (calls: readonly (typeof talking)[], face: 'hidden' | 'behind' | 'front', notifications = {}) => {
  const settings = { ...defaultSettings, notifications: { ...defaultSettings.notifications, ...notifications } };
  const { ringing: callers, current } = ringView({ calls, settings, face });
  return [callers.map(({ id }) => id), current?.id ?? null];
};

test.each([
  ['nothing', [], 'hidden', [[], null]],
  ['a caller', [ringing], 'hidden', [['ringing'], null]],
  ['a caller', [ringing], 'behind', [['ringing'], null]],
  ['nobody, where the main window is in front and shows them', [ringing], 'front', [[], null]],
  ['a call, while the main window is out of sight', [talking], 'hidden', [[], 'talking']],
  ['no call, while it can be seen', [talking], 'behind', [[], null]],
  ['both', [talking, ringing], 'hidden', [['ringing'], 'talking']],
  ['nothing of a call that is over', [over], 'hidden', [[], null]],
] as const)('%s: %j, main window %s', (_what, calls, face, expected) => {
  expect(look(calls as never, face)).toEqual(expected);
});

test('each part goes away when the user wants that', () => {
  expect(look([talking, ringing], 'hidden', { ringWindow: false })).toEqual([[], 'talking']);
  expect(look([talking, ringing], 'hidden', { miniCall: false })).toEqual([['ringing'], null]);
});

test('it says whether answering holds another call', () => {
  const view = (calls: readonly (typeof talking)[]) => ringView({ calls, settings: defaultSettings, face: 'behind' });
  expect([view([ringing]).isCallUp, view([ringing, talking]).isCallUp, view([ringing, over]).isCallUp]).toEqual([false, true, false]);
  expect([isEmpty(view([])), isEmpty(view([ringing]))]).toEqual([true, false]);
});
