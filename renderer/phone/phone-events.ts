import type { CallMessage, CallSnapshot, Participant, Transfer } from '../../shared/call.ts';
import type { CallReport } from '../../shared/quality.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import type { Call } from './call/call.ts';
import type { Conference } from './call/conference.ts';

export interface PhoneEvents {
  registration: { new: RegistrationState; old: RegistrationState };
  /** A call rings. */
  incoming: Call;
  /** Something in some snapshot is different; told once per microtask. */
  calls: readonly CallSnapshot[];
  /** Once per call, also for one that heard busy without ringing: the history is written from it. The call is no longer among `calls`. */
  ended: CallSnapshot;
  /** A call is being handed over, or its far end wants it to be. */
  transfer: { call: Call; new: Transfer | null; old: Transfer | null };
  /** Before `ended`: the far end of a call talks to somebody else now. */
  transferred: { call: Call };
  /** A 3xx answer sent a call on to another SIP URI. */
  redirected: { call: Call; from: string; to: string };
  /** A text within a call, from either side. */
  message: { call: Call; message: CallMessage };
  info: { call: Call; mime: string; body: string };
  /** How a call sounded during the last seconds. */
  report: { call: Call; report: CallReport };
  participants: { call: Call; participants: readonly Participant[] };
  /** Calls were joined; null: they no longer are. Who is in it is told by `participants`. */
  conference: Conference | null;
}

const all = {
  registration: true,
  incoming: true,
  calls: true,
  ended: true,
  transfer: true,
  transferred: true,
  redirected: true,
  message: true,
  info: true,
  report: true,
  participants: true,
  conference: true,
} as const satisfies Record<keyof PhoneEvents, true>;

/** All that a phone tells. */
export const phoneEventNames = Object.keys(all) as readonly (keyof PhoneEvents)[];
