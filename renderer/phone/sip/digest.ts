/*
 * Digest access authentication (RFC 7616, in SIP by RFC 8760): challenges read, credentials written. Pure; the state of nonces is kept in
 * `authentication.ts`.
 */
import { md5 } from '@noble/hashes/legacy.js';
import { sha256, sha512_256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Weakest first. */
const hashes = { MD5: md5, 'SHA-256': sha256, 'SHA-512-256': sha512_256 } as const;
type HashName = keyof typeof hashes;
const names = Object.keys(hashes) as readonly HashName[];

/** A WWW-Authenticate or Proxy-Authenticate header that can be answered. Strings are as they stood between their quotes. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly hash: HashName;
  /** The algorithm's name ended in `-sess`: A1 holds the first nonce and cnonce (RFC 7616 3.4.2). */
  readonly isSession: boolean;
  /** Null: the server knows RFC 2069 only. */
  readonly qop: 'auth' | 'auth-int' | null;
  /** The nonce was too old, the password was right. */
  readonly isStale: boolean;
  /** The user's name is to be hidden (RFC 7616 3.4.4). */
  readonly wantsUserHash: boolean;
}

/** What is written into one request. */
export interface DigestRequest {
  readonly method: string;
  /** Request-URI as it stands in the request. */
  readonly uri: string;
  readonly body: string;
  /** How often the nonce was used, from 1. */
  readonly count: number;
  readonly cnonce: string;
}

/** Null where the challenge cannot be answered: another scheme, an unknown algorithm or qop, or without a nonce. */
export function readChallenge(header: string): Challenge | null {
  if (!/^\s*Digest\s/i.test(header)) return null;
  const { realm, nonce, opaque = null, algorithm = 'MD5', qop: offered, stale, userhash } = parametersOf(header);
  const [, base = '', session] = /^(.+?)(-sess)?$/i.exec(algorithm) ?? [];
  const hash = names.find((name) => name === base.toUpperCase());
  const qop = offered === undefined ? null : qopOf(offered);
  // Without qop there is no cnonce, which a session key is made of.
  if (realm === undefined || !nonce || hash === undefined || qop === undefined || (session && qop === null)) return null;
  const [isStale, wantsUserHash] = [stale, userhash].map((flag) => flag?.toLowerCase() === 'true') as [boolean, boolean];
  return { realm, nonce, opaque, hash, isSession: session !== undefined, qop, isStale, wantsUserHash };
}

const qopOf = (offered: string): 'auth' | 'auth-int' | undefined => {
  const values = offered.toLowerCase().split(/[\s,]+/);
  return (['auth', 'auth-int'] as const).find((value) => values.includes(value));
};

/** The one to answer of several for the same realm: the strongest hash, of equals the first. RFC 8760 2.4 leaves it to the phone. */
export function strongest(challenges: readonly Challenge[]): Challenge | undefined {
  return challenges.toSorted((a, b) => names.indexOf(b.hash) - names.indexOf(a.hash))[0];
}

/** The nonce for the next request, if the server sets one (Authentication-Info, RFC 7616 3.5). */
export function nextNonce(header: string): string | null {
  return parametersOf(header).nextnonce || null;
}

/** The value of an Authorization or Proxy-Authorization header. */
export function credentials(challenge: Challenge, user: { name: string; password: string }, request: DigestRequest): string {
  const { realm, nonce, opaque, qop, isSession, wantsUserHash } = challenge;
  const hash = (...parts: readonly string[]): string => bytesToHex(hashes[challenge.hash](utf8ToBytes(parts.join(':'))));
  const { method, uri, body, cnonce } = request;
  const nc = request.count.toString(16).padStart(8, '0');
  const secret = hash(user.name, realm, user.password);
  const a1 = isSession ? hash(secret, nonce, cnonce) : secret;
  const a2 = qop === 'auth-int' ? hash(method, uri, hash(body)) : hash(method, uri);
  const response = qop === null ? hash(a1, nonce, a2) : hash(a1, nonce, nc, cnonce, qop, a2);
  return `Digest ${[
    `username="${wantsUserHash ? hash(user.name, realm) : user.name}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    `algorithm=${challenge.hash}${isSession ? '-sess' : ''}`,
    ...(opaque === null ? [] : [`opaque="${opaque}"`]),
    ...(qop === null ? [] : [`qop=${qop}`, `cnonce="${cnonce}"`, `nc=${nc}`]),
    ...(wantsUserHash ? ['userhash=true'] : []),
  ].join(', ')}`;
}

/** Parameters by name in small letters; quotes are taken off, escapes within them stay. */
function parametersOf(header: string): Readonly<Record<string, string | undefined>> {
  const found = header.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g);
  return Object.fromEntries([...found].map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? '']));
}
