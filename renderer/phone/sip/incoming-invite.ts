import { Invitation, SessionState } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { ExtraHeaders } from '../line.ts';
import type { LegLife } from './leg-life.ts';
import { headerLines, requires, sdpOf } from './messages.ts';
import { sendRefusal, sendReliableRinging } from './partings.ts';
import { localReason, writeReason } from './reasons.ts';
import { isTarget } from './refer-to.ts';

export interface DeclineOptions {
  mode: 'busy' | 'decline';
  headers?: ExtraHeaders;
  /** Why, in words. */
  message?: string;
}

/** Rings, and gets an incoming call ready to be answered meanwhile. False: it could not be, and was refused with 488. */
export async function prepareInvite(life: LegLife): Promise<boolean> {
  const { log, media } = life;
  const invitation = life.session as Invitation;
  const offer = sdpOf(invitation.request);
  const isReliable = requires(invitation.request, '100rel');
  try {
    if (!isReliable) await invitation.progress();
    if (offer !== null) await media.prepare(offer);
    if (isReliable) await sendReliableRinging(invitation);
    return true;
  } catch (error) {
    if (life.isOver) return true;
    log.warn(`A call with an unusable session description was refused: ${error}`);
    sendRefusal(invitation, 488, { log });
    life.end(localReason('incompatible', 488));
    return false;
  }
}

/** 200 OK. Rejects with a PhoneError when the call is not up afterwards. */
export async function acceptInvite(life: LegLife, headers: ExtraHeaders | undefined): Promise<void> {
  const extraHeaders = headerLines(headers);
  const { session } = life;
  if (!(session instanceof Invitation)) throw new PhoneError('wrong-direction', 'An outgoing call cannot be answered');
  try {
    await session.accept({ extraHeaders });
  } catch (cause) {
    if (!life.isOver && session.state !== SessionState.Established)
      throw new PhoneError('media-failed', 'The call could not be answered', { cause });
  }
  if (session.state !== SessionState.Established) throw new PhoneError('wrong-state', 'The call ended before it was answered');
}

/** 486 or 603. Throws a PhoneError where there is nothing to decline. */
export function declineInvite(life: LegLife, { mode, headers, message = '' }: DeclineOptions): void {
  const code = mode === 'busy' ? 486 : 603;
  const extraHeaders = [...headerLines(headers), ...(message ? [`Reason: ${writeReason(code, message)}`] : [])];
  sendRefusal(mustBeUnanswered(life), code, { extraHeaders, log: life.log });
  life.end(localReason(mode === 'busy' ? 'busy' : 'declined', code));
}

/** 302 (RFC 3261 21.3.3). Throws a PhoneError where there is nothing to send on, or nowhere. */
export function redirectInvite(life: LegLife, uri: string, { headers }: { headers?: ExtraHeaders }): void {
  const invitation = mustBeUnanswered(life);
  if (!isTarget(uri)) throw new PhoneError('bad-target', 'Not an address that can be called');
  const extraHeaders = [...headerLines(headers), `Contact: <${uri}>`];
  sendRefusal(invitation, 302, { extraHeaders, log: life.log });
  life.end(localReason('redirected', 302));
}

function mustBeUnanswered({ session, isAnswered }: LegLife): Invitation {
  if (!(session instanceof Invitation)) throw new PhoneError('wrong-direction', 'An outgoing call cannot be refused');
  if (isAnswered) throw new PhoneError('wrong-state', 'The call was answered already');
  return session;
}
