/*
 * The Refer-To header (RFC 3515 2.1): whom a far end wants us to call. Whoever is in a call with us may send it, so that nothing but an
 * address and one Replaces header (RFC 3891) is taken from it (RFC 3261 19.1.5).
 */
import { splitAddress, splitList } from './peer.ts';
import { written } from './wire-uris.ts';

export interface ReferTo {
  /** SIP URI without headers. */
  target: string;
  /** Value of the Replaces header for the INVITE; null where the new call takes over none. */
  replaces: string | null;
}

/** A longer address is nobody's. */
const longest = 1_000;

/** Printable ASCII without what ends an address in a header; anything else has to be escaped (RFC 3261 25.1). */
const sipAddress = /^sips?:(?:[!#-;=A-[\]-~]+@)?(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?(?:;[!#-;=A-[\]-~]*)?$/i;
/** RFC 3891 6.1, each part a word or a token of RFC 3261 25.1, and on one line. */
const validReplaces = /^[\w.!%*+`'~()<>:\\"/[\]?{}@-]+(?:;[\w.!%*+`'~-]+(?:=[\w.!%*+`'~-]+)?){2,8}$/;

/** What the headers say, or the status with which they are refused. */
export function readReferTo(values: readonly string[]): ReferTo | { status: 400 | 416 | 603 } {
  const [value, ...others] = values.flatMap((each) => splitList(each.slice(0, 2 * longest)));
  // RFC 3515 2.4.2: one of them, no more.
  if (value === undefined || others.length > 0 || value.length > longest) return { status: 400 };
  const uri = written(splitAddress(value).uri);
  // Without brackets, parameters are those of the header (RFC 3261 20.10).
  const [target = '', headers = ''] = (value.includes('<') ? uri : uri.split(';', 1)[0]!).split('?', 2);
  if (/^(?!sips?:)[a-z][a-z\d+.-]*:/i.test(target)) return { status: 416 };
  if (!sipAddress.test(target)) return { status: 400 };
  // It may also ask to be sent a request of any other kind to anybody.
  if (/;method=(?!invite(;|$))/i.test(target)) return { status: 603 };
  const replaces = replacesIn(headers);
  return replaces === 'unreadable' ? { status: 400 } : { target: target.replace(/;method=invite/i, ''), replaces };
}

/** Whether an address can be asked of others as it stands: a SIP URI without headers. */
export const isTarget = (uri: string): boolean => uri.length <= longest && sipAddress.test(uri);

function replacesIn(headers: string): string | null {
  const found = headers.split('&').filter((header) => /^replaces=/i.test(header));
  if (found.length === 0) return null;
  const value = found.length === 1 ? unescaped(found[0]!.slice(found[0]!.indexOf('=') + 1)) : '';
  const isWhole = validReplaces.test(value) && /;to-tag=./i.test(value) && /;from-tag=./i.test(value);
  return isWhole ? value : 'unreadable';
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
