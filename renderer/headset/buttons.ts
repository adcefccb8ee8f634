import type { CallSnapshot } from '../../shared/call.ts';
import type { Command } from '../../shared/command.ts';
import { currentCall, isHeldHere, ringingCalls } from '../../shared/which-call.ts';
import type { Button } from './layout.ts';

/** What is known of a headset between two reports. */
export interface Hand {
  /** What is pressed, and `hook` while it is off hook. */
  readonly down: ReadonlySet<Button>;
  /** It went off hook for somebody else: another program has it, and we keep still until it is on hook again. */
  readonly isForeign: boolean;
  /** Epoch milliseconds until which going on hook confirms what we said, and is no wish to hang up. */
  readonly echoUntil: number;
}

export const atRest: Hand = { down: new Set(), isForeign: false, echoUntil: 0 };

/** A report of a headset: how those buttons stand that it tells of. */
export interface Heard {
  readonly buttons: ReadonlyMap<Button, boolean>;
  /** False: each rise of the hook is a press, and falling says nothing. */
  readonly isHookState: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** As long as headsets take to confirm; a Jabra needs up to two seconds. Milliseconds. */
const echoLength = 2_500;

/** The light went off: the headset will go on hook, and will say so. */
export const hungUp = (hand: Hand, at: number): Hand => (hand.down.has('hook') ? { ...hand, echoUntil: at + echoLength } : hand);

/**
 * What the buttons ask of the calls. A headset reports more than presses: it confirms what it was told, and goes back by itself when nobody
 * answers it. Only what changes, and what can be meant as things stand, becomes a command.
 */
export function press(hand: Hand, heard: Heard, calls: readonly CallSnapshot[]): { hand: Hand; commands: readonly Command[] } {
  const rises = [...heard.buttons].filter(([button, isDown]) => isDown && !hand.down.has(button)).map(([button]) => button);
  const falls = [...heard.buttons].filter(([button, isDown]) => !isDown && hand.down.has(button)).map(([button]) => button);
  const down = new Set([...hand.down, ...rises].filter((button) => !falls.includes(button)));
  const hookRose = rises.includes('hook') && heard.isHookState;
  const hookFell = falls.includes('hook') && heard.isHookState;
  const isForeign = hookFell ? false : hand.isForeign || (hookRose && !calls.some(({ state }) => state.kind !== 'ended'));
  const isEcho = hookFell && heard.at < hand.echoUntil;
  const next = { down, isForeign, echoUntil: hookFell || hookRose ? 0 : hand.echoUntil };
  if (isForeign || hand.isForeign) return { hand: next, commands: [] };
  const commands = rises.map((button) => (button === 'hook' ? takeOrEnd(calls, heard.isHookState) : meant(button, calls)));
  if (hookFell && !isEcho) commands.push(hangUp(calls));
  return { hand: next, commands: commands.filter((command) => command !== null) };
}

const waiting = (calls: readonly CallSnapshot[]): CallSnapshot | undefined => ringingCalls(calls).find(({ pending }) => pending === null);

/** Going off hook answers, and confirms that we are when we are; a hook that only knows presses ends what is up as well. */
function takeOrEnd(calls: readonly CallSnapshot[], isHookState: boolean): Command | null {
  const ringing = waiting(calls);
  const isTalking = currentCall(calls) !== null;
  if (ringing && !(isTalking && isHookState)) return { kind: 'answer', callId: ringing.id };
  return isHookState ? null : hangUp(calls);
}

function hangUp(calls: readonly CallSnapshot[]): Command | null {
  const call = currentCall(calls);
  // The others go on talking without us, as by the button of the card.
  return call && (call.conferenceId ? { kind: 'leave-conference' } : { kind: 'hang-up', callId: call.id });
}

function meant(button: Exclude<Button, 'hook'>, calls: readonly CallSnapshot[]): Command | null {
  const call = currentCall(calls);
  const ringing = waiting(calls);
  switch (button) {
    case 'mute':
      return call && { kind: 'toggle-microphone', callId: call.id };
    case 'flash':
      if (ringing) return { kind: 'answer', callId: ringing.id };
      return holdOrResume(call);
    case 'hold':
      return holdOrResume(call);
    case 'drop':
      if (!ringing) return hangUp(calls);
      return { kind: 'decline', callId: ringing.id, mode: 'decline' };
    case 'reject':
      return ringing ? { kind: 'decline', callId: ringing.id, mode: 'decline' } : null;
    case 'redial':
      return calls.some(({ state }) => state.kind !== 'ended') ? null : { kind: 'redial' };
    default:
      return button satisfies never;
  }
}

function holdOrResume(call: CallSnapshot | null): Command | null {
  if (call?.state.kind !== 'active') return null;
  return { kind: isHeldHere(call) ? 'resume' : 'hold', callId: call.id };
}
