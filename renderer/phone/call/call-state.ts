/*
 * One call's life. The only way from one state to the next is `advance`.
 *
 *   outgoing:  dialing ──rang──> ringing ──accepted──> connecting ──confirmed──> active
 *                 └─────────────────accepted──────────────^
 *             ^────redirected──┘
 *   incoming:  ringing ──accepted──> connecting ──confirmed──> active
 *   from each: ──ended──> ended
 *
 * `confirmed` may overtake `accepted` and `accepted` may overtake `rang`: messages cross on the wire.
 */
import type { CallState, Direction, EndReason, Hold } from '../../../shared/call.ts';

/** What can happen to a call. Times are epoch milliseconds and arrive as data. */
export type CallEvent =
  | { kind: 'rang' }
  /** Another place is being called instead. */
  | { kind: 'redirected' }
  | { kind: 'accepted' }
  | { kind: 'confirmed'; at: number }
  | { kind: 'held'; side: 'local' | 'remote'; on: boolean }
  | { kind: 'ended'; at: number; reason: EndReason };

export const initialCallState = (direction: Direction): CallState => (direction === 'outgoing' ? { kind: 'dialing' } : { kind: 'ringing' });

function withHold(hold: Hold, side: 'local' | 'remote', on: boolean): Hold {
  const held = { local: hold === 'local' || hold === 'both', remote: hold === 'remote' || hold === 'both', [side]: on };
  if (held.local && held.remote) return 'both';
  if (held.local) return 'local';
  return held.remote ? 'remote' : 'none';
}

/** By either side, or by both. */
export const isHeld = (state: CallState): boolean => state.kind === 'active' && state.hold !== 'none';

/** Whether it is us who put the call on hold, or both sides. */
export const isHeldHere = (state: CallState): boolean => state.kind === 'active' && (state.hold === 'local' || state.hold === 'both');

/** Returns the same object when the event does not apply: late events are normal, not errors. */
export function advance(state: CallState, event: CallEvent): CallState {
  if (state.kind === 'ended') return state;
  switch (event.kind) {
    case 'rang':
      return state.kind === 'dialing' ? { kind: 'ringing' } : state;
    case 'redirected':
      return state.kind === 'ringing' ? { kind: 'dialing' } : state;
    case 'accepted':
      return state.kind === 'dialing' || state.kind === 'ringing' ? { kind: 'connecting' } : state;
    case 'confirmed':
      return state.kind === 'active' ? state : { kind: 'active', since: event.at, hold: 'none' };
    case 'held': {
      if (state.kind !== 'active') return state;
      const hold = withHold(state.hold, event.side, event.on);
      return hold === state.hold ? state : { ...state, hold };
    }
    case 'ended':
      return { kind: 'ended', at: event.at, since: state.kind === 'active' ? state.since : null, reason: event.reason };
    default:
      return event satisfies never;
  }
}
