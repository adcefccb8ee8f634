/*
 * What is read off SIP.js's messages, in one place.
 */
import { type Core, Inviter, type Session } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { ExtraHeaders } from '../line.ts';
import type { EndMessage } from './reasons.ts';

/** RFC 3261 8.1.3.1: where nobody answered or nothing could be sent, SIP.js makes up a 408 or a 503. Those carry no headers. */
export function isFromServer(message: Core.IncomingResponseMessage): boolean {
  return message.hasHeader('Via');
}

export function endOf(message: Core.IncomingResponseMessage | Core.IncomingRequestMessage): EndMessage {
  const reasons = message.getHeaders('Reason');
  return 'statusCode' in message ? { status: message.statusCode, phrase: message.reasonPhrase, reasons } : { reasons };
}

/** The session description in a message; null where it has none. */
export function sdpOf(message: Core.IncomingRequestMessage | Core.IncomingResponseMessage): string | null {
  const isSdp = /^\s*application\/sdp\b/i.test(message.getHeader('Content-Type') ?? '');
  return isSdp && message.body ? message.body : null;
}

type AnyMessage = Core.IncomingRequestMessage | Core.IncomingResponseMessage;

/** Whether the sender insists on an extension (RFC 3261 20.32). */
export const requires = (message: AnyMessage, extension: string): boolean => lists(message, 'Require', extension);

/** Whether the sender knows an extension (RFC 3261 20.37). */
export const supports = (message: AnyMessage, extension: string): boolean => lists(message, 'Supported', extension);

/** Whether the sender takes requests of that method (RFC 3261 20.5); false where it does not say. */
export const allows = (message: AnyMessage, method: string): boolean => lists(message, 'Allow', method);

function lists(message: AnyMessage, name: string, wanted: string): boolean {
  const entries = message.getHeaders(name).flatMap((value) => value.split(','));
  return entries.some((entry) => entry.trim().toLowerCase() === wanted.toLowerCase());
}

/** Headers as SIP.js takes them. Only `X-` names and one line each: nobody writes SIP through them. */
export function headerLines(headers: ExtraHeaders | undefined): string[] {
  return Object.entries(headers ?? {}).map(([name, value]) => {
    if (!/^X-[\w.!%*+`'~-]+$/i.test(name) || /[\r\n\0]/.test(value))
      throw new PhoneError('bad-header', `Not a header that may be sent: ${name}`);
    return `${name}: ${value}`;
  });
}

/** The header by which requests within a dialog say where we are (RFC 3261 12.2.1.1): as when the dialog began. */
export function contactLine(session: Session): string {
  return `Contact: ${(session instanceof Inviter && session.request.getHeader('Contact')) || session.userAgent.contact}`;
}

/** What was dialled, or the address that the caller asked for (RFC 7315 4.2, else the To header). */
export function destinationOf(session: Session & { request: Core.IncomingRequestMessage | Core.OutgoingRequestMessage }): string {
  const { configuration, contact } = session.userAgent;
  if (!('via' in session.request)) return `${session.remoteIdentity.uri}`;
  const called = /<([^>]+)>/.exec(session.request.getHeader('P-Called-Party-ID') ?? '')?.[1];
  // Asterisk puts our contact there, a random name that means nothing to people.
  const { uri } = session.localIdentity;
  return called ?? `${uri.user === contact.uri.user ? configuration.uri : uri}`;
}
