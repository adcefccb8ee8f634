/*
 * What stands before SIP.js's core: messages are made readable for it, and requests that it would get wrong are answered in its place.
 * Its core offers no seam for either, so two of its functions are replaced, for one user agent and here alone.
 */
import { Core, Invitation, type Session, SessionState, type UserAgent } from 'sip.js';
import { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import { SignalingState } from 'sip.js/lib/core/session/session.js';
import { NonInviteServerTransaction } from 'sip.js/lib/core/transactions/non-invite-server-transaction.js';
import { UserAgentServer } from 'sip.js/lib/core/user-agents/user-agent-server.js';
import { readableText } from './incoming-text.ts';
import { readBody } from './multipart.ts';
import { isTooShort, shortestInterval } from './session-interval.ts';
import type { IncomingUpdate } from './update.ts';

type Request = Core.IncomingRequestMessage;
type Answer = Core.ResponseOptions;

/** A session's delegate, which may take UPDATE too (RFC 3311). */
export interface UpdateDelegate {
  onUpdate?: (update: IncomingUpdate) => void;
}

/** What SIP.js declares private. */
interface Internals {
  receiveRequest: (message: Request) => void;
}

interface SessionInternals {
  pendingReinvite: boolean;
  /** Of an Invitation whose reliable ringing is not acknowledged. */
  waitingForPrack: boolean;
  /** What the next reliable answer will be numbered. */
  rseq: number;
}

interface DialogInternals {
  ackProcessing: boolean;
  sequenceGuard: (message: Request) => boolean;
}

/** Extensions that a request may require of us (RFC 3261 20.32), besides those that SIP.js lists itself. */
const understood = ['timer', 'norefersub', 'tdialog', 'eventlist', 'path', 'gruu'];

export function guardRequests(userAgent: UserAgent): void {
  const { transport, userAgentCore: core } = userAgent;
  const take = transport.onMessage;
  transport.onMessage = (text) => take?.(readableText(text));
  const internals = core as unknown as Internals;
  const receive = internals.receiveRequest.bind(core);
  internals.receiveRequest = (message) => {
    const refusal = refusalOf(core, message);
    if (refusal) core.replyStateless(message, refusal);
    else if (message.method === 'INVITE' && isMakingOffer(userAgent, message)) core.replyStateless(message, { statusCode: 491 });
    else if (message.method === 'PRACK' && !isAwaited(userAgent, message)) core.replyStateless(message, { statusCode: 481 });
    else if (message.method === 'UPDATE') receiveUpdate(userAgent, message);
    else if (message.method === 'BYE' && hangUpEarly(userAgent, message)) core.replyStateless(message, { statusCode: 200 });
    else afterAck(dialogOf(core, message), () => receive(message));
  };
}

/**
 * RFC 3261 14.2: of two re-INVITEs that cross, neither is taken. SIP.js knows of ours when it is sent, but a browser needs a moment to make
 * its offer; in between it would find that nothing can be negotiated (488), and take the offer back.
 */
function isMakingOffer(userAgent: UserAgent, message: Request): boolean {
  const session = sessionOf(userAgent, message) as unknown as Partial<SessionInternals> | undefined;
  return session?.pendingReinvite === true && dialogOf(userAgent.userAgentCore, message) !== undefined;
}

/** RFC 3262 3: a PRACK that fits no answer of ours gets a 481. SIP.js takes any for the one it waits for, and throws when it waits for none. */
function isAwaited(userAgent: UserAgent, message: Request): boolean {
  const { waitingForPrack = false, rseq = 0 } = (sessionOf(userAgent, message) ?? {}) as unknown as Partial<SessionInternals>;
  const [, number, method] = /^\s*(\d+)\s+\d+\s+(\w+)\s*$/.exec(message.getHeader('RAck') ?? '') ?? [];
  return waitingForPrack && Number(number) === rseq - 1 && method === 'INVITE';
}

/**
 * A re-INVITE may follow an ACK in the same breath; SIP.js refuses one with 500, for up to ten seconds, while it reads the answer in that ACK.
 * It has to wait for a moment instead, unless that takes longer than a second.
 */
function afterAck(dialog: SessionDialog | undefined, receive: () => void, looks = 100): void {
  const { ackProcessing: isReading = false } = (dialog ?? {}) as unknown as Partial<DialogInternals>;
  if (isReading && looks > 0) setTimeout(() => afterAck(dialog, receive, looks - 1), 10);
  else receive();
}

/** Null for a request that may pass. */
function refusalOf(core: Core.UserAgentCore, message: Request): Answer | null {
  if (message.method === 'ACK') return null;
  const dialog = dialogOf(core, message);
  if (message.toTag && !dialog) return null; // 481, which SIP.js says by itself.
  const unsupported = unsupportedBy(core, message);
  if (unsupported.length > 0) return { statusCode: 420, extraHeaders: [`Unsupported: ${unsupported.join(', ')}`] };
  // SIP.js would say that a text was read which nobody saw: until the answer it has nobody to give it to.
  if (message.method === 'MESSAGE' && dialog?.early) return { statusCode: 480 };
  if (!/^(INVITE|UPDATE|PRACK)$/.test(message.method)) return null;
  const body = unknownBody(message);
  if (body !== null)
    return {
      statusCode: 415,
      extraHeaders: ['Accept: application/sdp, multipart/mixed, multipart/alternative', 'Accept-Encoding: identity'],
    };
  if (message.method !== 'PRACK' && isTooShort(message)) return { statusCode: 422, extraHeaders: [`Min-SE: ${shortestInterval}`] };
  // RFC 3311 5.2: while an offer that came by UPDATE is not answered, a re-INVITE has to wait. SIP.js looks at re-INVITEs alone.
  const isAnswering = dialog?.signalingState === SignalingState.HaveRemoteOffer && !dialog.early && !dialog.reinviteUserAgentServer;
  return message.method === 'INVITE' && isAnswering ? { statusCode: 500, extraHeaders: ['Retry-After: 1'] } : null;
}

function unsupportedBy(core: Core.UserAgentCore, message: Request): string[] {
  const known = new Set([...core.configuration.supportedOptionTagsResponse, ...understood]);
  const required = message.getHeaders('Require').flatMap((value) => value.split(','));
  return required.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== '' && !known.has(tag));
}

/** The type of a body that the sender insists on and nobody here understands (RFC 3261 8.2.3). */
function unknownBody(message: Request): string | null {
  const type = message.getHeader('Content-Type');
  if (!message.body || type === undefined) return null;
  const disposition = message.getHeader('Content-Disposition') ?? '';
  return readBody({ type, disposition, encoding: message.getHeader('Content-Encoding') ?? '', content: message.body }).unknown;
}

function dialogOf(core: Core.UserAgentCore, message: Request): SessionDialog | undefined {
  const dialog = core.dialogs.get(message.callId + message.toTag + message.fromTag);
  return dialog instanceof SessionDialog ? dialog : undefined;
}

/** SIP.js files a session under the tag of whoever called. */
function sessionOf({ _sessions: sessions }: UserAgent, message: Request): Session | undefined {
  return sessions[message.callId + message.toTag] ?? sessions[message.callId + message.fromTag];
}

function receiveUpdate(userAgent: UserAgent, message: Request): void {
  const { userAgentCore: core } = userAgent;
  const dialog = dialogOf(core, message);
  const session = sessionOf(userAgent, message);
  if (!dialog || !session) {
    core.replyStateless(message, { statusCode: 481 });
    return;
  }
  if (!(dialog as unknown as DialogInternals).sequenceGuard(message)) return;
  Core.Dialog.prototype.receiveRequest.call(dialog, message);
  const server = new UserAgentServer(NonInviteServerTransaction, core, message);
  const { onUpdate } = (session.delegate ?? {}) as UpdateDelegate;
  if (onUpdate) onUpdate({ message, dialog, server });
  else server.reject({ statusCode: 480 });
}

/**
 * A caller may hang up by BYE before we answered (RFC 3261 15); SIP.js would forget the dialog and ring on. True when it did: the INVITE
 * is over too then.
 */
function hangUpEarly(userAgent: UserAgent, message: Request): boolean {
  const session = sessionOf(userAgent, message);
  if (!(session instanceof Invitation) || !dialogOf(userAgent.userAgentCore, message)) return false;
  if (session.state !== SessionState.Initial && session.state !== SessionState.Establishing) return false;
  session._onCancel(message);
  return true;
}
