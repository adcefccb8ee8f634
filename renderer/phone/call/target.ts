import type { Account } from '../../../shared/account.ts';
import { PhoneError } from '../errors.ts';

/** What people dial: digits with + * # and the plain letters and marks of a user name (RFC 3261 25.1 `unreserved`), no white space. */
const userPattern = /^[A-Za-z0-9+*#\-_.!~']{1,128}$/;

/** `sip:user@host`, as little of it as a call needs: parameters and headers of a link are no business of whoever dials it. */
const uriPattern = /^(sips?):([^@\s<>"?;,\\]{1,128})@([A-Za-z0-9.\-_[\]:]{1,255})$/i;

/** The hash sign is no legal character of a SIP URI (RFC 3261 25.1); feature codes are full of it. */
const escapeUser = (user: string) => user.replaceAll('#', '%23');

/**
 * The SIP URI that a number or address means on an account: a bare number is completed with the account's domain.
 * Throws a PhoneError `bad-target` for anything else; text as a person types it goes through the app's `dial-target.ts` first.
 */
export function targetUri(target: string, account: Pick<Account, 'domain'>): string {
  const text = target.trim();
  if (userPattern.test(text)) return `sip:${escapeUser(text)}@${account.domain}`;
  const [, scheme, user, host] = uriPattern.exec(text) ?? [];
  if (!scheme || !user || !host) throw new PhoneError('bad-target', `This is no number and no SIP address: ${text.slice(0, 80)}`);
  return `${scheme.toLowerCase()}:${escapeUser(user)}@${host}`;
}
