/** What a typed, pasted or linked text asks to call. */
export type DialTarget =
  /** Digits, `*`, `#` and a leading `+` only. `extension` is what to key in after the answer (RFC 3966 `;ext=`), empty for most. */
  | { kind: 'number'; number: string; extension: string }
  /** A complete address. `uri` has no parameters and no headers, `user` is escaped as it stands in the URI. */
  | { kind: 'uri'; uri: string; user: string; host: string }
  | { kind: 'unknown'; problem: DialProblem };

export type DialProblem = 'empty' | 'too-long' | 'bad-characters' | 'scheme';

// Both worlds have URL, but shared code is compiled without the types of either.
declare const URL: new (text: string) => { hostname: string; port: string; pathname: string };

const MAX_TEXT = 2048;
const MAX_NUMBER = 64;
const MAX_USER = 256;
const CONTROL = /\p{Cc}/u;

const unknown = (problem: DialProblem): DialTarget => ({ kind: 'unknown', problem });

/**
 * Reads what was typed, pasted (`"Bob" <sip:bob@example.com>`), or linked (`tel:` RFC 3966, `sip:` and `sips:` RFC 3261, `callto:`, `offhook:`).
 * A link is written by strangers: its headers and parameters (`?Replaces=`, `;method=`) are dropped, anything doubtful is refused.
 */
export function parseDialTarget(text: string): DialTarget {
  if (text.length > MAX_TEXT) return unknown('too-long');
  const typed = clean(text);
  if (typed === '') return unknown('empty');
  if (CONTROL.test(typed)) return unknown('bad-characters');
  const bare = /^(?:"[^"]*"|[^"<>]*)\s*<([^<>]+)>/.exec(typed)?.[1] ?? typed;
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):(?:\/\/)?(.*)$/i.exec(bare) ?? [];
  if (scheme === undefined || rest === undefined) return bare.includes('@') ? address('sip', bare) : written(bare);
  switch (scheme.toLowerCase()) {
    case 'sip':
      return address('sip', rest);
    case 'sips':
      return address('sips', rest);
    case 'tel':
    case 'callto':
    case 'offhook':
      return link(rest);
    default:
      return unknown('scheme');
  }
}

/** Marks that make text run the other way, zero-width characters and the like come along when a number is copied from a page. */
function clean(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '')
    .normalize('NFKC')
    .trim();
}

function decode(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text);
    return CONTROL.test(decoded) ? null : clean(decoded);
  } catch {
    return null;
  }
}

/** The part after `tel:` and its like. `phone-context` says where a local number is valid, it is no prefix to dial (RFC 3966 5.1.5). */
function link(rest: string): DialTarget {
  const [subject = '', ...parameters] = rest.replace(/[?#].*$/, '').split(';');
  const decoded = decode(subject.replace(/\/$/, ''));
  if (decoded === null) return unknown('bad-characters');
  if (decoded.includes('@')) return address('sip', decoded);
  const extension = parameters.map((parameter) => /^ext=(.*)$/i.exec(parameter)?.[1]).find((value) => value !== undefined) ?? '';
  return number(decoded, extension);
}

/** Without a scheme only the extension may follow: that is how the dial field shows what a link held. */
function written(text: string): DialTarget {
  const [, subject = text, extension = ''] = /^([^;]*);ext=(.*)$/i.exec(text) ?? [];
  return number(subject, extension);
}

/** RFC 3966 3 allows `-.()` as visual separators; people also write spaces, slashes and dashes of every width. */
function digits(text: string): string {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/^(\s*\+.*)\(0\)/u, '$1') // +49 (0)30 is read "from abroad without the 0"
    .replace(/[\s\p{Pd}./()[\]]/gu, '');
}

function number(text: string, extension: string): DialTarget {
  const dialled = digits(text);
  const after = digits(decode(extension) ?? 'x');
  if (dialled === '') return unknown(text === '' ? 'empty' : 'bad-characters');
  if (dialled.length > MAX_NUMBER || after.length > MAX_NUMBER) return unknown('too-long');
  if (!/^\+?[0-9*#]*[0-9*#]$/.test(dialled) || !/^[0-9*#]*$/.test(after)) return unknown('bad-characters');
  return { kind: 'number', number: dialled, extension: after };
}

/** `user[:password][;parameters]@host[:port][;parameters][?headers]`, of which the user, host and port are kept. */
function address(scheme: 'sip' | 'sips', text: string): DialTarget {
  const at = text.indexOf('@'); // a later one can only stand in the headers
  if (at < 0) return bareUser(text);
  const user = escapeUser(text.slice(0, at).replace(/:.*$/, ''));
  const host = readHost(
    text
      .slice(at + 1)
      .replace(/[;?].*$/, '')
      .replace(/\/$/, ''),
  );
  if (user === null || host === null) return unknown('bad-characters');
  if (user.length > MAX_USER) return unknown('too-long');
  return { kind: 'uri', uri: `${scheme}:${user}@${host}`, user, host };
}

/** `sip:1000` names a host by the letter of RFC 3261, and a number in every link ever written. */
function bareUser(text: string): DialTarget {
  const decoded = decode(text.replace(/[;?].*$/, '').replace(/\/$/, ''));
  return decoded === null ? unknown('bad-characters') : number(decoded, '');
}

/** RFC 3261 25.1: unreserved and user-unreserved characters stand for themselves, everything else is escaped. Null when nothing is left. */
function escapeUser(text: string): string | null {
  const decoded = decode(text);
  if (decoded === null || decoded === '' || /[\s<>"@]/.test(decoded)) return null;
  try {
    // encodeURIComponent leaves the unreserved set of RFC 3261 as it is.
    return encodeURIComponent(decoded).replace(/%(26|3D|2B|24|2C|3B|3F|2F)/g, (escaped) => decodeURIComponent(escaped));
  } catch {
    return null; // half a surrogate pair
  }
}

/** Host and port as they stand in a SIP URI; names outside ASCII become punycode. */
function readHost(text: string): string | null {
  if (!/^(\[[0-9a-f:.]+\]|[^\s:@/?#\\[\]%]+)(:\d{1,5})?$/i.test(text)) return null;
  try {
    const { hostname, pathname } = new URL(`ws://${text.replace(/:\d+$/, '')}`);
    const port = /:(\d+)$/.exec(text.replace(/^\[[^\]]*\]/, ''))?.[1];
    if (pathname !== '/' || !/^(\[.+\]|[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?)$/.test(hostname)) return null;
    if (port === undefined) return hostname;
    return Number(port) > 0 && Number(port) < 65_536 ? `${hostname}:${Number(port)}` : null;
  } catch {
    return null;
  }
}
