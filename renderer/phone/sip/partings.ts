/*
 * Messages by which a SIP session rings or ends. Whatever becomes of a message that ends it, the call is over for us: none of those throws.
 */
import { type Invitation, Inviter, SessionState } from 'sip.js';
import type { Log } from '../log.ts';

export interface Parting {
  extraHeaders?: string[];
  log: Log;
}

/** Ends a call in whatever way its dialog needs, and says which: BYE once it is up, before that CANCEL for our own and 603 for an incoming one. */
export function sendGoodbye(session: Inviter | Invitation, parting: Parting): 'hung-up' | 'cancelled' | 'declined' {
  const { extraHeaders = [], log } = parting;
  if (session.state === SessionState.Established) {
    // Where our 200 is not acknowledged yet, SIP.js waits for the ACK as RFC 3261 15 asks.
    attempt('A BYE', log, () => session.bye({ requestOptions: { extraHeaders } }));
    return 'hung-up';
  }
  if (session instanceof Inviter) sendCancel(session, parting);
  else sendRefusal(session, 603, parting);
  return session instanceof Inviter ? 'cancelled' : 'declined';
}

/**
 * 180 that the caller acknowledges (RFC 3262), with our answer in it; settles when it did. SIP.js takes a caller that supports this and
 * requires it for one that only supports it (api/invitation.js), and would ring unreliably.
 */
export async function sendReliableRinging(invitation: Invitation): Promise<void> {
  (invitation as unknown as { rel100: 'required' }).rel100 = 'required';
  await invitation.progress({ statusCode: 180 });
}

/** Final answer to an incoming call. */
export function sendRefusal(invitation: Invitation, statusCode: number, { extraHeaders = [], log }: Parting): void {
  attempt(`A ${statusCode}`, log, () => invitation.reject({ statusCode, extraHeaders }));
}

/** Calls an outgoing call off; SIP.js holds the CANCEL back until a provisional answer came (RFC 3261 9.1), and a 2xx that crosses it gets a BYE. */
function sendCancel(inviter: Inviter, { extraHeaders = [], log }: Parting): void {
  attempt('A CANCEL', log, () => inviter.cancel({ extraHeaders }));
  // A challenge to the INVITE may still be under way. SIP.js would send the INVITE again with credentials and forget that it was
  // cancelled (core/user-agents/user-agent-client.js): the far end would ring for nobody.
  const { outgoingInviteRequest: request } = inviter as unknown as { outgoingInviteRequest?: { authenticationGuard: () => boolean } };
  if (request) request.authenticationGuard = () => true;
}

function attempt(what: string, log: Log, send: () => Promise<unknown>): void {
  const complain = (error: unknown) => log.warn(`${what} could not be sent: ${error}`);
  try {
    send().catch(complain);
  } catch (error) {
    complain(error);
  }
}
