/*
 * The ways to end a SIP session. Whatever becomes of the message, the call is over for us: none of them throws or rejects.
 */
import type { Invitation, Inviter, Session } from 'sip.js';
import type { Log } from '../log.ts';

export interface Parting {
  extraHeaders?: string[];
  log: Log;
}

/** Ends an answered call. Where our 200 is not acknowledged yet, SIP.js waits for the ACK as RFC 3261 15 asks. */
export function sendBye(session: Session, { extraHeaders = [], log }: Parting): void {
  attempt('A BYE', log, () => session.bye({ requestOptions: { extraHeaders } }));
}

/** Final answer to an incoming call. */
export function sendRefusal(invitation: Invitation, statusCode: number, { extraHeaders = [], log }: Parting): void {
  attempt(`A ${statusCode}`, log, () => invitation.reject({ statusCode, extraHeaders }));
}

/** Calls an outgoing call off; SIP.js holds the CANCEL back until a provisional answer came (RFC 3261 9.1), and a 2xx that crosses it gets a BYE. */
export function sendCancel(inviter: Inviter, { extraHeaders = [], log }: Parting): void {
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
