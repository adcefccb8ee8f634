import type { OutgoingRules } from '../../../shared/rules.ts';

export interface RedirectFacts {
  /** URIs of the Contact header, best first (RFC 3261 8.1.3.4). */
  contacts: readonly string[];
  /** Every URI tried for this call, the first one included. */
  tried: readonly string[];
  /** The account's own domain. */
  domain: string;
}

/** How many times a call is sent on before it is given up as a loop. */
export const redirectLimit = 5;

export type RedirectDecision = { kind: 'follow'; uri: string } | { kind: 'stop'; why: 'policy' | 'loop' | 'nowhere' };

const withoutPort = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();
const key = (uri: string): string =>
  uri
    .replace(/^sips?:/i, '')
    .replace(/[;?].*$/, '')
    .toLowerCase();
const hostOf = (uri: string): string => withoutPort(key(uri).replace(/^.*@/, ''));

/** What a stranger wants in the headers of our INVITE stays out of it (RFC 3261 19.1.5). */
const withoutHeaders = (uri: string): string => uri.replace(/\?.*$/, '');

/** Where a 3xx answer sends the call: the first contact that is a SIP address, was not tried yet, and is allowed by the policy. */
export function decideRedirect({ contacts, tried, domain }: RedirectFacts, policy: OutgoingRules['redirects']): RedirectDecision {
  const addresses = contacts.filter((uri) => /^sips?:[^@\s]+@[^\s]+$/i.test(uri));
  if (addresses.length === 0) return { kind: 'stop', why: 'nowhere' };
  const allowed = addresses.filter((uri) => policy === 'always' || (policy === 'domain' && hostOf(uri) === withoutPort(domain)));
  if (allowed.length === 0) return { kind: 'stop', why: 'policy' };
  const fresh = allowed.find((uri) => !tried.some((old) => key(old) === key(uri)));
  return fresh && tried.length <= redirectLimit ? { kind: 'follow', uri: withoutHeaders(fresh) } : { kind: 'stop', why: 'loop' };
}
