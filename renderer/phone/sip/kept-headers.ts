/*
 * SIP.js drops a message without an answer when it cannot read the address in its Refer-To or Contact (core/messages/parser.js), and keeps one
 * Refer-To of several: a REFER to a page would be sent again for half a minute, a 302 to a telephone number leave a call dialling. Where it
 * does not need them itself they travel under names of our own, and are read here with more patience.
 */
import type { Core } from 'sip.js';

const prefix = 'Kept-';

/** The line of a header as SIP.js is given it; `name` in lower case. */
export function keptLine(firstLine: string, name: string, line: string): string {
  const isKept = name === 'refer-to' || (name === 'contact' && firstLine.startsWith('SIP/2.0 3'));
  return isKept ? `${prefix}${line}` : line;
}

/** Values of the headers of that name that were kept: of a REFER, and of a 3xx. */
export function keptHeaders(message: Core.IncomingMessage, name: 'Refer-To' | 'Contact'): string[] {
  return message.getHeaders(`${prefix}${name}`);
}
