import type { Peer } from '../../../shared/call.ts';
import { written } from './wire-uris.ts';

/** The part of a SIP message that names people; SIP.js's messages have it. */
export interface IdentityHeaders {
  getHeaders: (name: string) => string[];
}

/** Longer names are cut: a caller may send 10 kB of them. */
const longestName = 200;
const longestUri = 400;

/** Control characters, and those that turn the direction of text (Unicode Technical Report 36, 2.3): with them a name can pose as another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
const harmful = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Text from the wire, fit to be shown: one line, no control or direction characters, at most `longest` characters. */
export function cleanText(text: string, longest = longestName): string {
  // Cut first, by code point: cleaning 10 kB to keep 200 characters is wasted, and half a surrogate pair is no text.
  const short = text.length > longest * 4 ? text.slice(0, longest * 4) : text;
  const clean = short.replace(harmful, ' ').replace(/\s+/g, ' ').trim();
  return [...clean].slice(0, longest).join('');
}

/**
 * Who sent an INVITE: what the server asserts (RFC 3325, or its forerunner Remote-Party-ID) before what the caller claims, unless the caller
 * does not want it to be shown. Null when the message names nobody that can be read.
 */
export function callerOf(message: IdentityHeaders): Peer | null {
  return (hidesCaller(message) ? null : assertedPeerOf(message)) ?? firstPeer(message.getHeaders('From'));
}

/** The caller asks the network to keep their name or number (RFC 3323 4.2, RFC 3325 9.3). A server that trusts us may tell us both all the same. */
export function hidesCaller(message: IdentityHeaders): boolean {
  const wishes = message.getHeaders('Privacy').flatMap((value) =>
    value
      .slice(0, 200)
      .toLowerCase()
      .split(/[\s;,]+/),
  );
  const isHidden =
    wishes.some((wish) => wish === 'id' || wish === 'user' || wish === 'header') || message.getHeaders('Remote-Party-ID').some(isKept);
  return isHidden && !wishes.includes('none');
}

/** A Remote-Party-ID that is not to be shown (draft-ietf-sip-privacy-04). */
const isKept = (value: string): boolean => /;\s*privacy\s*=\s*"?(full|name|uri)/i.test(value.slice(0, 2_000));

/** An address that is none: RFC 3323 4.1.1.3, and what telephone networks put there. */
export function isAnonymous(value: string): boolean {
  const { host = '', user = '' } = addressIn(value)?.parts ?? {};
  return /^anonymous\.invalid(:|$)/i.test(host) || /^(anonymous|restricted|unavailable)$/i.test(user);
}

/** Host that speaks for the sender, in lower case and without the port: of the asserted identity, else of From. Empty where none can be read. */
export function identityHostOf(message: IdentityHeaders): string {
  return assertedHostOf(message) || hostIn(message.getHeaders('From'));
}

/** The same of the asserted identity alone. */
export function assertedHostOf(message: IdentityHeaders): string {
  return hostIn(message.getHeaders('P-Asserted-Identity').flatMap(splitList));
}

/** Host of the first SIP address. */
export function hostIn(values: readonly string[]): string {
  for (const value of values) {
    const { scheme = '', host = '' } = addressIn(value)?.parts ?? {};
    const name = /^sips?$/i.test(scheme) ? /^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/i.exec(host.trim())?.[1] : undefined;
    if (name) return name.slice(0, longestUri).toLowerCase();
  }
  return '';
}

/** Whom the server says that we are connected with: in an answer or a later request of the dialog. Null when it says nothing. */
export function assertedPeerOf(message: IdentityHeaders): Peer | null {
  return (
    firstPeer(message.getHeaders('P-Asserted-Identity')) ??
    firstPeer(message.getHeaders('Remote-Party-ID').filter((value) => !isKept(value)))
  );
}

/** A peer known by address alone: what was dialled. */
export function peerOfUri(uri: string): Peer {
  return (
    readNameAddress(`<${uri}>`) ?? {
      name: '',
      number: cleanText(uri, longestUri),
      uri: cleanText(uri, longestUri),
      company: '',
      avatar: '',
    }
  );
}

function firstPeer(values: readonly string[]): Peer | null {
  for (const value of values.flatMap(splitList)) {
    const peer = readNameAddress(value);
    if (peer) return peer;
  }
  return null;
}

/** P-Asserted-Identity holds one or two values (RFC 3325 9.1), divided by a comma outside quotes and brackets. One pass: the text may be hostile. */
export function splitList(value: string): string[] {
  const values: string[] = [];
  let start = 0;
  let closer = '';
  for (let i = 0; i < value.length; i++) {
    const character = value[i]!;
    if (character === '\\' && closer === '"') i++;
    else if (closer) closer = character === closer ? '' : closer;
    else if (character === '"' || character === '<') closer = character === '"' ? '"' : '>';
    else if (character === ',') {
      values.push(value.slice(start, i));
      start = i + 1;
    }
  }
  return [...values, value.slice(start)];
}

const quotedName = /^\s*"((?:\\.|[^"\\])*)"/;
const address = /^(?<scheme>sips?|tel):(?:(?<user>[^@]*)@)?(?<host>[^;?@]+)/i;

/** `name-addr` or `addr-spec` (RFC 3261 25.1), read leniently; SIP.js's parser refuses tel: addresses (RFC 3966). */
export function readNameAddress(value: string): Peer | null {
  const found = addressIn(value);
  if (!found) return null;
  const { name, parts } = found;
  const scheme = parts.scheme!.toLowerCase();
  const isTel = scheme === 'tel';
  const host = cleanText(parts.host!, longestUri);
  // The user part may carry telephone-subscriber parameters (RFC 3261 19.1.6); they are not what a person dials.
  const user = parts.user === undefined ? null : cleanText(decode(parts.user.split(/[;:]/, 1)[0]!), longestUri);
  return {
    name: cleanText(name),
    number: isTel ? host : (user ?? host),
    uri: isTel || parts.user === undefined ? `${scheme}:${host}` : `${scheme}:${cleanText(parts.user, longestUri)}@${host}`,
    company: '',
    avatar: '',
  };
}

function addressIn(value: string): { name: string; parts: Partial<Record<string, string>> } | null {
  const { name, uri } = splitAddress(value);
  const parts = address.exec(written(uri))?.groups;
  return parts ? { name, parts } : null;
}

/** The display name of a `name-addr` and the address itself, which may be anything; of a bare address all that there is. */
export function splitAddress(value: string): { name: string; uri: string } {
  const [quotes = '', quoted] = quotedName.exec(value) ?? [];
  const open = value.indexOf('<', quotes.length);
  if (open < 0) return { name: '', uri: value.trim() };
  const name = quoted?.replace(/\\(.)/g, '$1') ?? value.slice(0, open);
  return {
    name,
    uri: value
      .slice(open + 1)
      .split('>', 1)[0]!
      .trim(),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray % is no escape: shown as it came.
  }
}
