import type { CallSnapshot } from '../../shared/call.ts';
import type { ProgramCall, ProgramView } from '../../shared/headset-program.ts';
import { currentCall, isHeldHere, ringingCalls } from '../../shared/which-call.ts';

/** What a headset maker's program is told: that there are calls and how they stand, and not a word of who is in them. */
export function programView(calls: readonly CallSnapshot[]): ProgramView {
  const ringing = ringingCalls(calls);
  const kindOf = (call: CallSnapshot): ProgramCall['kind'] => {
    if (ringing.includes(call)) return call.pending === 'answer' ? 'talks' : 'rings';
    return call.direction === 'outgoing' && call.state.kind !== 'active' ? 'dials' : 'talks';
  };
  return {
    calls: calls
      .filter(({ state }) => state.kind !== 'ended')
      .map((call) => ({ id: call.id, kind: kindOf(call), isHeld: isHeldHere(call) })),
    isMuted: currentCall(calls)?.isMicrophoneMuted ?? false,
  };
}
