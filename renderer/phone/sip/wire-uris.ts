/*
 * What SIP.js 0.21.2 cannot read or write, put into words that it can, at the edge where text comes and goes (`web-socket-transport.ts`):
 *
 * - Of several WWW-Authenticate or Proxy-Authenticate headers its parser keeps the last, and it drops a message with one that is not Digest.
 *   They travel under a name of our own, under which all are kept; `challengesIn` finds them.
 * - A message whose From, To or Contact is a `tel:` URI (RFC 3966) is dropped. RFC 3261 19.1.6 puts the whole number with its parameters into
 *   the user part of a SIP URI; the host says that it was one, so that it goes out again as it came.
 */
import type { Core } from 'sip.js';

/** No host can have that name (RFC 6761 6.4). */
const telHost = 'tel.invalid';
const telUri = /sip:([^@\s<>"]+)@tel\.invalid/g;
const challengePrefix = 'Kept-';
/** The headers whose addresses SIP.js reads, compact forms as well (RFC 3261 7.3.3). */
const addressLine = /^(?:From|f|To|t|Contact|m|Refer-To|r|Referred-By|b)[ \t]*:.*/i;

/** A message as it came, for SIP.js. */
export function fromWire(text: string): string {
  if (!/^(?:WWW|Proxy)-Authenticate|tel:/im.test(text)) return text;
  return withHead(text, (line) =>
    line
      .replace(/^((?:WWW|Proxy)-Authenticate[ \t]*:)/i, `${challengePrefix}$1`)
      .replace(/^([A-Z]+) tel:(\S+) SIP\//, (_, method, number) => `${method} ${asSip(number)} SIP/`)
      .replace(addressLine, asReadable),
  );
}

/** A message of SIP.js, as it is sent. */
export function toWire(text: string): string {
  if (!text.includes(`@${telHost}`)) return text;
  return withHead(text, written);
}

/** Values of all headers of that name. */
export function challengesIn(message: Core.IncomingMessage, name: 'WWW-Authenticate' | 'Proxy-Authenticate'): readonly string[] {
  return message.getHeaders(`${challengePrefix}${name}`);
}

/** Whether a URI stands for a `tel:` one. */
export const isTel = ({ host }: { host: string }): boolean => host === telHost;

/** A URI as it came, or as it will be sent. */
export const written = (uri: string): string => uri.replace(telUri, (_, number) => asTel(number));

const withHead = (text: string, change: (line: string) => string): string => {
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  return head.split('\r\n').map(change).join('\r\n') + (end < 0 ? '' : text.slice(end));
};

/** `<tel:+1;ext=2>;tag=a`, or without brackets `tel:+1;tag=a`, where parameters are those of the header (RFC 3261 20.10). */
const asReadable = (header: string): string =>
  header
    .replace(/<tel:([^<>\s]+)>/gi, (_, number) => `<${asSip(number)}>`)
    .replace(/^([\w-]+[ \t]*:[ \t]*)tel:([^;,\s]+)/i, (_, name, number) => `${name}<${asSip(number)}>`);

/** RFC 3966 allows three characters more in parameters than RFC 3261 does in a user part; SIP.js escapes more of them when it writes one. */
const asSip = (number: string): string => `sip:${number.replace(/[[\]:]/g, encodeURIComponent)}@${telHost}`;
const asTel = (user: string): string => `tel:${user.replace(/%(?:2[4BCF6]|3[ABDF]|5[BD])/gi, decodeURIComponent)}`;
