import type { CallSnapshot } from '../../shared/call.ts';
import { currentCall, isHeldHere, ringingCalls } from '../../shared/which-call.ts';

/** What a headset is told of the calls. It sends sound, and the reports of most of its buttons, only while it is off hook. */
export interface Lights {
  readonly offHook: boolean;
  readonly ring: boolean;
  readonly mute: boolean;
  readonly hold: boolean;
}

export const dark: Lights = { offHook: false, ring: false, mute: false, hold: false };

/** A caller whom we have answered and whose call is not up yet: headsets go back on hook when they are not confirmed within two seconds. */
const isTaken = ({ pending }: CallSnapshot): boolean => pending === 'answer';

export function lightsOf(calls: readonly CallSnapshot[]): Lights {
  const ringing = ringingCalls(calls);
  const mine = calls.filter((call) => call.state.kind !== 'ended' && (!ringing.includes(call) || isTaken(call)));
  return {
    offHook: mine.length > 0,
    ring: ringing.some((call) => !isTaken(call)),
    mute: currentCall(calls)?.isMicrophoneMuted ?? false,
    hold: mine.length > 0 && mine.every(isHeldHere),
  };
}
