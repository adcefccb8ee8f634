import type { CallSnapshot } from '../../shared/call.ts';
import type { Command } from '../../shared/command.ts';
import type { ProgramPress } from '../../shared/headset-program.ts';
import { currentCall, isHeldHere, ringingCalls } from '../../shared/which-call.ts';

/**
 * What a press on a headset asks of the phone, null where it asks for what is so already or for what cannot be. Nothing else can be asked: the
 * page that says it runs what other programs on this computer sent.
 */
export function commandOf(press: ProgramPress, calls: readonly CallSnapshot[]): Command | null {
  if (press.kind === 'mute') {
    const current = currentCall(calls);
    if (!current || current.isMicrophoneMuted === press.on) return null;
    return { kind: press.on ? 'mute-microphone' : 'unmute-microphone', callId: current.id };
  }
  const call = calls.find(({ id, state }) => id === press.callId && state.kind !== 'ended');
  if (!call) return null;
  const callId = call.id;
  const waits = ringingCalls(calls).includes(call) && call.pending === null;
  switch (press.kind) {
    case 'answer':
      return waits ? { kind: 'answer', callId } : null;
    case 'decline':
      return waits ? { kind: 'decline', callId, mode: 'decline' } : null;
    case 'hang-up':
      if (waits) return { kind: 'decline', callId, mode: 'decline' };
      // The others go on talking without us, as by the button of the card.
      return call.conferenceId ? { kind: 'leave-conference' } : { kind: 'hang-up', callId };
    case 'hold':
      if (call.state.kind !== 'active' || isHeldHere(call) === press.on) return null;
      return { kind: press.on ? 'hold' : 'resume', callId };
    default:
      return press satisfies never;
  }
}
