import type { z } from 'zod';
import type { Account, Credentials, IceServer, SignIn, SignInProblem } from '../shared/account.ts';
import { parseServer } from '../shared/server-address.ts';

/** An account without the fields that have a default: what the user set there before stays. */
export type SignedIn = z.input<typeof Account>;

export type SignInResult =
  | { readonly kind: 'account'; readonly account: SignedIn; readonly credentials: Credentials }
  | { readonly kind: 'problem'; readonly problem: SignInProblem };

type Parsed<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'problem'; readonly problem: SignInProblem };

const problem = (name: SignInProblem): { kind: 'problem'; problem: SignInProblem } => ({ kind: 'problem', problem: name });
const ok = <T>(value: T): Parsed<T> => ({ kind: 'ok', value });

/** Makes an account out of what was typed, or says which field is at fault. Signing in again as the same user gives the same account id. */
export function parseSignIn(signIn: SignIn): SignInResult {
  const server = parseServer(signIn.server);
  if (server.kind === 'problem') return server;
  const furtherServers = parseFurtherServers(signIn.furtherServers, server.url);
  if (furtherServers.kind === 'problem') return furtherServers;
  const identity = parseIdentity(signIn.user, signIn.domain, server.host);
  if (identity.kind === 'problem') return identity;
  const authUser = signIn.authUser.trim();
  // It stands in a quoted string of the digest response (RFC 3261 25.1).
  if (/["\\\p{Cc}]/u.test(authUser)) return problem('bad-user');
  const iceServers = parseIceServer(signIn);
  if (iceServers.kind === 'problem') return iceServers;
  const { user, domain } = identity.value;
  const account: SignedIn = {
    id: `sip:${user}@${domain}`,
    kind: 'sip',
    server: server.url,
    furtherServers: furtherServers.value,
    user,
    domain,
    authUser,
    displayName: signIn.displayName
      .replace(/\p{C}+/gu, ' ')
      .replace(/["\\]/g, "'")
      .trim(),
    iceServers: iceServers.value,
  };
  return { kind: 'account', account, credentials: { password: signIn.password, turnPassword: signIn.icePassword } };
}

/** Empty lines and repetitions are left out. */
function parseFurtherServers(typed: readonly string[], first: string): Parsed<string[]> {
  const addresses = typed.filter((text) => text.trim() !== '').map(parseServer);
  if (addresses.some(({ kind }) => kind === 'problem')) return problem('bad-further-server');
  const urls = addresses.flatMap((address) => (address.kind === 'server' ? address.url : []));
  return ok([...new Set(urls)].filter((url) => url !== first));
}

/** People type `1000`, `1000@example.com` or a whole `sip:1000@example.com` into the field for the user. */
function parseIdentity(typedUser: string, typedDomain: string, serverHost: string): Parsed<{ user: string; domain: string }> {
  const [user = '', ...rest] = typedUser
    .trim()
    .replace(/^sips?:/i, '')
    .split('@');
  if (user === '') return problem('no-user');
  // RFC 3261 25.1: what may stand in the user part as it is.
  if (rest.length > 1 || !/^[\w\-.!~*'()&=+$,]+$/.test(user)) return problem('bad-user');
  const domain = parseDomain(typedDomain.trim() || rest[0] || serverHost);
  return domain === null ? problem('bad-domain') : ok({ user, domain });
}

/** A host name or address without port; names outside ASCII become punycode. */
function parseDomain(text: string): string | null {
  const isHostOnly = /^(\[[^\]]+\]|[^:/?#@]+)$/.test(text);
  const address = parseServer(`wss://${text}`);
  return isHostOnly && address.kind === 'server' ? address.host : null;
}

/** `stun.example.com` means STUN. Chromium throws on anything else that RFC 7064 and 7065 do not allow, and on TURN without name and password. */
function parseIceServer({ iceServer, iceUser, icePassword }: SignIn): Parsed<IceServer[]> {
  const typed = iceServer.trim();
  if (typed === '') return ok([]);
  const url = typed.includes(':') && !/^[^:]+:\d+$/.test(typed) ? typed : `stun:${typed}`;
  const [, scheme = '', host = '', query] =
    /^(stuns?|turns?):((?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?)(\?transport=(?:udp|tcp))?$/i.exec(url) ?? [];
  if (host === '' || parseServer(`wss://${host}`).kind === 'problem') return problem('bad-ice-server');
  const isTurn = /^turn/i.test(scheme);
  if (isTurn ? iceUser === '' || icePassword === '' : query !== undefined) return problem('bad-ice-server');
  return ok([{ url, user: iceUser.trim() }]);
}
