import { describe, expect, it, test } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import { atRest, type Hand, hungUp, press } from './buttons.ts';
import type { Button } from './layout.ts';
import { lightsOf } from './lights.ts';

type Part = Partial<Pick<CallSnapshot, 'direction' | 'pending' | 'conferenceId' | 'isMicrophoneMuted'>>;
const call = (id: string, state: object, part: Part = {}) =>
  ({ id, state, direction: 'outgoing', pending: null, conferenceId: null, isMicrophoneMuted: false, ...part }) as unknown as CallSnapshot;
const active = (id: string, hold = 'none', part: Part = {}) => call(id, { kind: 'active', since: 1, hold }, part);
const rings = call('rings', { kind: 'ringing' }, { direction: 'incoming' });
const taken = { ...rings, pending: 'answer' as const };
const connecting = call('rings', { kind: 'connecting' }, { direction: 'incoming' });
const dials = call('dials', { kind: 'dialing' });
const over = call('over', { kind: 'ended' });

describe('lights follow the calls', () => {
  test.each<[string, CallSnapshot[], string]>([
    ['none', [], ''],
    ['one that is over', [over], ''],
    ['somebody rings', [rings], 'ring'],
    ['they are being answered', [taken], 'offHook'],
    ['they connect', [connecting], 'offHook'],
    ['we call', [dials], 'offHook'],
    ['it rings over there', [call('far', { kind: 'ringing' })], 'offHook'],
    ['we talk', [active('a')], 'offHook'],
    ['we talk, and somebody rings', [active('a'), rings], 'offHook ring'],
    ['we are muted', [active('a', 'none', { isMicrophoneMuted: true })], 'offHook mute'],
    ['another one is muted', [active('a', 'local', { isMicrophoneMuted: true }), active('b')], 'offHook'],
    ['they hold us', [active('a', 'remote')], 'offHook'],
    ['we hold them', [active('a', 'local')], 'offHook hold'],
    ['one of two waits', [active('a', 'both'), active('b')], 'offHook'],
  ])('%s', (_, calls, expected) => {
    const lit = Object.entries(lightsOf(calls)).filter(([, on]) => on);
    expect(lit.map(([light]) => light).join(' ')).toBe(expected);
  });
});

const hear = (hand: Hand, buttons: Partial<Record<Button, boolean>>, calls: CallSnapshot[], { isHookState = true, at = 0 } = {}) =>
  press(hand, { buttons: new Map(Object.entries(buttons) as [Button, boolean][]), isHookState, at }, calls);
const down = (...buttons: Button[]): Hand => ({ ...atRest, down: new Set(buttons) });

describe('what a button asks of the calls', () => {
  const answer = { kind: 'answer', callId: 'rings' };
  const decline = { kind: 'decline', callId: 'rings', mode: 'decline' };
  const hangUp = { kind: 'hang-up', callId: 'a' };
  test.each<[string, Button, CallSnapshot[], object[]]>([
    ['answers', 'hook', [rings], [answer]],
    ['confirms a call', 'hook', [active('a')], []],
    ['confirms a call though somebody rings', 'hook', [active('a'), rings], []],
    ['confirms one that is being answered', 'hook', [taken], []],
    ['mutes', 'mute', [active('a')], [{ kind: 'toggle-microphone', callId: 'a' }]],
    ['mutes nobody who only rings', 'mute', [rings], []],
    ['mutes nothing without a call', 'mute', [over], []],
    ['holds', 'flash', [active('a')], [{ kind: 'hold', callId: 'a' }]],
    ['resumes', 'hold', [active('a', 'both')], [{ kind: 'resume', callId: 'a' }]],
    ['takes who waits', 'flash', [active('a'), rings], [answer]],
    ['holds no call that is not up', 'hold', [dials], []],
    ['declines', 'reject', [active('a'), rings], [decline]],
    ['declines nobody who talks', 'reject', [active('a')], []],
    ['declines', 'drop', [rings], [decline]],
    ['ends', 'drop', [active('a')], [hangUp]],
    ['calls the last number', 'redial', [over], [{ kind: 'redial' }]],
    ['calls nobody in a call', 'redial', [active('a')], []],
  ])('%s by %s (%#)', (_, button, calls, expected) => {
    const { hand, commands } = hear(atRest, { [button]: true }, calls);
    expect(commands).toEqual(expected);
    expect(hear(hand, { [button]: true }, calls).commands).toEqual([]); // held down it asks once
  });

  test.each<[string, CallSnapshot[], object[]]>([
    ['the call', [active('a')], [hangUp]],
    ['the one we talk in', [active('a'), active('b', 'local'), rings], [hangUp]],
    ['what we dial', [dials], [{ kind: 'hang-up', callId: 'dials' }]],
    ['our part of a conference', [active('a', 'none', { conferenceId: 'c' })], [{ kind: 'leave-conference' }]],
    ['no caller', [rings], []],
    ['nothing', [], []],
  ])('going on hook ends %s', (_, calls, expected) => {
    expect(hear(down('hook'), { hook: false }, calls).commands).toEqual(expected);
  });

  test.each<[CallSnapshot[], object[]]>([
    [[rings], [answer]],
    [[active('a'), rings], [answer]],
    [[active('a')], [hangUp]],
    [[], []],
  ])('a hook that tells presses takes, then ends (%#)', (calls, expected) => {
    const { hand, commands } = hear(atRest, { hook: true }, calls, { isHookState: false });
    expect(commands).toEqual(expected);
    expect(hear(hand, { hook: false }, calls, { isHookState: false }).commands).toEqual([]);
  });

  it('other buttons of a report are left as they were', () => {
    const { hand } = hear(down('hook'), { mute: true }, [active('a')]);
    expect([...hand.down]).toEqual(['hook', 'mute']);
  });
});

describe('what is no wish', () => {
  it('going on hook because we said so, after which it is one again', () => {
    const hand = hungUp(down('hook'), 1_000);
    const { hand: next, commands } = hear(hand, { hook: false }, [dials], { at: 3_000 });
    expect(commands).toEqual([]);
    expect(hear(hear(next, { hook: true }, [dials]).hand, { hook: false }, [dials], { at: 3_100 }).commands).toHaveLength(1);
    expect(hear(hand, { hook: false }, [dials], { at: 4_000 }).commands).toHaveLength(1);
  });

  it('anything at all while another program talks', () => {
    const { hand, commands } = hear(atRest, { hook: true }, []);
    expect({ commands, isForeign: hand.isForeign }).toEqual({ commands: [], isForeign: true });
    const calls = [active('a'), rings];
    for (const button of ['mute', 'flash', 'drop', 'reject'] as const) expect(hear(hand, { [button]: true }, calls).commands).toEqual([]);
    const { hand: free, commands: last } = hear(hand, { hook: false }, calls);
    expect({ last, isForeign: free.isForeign }).toEqual({ last: [], isForeign: false });
    expect(hear(free, { mute: true }, calls).commands).toHaveLength(1);
  });
});
