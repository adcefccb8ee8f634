/*
 * The body of a NOTIFY that reports how a REFER goes (RFC 3515 2.4.5): a fragment of a SIP message (RFC 3420), of which the status line is read.
 */
import { cleanText } from './peer.ts';

/** The status, 100 to 699; null where the fragment has none. */
export function readSipfrag(body: string): number | null {
  // Some send empty lines before it.
  const code = /^\s*SIP\/2\.0[ \t]+(\d{3})(?!\d)/i.exec(body.slice(0, 200))?.[1];
  return code !== undefined && code >= '100' && code < '700' ? Number(code) : null;
}

/** RFC 3261 25.1 Status-Line; the phrase may be empty, and what a far end put into it is cleaned. */
export function sipfrag(code: number, phrase: string): string {
  return `SIP/2.0 ${code} ${cleanText(phrase)}\r\n`;
}
