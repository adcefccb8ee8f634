import { describe, expect, test } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import { callIn } from '../testing/fake-shell.ts';
import { commandFor } from './orders.ts';
import type { Order } from './protocol.ts';

const call = (id: string, state: CallSnapshot['state'], direction: CallSnapshot['direction'] = 'outgoing'): CallSnapshot => ({
  ...callIn(state),
  id,
  direction,
});
const talking = call('talking', { kind: 'active', since: 1, hold: 'none' });
const held = call('held', { kind: 'active', since: 1, hold: 'local' });
const rings = call('rings', { kind: 'ringing' }, 'incoming');
const rings2 = call('rings2', { kind: 'ringing' }, 'incoming');
const dialing = call('dialing', { kind: 'dialing' });
const ended = call('ended', { kind: 'ended', at: 2, since: 1, reason: { kind: 'hung-up', by: 'local', code: null, phrase: '' } });

type CallVerb = Extract<Order, { call: string | null }>['verb'];
const order = (verb: CallVerb, more: object = {}): never => ({ verb, call: null, isToggle: false, ...more }) as never;
const meant = (verb: CallVerb, ...calls: CallSnapshot[]): unknown => {
  const command = commandFor(order(verb, { tones: '1', target: '2' }), calls, false);
  return command && 'callId' in command ? `${command.kind} ${command.callId}` : command;
};

describe('the call that is meant', () => {
  test.each([
    ['answer', [talking, rings, rings2], 'answer rings'],
    ['answer', [talking], null],
    ['decline', [rings], 'decline rings'],
    ['hangup', [held, talking, rings], 'hang-up talking'],
    ['hangup', [talking, dialing], 'hang-up dialing'],
    ['hangup', [rings], 'hang-up rings'],
    ['hangup', [ended], null],
    ['hold', [held, talking], 'hold talking'],
    ['hold', [rings], null],
    ['resume', [held, talking], 'resume held'],
    ['resume', [talking], null],
    ['mute', [talking, held], 'mute-microphone talking'],
    ['unmute', [talking], 'unmute-microphone talking'],
    ['dtmf', [talking, rings], 'send-tones talking'],
    ['transfer', [held], 'transfer held'],
  ] as const)('%s', (verb, calls, expected) => {
    expect(meant(verb, ...calls)).toBe(expected);
  });

  test('or the one that is named, if it is there', () => {
    expect(commandFor(order('hangup', { call: 'held' }), [held, talking], false)).toEqual({ kind: 'hang-up', callId: 'held' });
    expect(commandFor(order('hangup', { call: 'gone' }), [held, talking], false)).toBeNull();
  });
});

test('a toggle goes by what is', () => {
  expect(commandFor(order('hold', { isToggle: true }), [held], false)).toEqual({ kind: 'resume', callId: 'held' });
  expect(commandFor(order('hold', { isToggle: true }), [talking], false)).toEqual({ kind: 'hold', callId: 'talking' });
  expect(commandFor(order('mute', { isToggle: true }), [talking], false)).toEqual({ kind: 'toggle-microphone', callId: 'talking' });
  expect(commandFor({ verb: 'dnd', on: null }, [], true)).toEqual({ kind: 'do-not-disturb', on: false });
  expect(commandFor({ verb: 'dnd', on: true }, [], true)).toEqual({ kind: 'do-not-disturb', on: true });
});

test.each([
  [null, {}],
  ['', { note: '' }],
  ['Lunch', { note: 'Lunch' }],
])('a status is set with its note, where one is given: %j', (note, said) => {
  expect(commandFor({ verb: 'presence', status: 'away', note }, [], false)).toEqual({ kind: 'set-presence', status: 'away', ...said });
});

test.each([false, true])('a number that a script gives is dialled, not offered, and with video where it says so: %s', (hasVideo) => {
  const command = { kind: 'dial', target: '600', confirm: false, video: hasVideo };
  expect(commandFor({ verb: 'dial', target: '600', hasVideo }, [], false)).toEqual(command);
});
