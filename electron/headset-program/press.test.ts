import { describe, expect, test } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import type { ProgramPress, ProgramState } from '../../shared/headset-program.ts';
import { value } from '../shell.ts';
import { callIn, fakeShell } from '../testing/fake-shell.ts';
import { programDesk } from './desk.ts';
import { commandOf } from './press.ts';
import { programView } from './view.ts';

const call = (id: string, state: CallSnapshot['state'], more: Partial<CallSnapshot> = {}): CallSnapshot => ({
  ...callIn(state),
  id,
  ...more,
});
const active = (id: string, hold: 'none' | 'local' | 'remote' | 'both' = 'none', more: Partial<CallSnapshot> = {}) =>
  call(id, { kind: 'active', since: 1, hold }, more);
const rings = call('r', { kind: 'ringing' }, { direction: 'incoming' });
const taken: CallSnapshot = { ...rings, pending: 'answer' };
const dials = call('d', { kind: 'dialing' });
const ended = call('e', { kind: 'ended', at: 1, reason: { kind: 'remote-hangup' } } as unknown as CallSnapshot['state']);

describe('what a program is told of a call', () => {
  test.each<[string, CallSnapshot, object | undefined]>([
    ['who rings', rings, { id: 'r', kind: 'rings', isHeld: false }],
    ['whom we have just answered', taken, { id: 'r', kind: 'talks', isHeld: false }],
    ['who connects', { ...rings, state: { kind: 'connecting' } }, { id: 'r', kind: 'talks', isHeld: false }],
    ['whom we call', dials, { id: 'd', kind: 'dials', isHeld: false }],
    ['where it rings', call('d', { kind: 'ringing' }), { id: 'd', kind: 'dials', isHeld: false }],
    ['who talks', active('a'), { id: 'a', kind: 'talks', isHeld: false }],
    ['whom we hold', active('a', 'both'), { id: 'a', kind: 'talks', isHeld: true }],
    ['who holds us', active('a', 'remote'), { id: 'a', kind: 'talks', isHeld: false }],
    ['what is over', ended, undefined],
  ])('%s', (_, one, expected) => {
    expect(programView([one]).calls[0]).toEqual(expected);
  });

  test('the microphone of the call that we talk in, and nobody’s name or number', () => {
    const calls = [active('a', 'local', { isMicrophoneMuted: true }), active('b')];
    expect(programView(calls).isMuted).toBe(false);
    expect(programView([active('a', 'none', { isMicrophoneMuted: true }), rings]).isMuted).toBe(true);
    expect(JSON.stringify(programView(calls))).not.toMatch(/600|sip:/);
  });
});

describe('what a press asks of the phone', () => {
  test.each<[string, ProgramPress, CallSnapshot[], object | null]>([
    ['answers', { kind: 'answer', callId: 'r' }, [active('a'), rings], { kind: 'answer', callId: 'r' }],
    ['answers nobody twice', { kind: 'answer', callId: 'r' }, [taken], null],
    ['answers no call that is up', { kind: 'answer', callId: 'a' }, [active('a')], null],
    ['answers nobody who has gone', { kind: 'answer', callId: 'r' }, [], null],
    ['declines', { kind: 'decline', callId: 'r' }, [rings], { kind: 'decline', callId: 'r', mode: 'decline' }],
    ['declines no call that is up', { kind: 'decline', callId: 'a' }, [active('a')], null],
    ['ends', { kind: 'hang-up', callId: 'a' }, [active('a'), rings], { kind: 'hang-up', callId: 'a' }],
    ['ends what is dialled', { kind: 'hang-up', callId: 'd' }, [dials], { kind: 'hang-up', callId: 'd' }],
    ['ends as a refusal', { kind: 'hang-up', callId: 'r' }, [rings], { kind: 'decline', callId: 'r', mode: 'decline' }],
    ['ends our part', { kind: 'hang-up', callId: 'a' }, [active('a', 'none', { conferenceId: 'c' })], { kind: 'leave-conference' }],
    ['ends nothing twice', { kind: 'hang-up', callId: 'e' }, [ended], null],
    ['holds', { kind: 'hold', callId: 'a', on: true }, [active('a', 'remote')], { kind: 'hold', callId: 'a' }],
    ['resumes', { kind: 'hold', callId: 'a', on: false }, [active('a', 'both')], { kind: 'resume', callId: 'a' }],
    ['holds nothing twice', { kind: 'hold', callId: 'a', on: true }, [active('a', 'local')], null],
    ['holds nobody who rings', { kind: 'hold', callId: 'r', on: true }, [rings], null],
    ['mutes', { kind: 'mute', on: true }, [active('a')], { kind: 'mute-microphone', callId: 'a' }],
    [
      'unmutes',
      { kind: 'mute', on: false },
      [active('a', 'none', { isMicrophoneMuted: true })],
      { kind: 'unmute-microphone', callId: 'a' },
    ],
    ['mutes nothing twice', { kind: 'mute', on: true }, [active('a', 'none', { isMicrophoneMuted: true })], null],
    ['mutes nobody who only rings', { kind: 'mute', on: true }, [rings], null],
  ])('%s (%#)', (_, press, calls, expected) => {
    expect(commandOf(press, calls)).toEqual(expected);
  });
});

describe('the desk', () => {
  test('asks the phone, and answers how it stands afterwards', async () => {
    const shell = fakeShell();
    const desk = programDesk({ shell, state: value<ProgramState>({ kind: 'off' }) });
    shell.calls.set([rings]);
    const answer = desk['program:press']({ kind: 'answer', callId: 'r' });
    shell.calls.set([taken]);
    expect(await answer).toEqual({ calls: [{ id: 'r', kind: 'talks', isHeld: false }], isMuted: false });
    expect(shell.commands).toEqual([{ kind: 'answer', callId: 'r' }]);
  });

  test('hears of no program that is not used any more', () => {
    const shell = fakeShell();
    const desk = programDesk({ shell, state: value<ProgramState>({ kind: 'off' }) });
    desk['program:state']({ kind: 'missing' });
    expect(desk['program:read']()).toEqual({ kind: 'off' });
    shell.settings.set({ ...shell.settings.get(), headsetProgram: 'epos' });
    desk['program:state']({ kind: 'missing' });
    expect(desk['program:read']()).toEqual({ kind: 'missing' });
  });
});
