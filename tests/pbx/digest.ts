import { createHash } from 'node:crypto';

/** Digest access authentication (RFC 7616, and RFC 8760 for SIP) as both sides need it in tests. */

export const digestAlgorithms = ['SHA-512-256', 'SHA-256', 'MD5'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

const hashNames: Readonly<Record<DigestAlgorithm, string>> = { 'SHA-512-256': 'sha512-256', 'SHA-256': 'sha256', MD5: 'md5' };

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  /** Absent from the header when undefined: then it means MD5. */
  readonly algorithm?: string;
  /** Default `auth`; null leaves it out (RFC 2069). */
  readonly qop?: string | null;
  readonly stale?: boolean;
  readonly opaque?: string;
}

/** The value of a WWW-Authenticate or Proxy-Authenticate header. */
export function challengeText({ realm, nonce, algorithm, qop = 'auth', stale, opaque }: Challenge): string {
  const parameters = [
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(qop === null ? [] : [`qop="${qop}"`]),
    ...(stale === undefined ? [] : [`stale=${stale}`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ];
  return `Digest ${parameters.join(', ')}`;
}

/** Parameters of a challenge or of credentials by name, without quotes. */
export function digestParameters(header: string): Readonly<Record<string, string>> {
  const found = header.matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
  return Object.fromEntries([...found].map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? '']));
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  /** Nonce count. Default 1. */
  readonly count?: number;
}

/** The value of an Authorization or Proxy-Authorization header that answers `challenge`. */
export function answerChallenge(challenge: string, { count = 1, ...who }: Credentials): string {
  const { realm = '', nonce = '', algorithm, qop, opaque } = digestParameters(challenge);
  const nc = count.toString(16).padStart(8, '0');
  const withQop = qop === undefined ? {} : { qop: 'auth', nc, cnonce: 'c0ffee' };
  const response = digest({ ...who, realm, nonce, algorithm, ...withQop });
  const parameters = [
    `username="${who.user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${who.uri}"`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(qop === undefined ? [] : [`qop=auth, nc=${nc}, cnonce="c0ffee"`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ];
  return `Digest ${parameters.join(', ')}`;
}

/** Whether the credentials of an Authorization header are right for that password. Neither nonce nor nonce count is judged. */
export function isRightAnswer(
  header: string,
  { password, method, body = '' }: { password: string; method: string; body?: string },
): boolean {
  const given = digestParameters(header);
  const { username: user = '', uri = '', realm = '', nonce = '', response } = given;
  return response === digest({ ...given, user, password, method, uri, realm, nonce, body });
}

interface DigestInput {
  readonly user: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: string;
  readonly method: string;
  readonly uri: string;
  readonly algorithm?: string | undefined;
  readonly qop?: string | undefined;
  readonly nc?: string | undefined;
  readonly cnonce?: string | undefined;
  readonly body?: string;
}

function digest({ algorithm = 'MD5', body = '', ...given }: DigestInput): string {
  const [, base = '', session] = /^(.+?)(-sess)?$/i.exec(algorithm) ?? [];
  const known = digestAlgorithms.find((name) => name === base.toUpperCase());
  if (known === undefined) throw new Error(`No digest algorithm ${algorithm}`);
  const hash = (...parts: readonly (string | undefined)[]): string => createHash(hashNames[known]).update(parts.join(':')).digest('hex');
  const { user, password, realm, nonce, method, uri, qop, nc, cnonce } = given;
  const user1 = hash(user, realm, password);
  const a1 = session === undefined ? user1 : hash(user1, nonce, cnonce);
  const a2 = qop === 'auth-int' ? hash(method, uri, hash(body)) : hash(method, uri);
  return qop === undefined ? hash(a1, nonce, a2) : hash(a1, nonce, nc, cnonce, qop, a2);
}
