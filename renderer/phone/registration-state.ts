/*
 * The registration of one account. The only way from one state to the next is `advance`.
 *
 *   offline ──opened──> connecting ──connected──> registering ──registered──> registered
 *                           ^                          │                          │
 *                           │<──────opened───── waiting <──────────lost───────────┤
 *                           └──────opened────── refused <─────────refused─────────┘
 *   from each: ──closed──> offline
 *
 * A guest account goes from connecting to registered at once: nothing is registered, and calls can be made.
 */
import type { LineProblem, RegistrationState } from '../../shared/registration.ts';

export type RegistrationEvent =
  | { kind: 'opened' }
  | { kind: 'connected' }
  | { kind: 'registered'; at: number }
  | { kind: 'refused'; problem: LineProblem }
  /** `until` is when the next try is due, epoch milliseconds. */
  | { kind: 'lost'; problem: LineProblem; until: number }
  /** A look from outside the browser found out more than the socket told. */
  | { kind: 'explained'; problem: LineProblem }
  | { kind: 'closed' };

export const initialRegistrationState: RegistrationState = { kind: 'offline' };

/** How many tries in a row have failed; 0 while all is well. */
export function attemptOf(state: RegistrationState): number {
  return state.kind === 'connecting' || state.kind === 'registering' || state.kind === 'waiting' ? state.attempt : 0;
}

/** Returns the same object when the event does not apply. */
export function advance(state: RegistrationState, event: RegistrationEvent): RegistrationState {
  switch (event.kind) {
    case 'opened':
      return state.kind === 'connecting' || state.kind === 'registering' ? state : { kind: 'connecting', attempt: attemptOf(state) };
    case 'connected':
      return state.kind === 'connecting' ? { kind: 'registering', attempt: state.attempt } : state;
    case 'registered':
      return state.kind === 'connecting' || state.kind === 'registering' ? { kind: 'registered', since: event.at } : state;
    case 'refused':
      return state.kind === 'offline' ? state : { kind: 'refused', problem: event.problem };
    case 'lost':
      if (state.kind === 'offline' || state.kind === 'refused' || state.kind === 'waiting') return state;
      return { kind: 'waiting', attempt: attemptOf(state) + 1, until: event.until, problem: event.problem };
    case 'explained':
      return state.kind === 'waiting' ? { ...state, problem: event.problem } : state;
    case 'closed':
      return state.kind === 'offline' ? state : { kind: 'offline' };
    default:
      return event satisfies never;
  }
}
