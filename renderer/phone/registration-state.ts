/*
 * The registration of one account. The only way from one state to the next is `advance`.
 *
 *   offline ──opened──> connecting ──connected──> registering ──registered──> registered
 *                           ^                          │                          │
 *                           │<──────opened───── waiting <──────────lost───────────┤
 *                           └──────opened────── refused <─────────refused─────────┘
 *   from each: ──closed──> offline
 *   from connecting, registering and registered: ──moved──> connecting, to another server of the account
 *
 * A guest account goes from connecting to registered at once: nothing is registered, and calls can be made.
 */
import type { LineProblem, RegistrationState } from '../../shared/registration.ts';

export type RegistrationEvent =
  /** `through`: see `RegistrationState`. */
  | { kind: 'opened'; through?: string }
  /** Another server takes the place of the one that failed, or a better one is back. */
  | { kind: 'moved'; through?: string }
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

const isTrying = (state: RegistrationState) => state.kind === 'connecting' || state.kind === 'registering';

/** What a state or event says about the server. */
const way = ({ through }: { through?: string | undefined }) => (through === undefined ? {} : { through });

/** Returns the same object when the event does not apply. */
export function advance(state: RegistrationState, event: RegistrationEvent): RegistrationState {
  switch (event.kind) {
    case 'opened':
      return isTrying(state) ? state : { kind: 'connecting', attempt: attemptOf(state), ...way(event) };
    case 'moved':
      return isTrying(state) || state.kind === 'registered' ? { kind: 'connecting', attempt: attemptOf(state), ...way(event) } : state;
    case 'connected':
      return state.kind === 'connecting' ? { kind: 'registering', attempt: state.attempt, ...way(state) } : state;
    case 'registered':
      return isTrying(state) ? { kind: 'registered', since: event.at, ...way(state) } : state;
    case 'refused':
      return state.kind === 'offline' ? state : { kind: 'refused', problem: event.problem, ...way(state) };
    case 'lost':
      if (state.kind === 'offline' || state.kind === 'refused' || state.kind === 'waiting') return state;
      return { kind: 'waiting', attempt: attemptOf(state) + 1, until: event.until, problem: event.problem, ...way(state) };
    case 'explained':
      return state.kind === 'waiting' ? { ...state, problem: event.problem } : state;
    case 'closed':
      return state.kind === 'offline' ? state : { kind: 'offline' };
    default:
      return event satisfies never;
  }
}
