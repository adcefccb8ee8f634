import { expect, test } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import type { QualityGrade } from '../../shared/quality.ts';
import { callIn } from '../testing/fake-shell.ts';
import { type TrayFacts, trayState, trayTooltip } from './state.ts';

const bob = { name: 'Bob', number: '1002', uri: 'sip:1002@example.com', company: '', avatar: '' };
const call = (state: CallSnapshot['state'], change: Partial<CallSnapshot> = {}): CallSnapshot => ({
  ...callIn(state),
  peer: bob,
  ...change,
});
const rings = call({ kind: 'ringing' }, { direction: 'incoming' });
const talks = call({ kind: 'active', since: 1, hold: 'none' });
const sounds = (grade: QualityGrade, change: Partial<CallSnapshot> = {}) => call(talks.state, { grade, ...change });
const facts = (change: Partial<TrayFacts>): TrayFacts => ({
  registration: { kind: 'registered', since: 1 },
  calls: [],
  missed: 0,
  doNotDisturb: false,
  presence: 'available',
  ...change,
});
const offline = { kind: 'offline' } as const;

test.each([
  ['ready', {}, 'Offhook: Ready'],
  ['offline', { registration: offline }, 'Offhook: Signed out'],
  ['offline', { registration: { kind: 'connecting', attempt: 1 } }, 'Offhook: Connecting…'],
  ['offline', { registration: offline, missed: 2 }, 'Offhook: Signed out, 2 missed calls'],
  ['missed', { missed: 1 }, 'Offhook: Ready, 1 missed call'],
  ['ready', { doNotDisturb: true, presence: 'away' }, 'Offhook: Ready, Do not disturb'],
  ['ready', { presence: 'away' }, 'Offhook: Ready, Away'],
  ['ringing', { calls: [rings] }, 'Offhook: Bob is calling'],
  ['ringing', { calls: [talks, rings] }, 'Offhook: Bob is calling, In call with Bob'],
  ['in-call', { calls: [talks] }, 'Offhook: In call with Bob'],
  ['in-call', { calls: [talks], registration: offline }, 'Offhook: In call with Bob'],
  ['in-call', { calls: [call({ kind: 'ringing' })] }, 'Offhook: Calling Bob'],
  ['in-call', { calls: [call({ kind: 'active', since: 1, hold: 'both' })] }, 'Offhook: Bob is on hold'],
  ['muted', { calls: [call(talks.state, { isMicrophoneMuted: true })] }, 'Offhook: In call with Bob, microphone off'],
  ['quality', { calls: [call(talks.state, { audio: 'interrupted' })] }, 'Offhook: Bad connection with Bob'],
  ['in-call', { calls: [sounds('good')] }, 'Offhook: In call with Bob'],
  ['in-call', { calls: [sounds('fair')] }, 'Offhook: In call with Bob, fair sound'],
  ['quality', { calls: [sounds('poor')] }, 'Offhook: In call with Bob, poor sound'],
  [
    'quality',
    { calls: [sounds('poor', { conferenceId: 'c' }), sounds('good', { conferenceId: 'c' })] },
    'Offhook: In call with Bob, poor sound',
  ],
  ['muted', { calls: [sounds('poor', { isMicrophoneMuted: true })] }, 'Offhook: In call with Bob, microphone off, poor sound'],
  [
    'ready',
    { calls: [call({ kind: 'ended', at: 2, since: 1, reason: { kind: 'hung-up', by: 'local', code: null, phrase: '' } })] },
    'Offhook: Ready',
  ],
] satisfies [string, Partial<TrayFacts>, string][])('%s for %j, in words %s', (state, change, words) => {
  expect([trayState(facts(change)), trayTooltip(facts(change))]).toEqual([state, words]);
});

test('of two calls the one that is talked in is told', () => {
  const held = call({ kind: 'active', since: 1, hold: 'local' }, { id: 'held', isMicrophoneMuted: true });
  expect(trayState(facts({ calls: [talks, held] }))).toBe('in-call');
});

test('a name of any length leaves the words within what Windows shows', () => {
  const words = trayTooltip(
    facts({ calls: [call({ kind: 'ringing' }, { direction: 'incoming', peer: { ...bob, name: 'W'.repeat(500) } })] }),
  );
  expect(words).toHaveLength(127);
});
