import type { Account } from '../../../shared/account.ts';
import { parseDialTarget } from '../../../shared/dial-target.ts';
import { PhoneError } from '../errors.ts';

/** A user name that can be dialled like a number: the unreserved characters of RFC 3261 25.1. */
const userName = /^[A-Za-z0-9\-_.!~*']{1,64}$/;

/** The hash sign is no legal character of a SIP URI (RFC 3261 25.1); feature codes are full of it. */
const withDomain = (user: string, { domain }: Pick<Account, 'domain'>) => `sip:${user.replaceAll('#', '%23')}@${domain}`;

/**
 * The SIP URI that a text means on an account: a number or a bare user name is completed with the account's domain, an address stands
 * for itself. Throws a PhoneError `bad-target` for anything else.
 */
export function targetUri(text: string, account: Pick<Account, 'domain'>): string {
  const target = parseDialTarget(text);
  switch (target.kind) {
    case 'number':
      return withDomain(target.number, account);
    case 'uri':
      return target.uri;
    case 'unknown':
      if (userName.test(text)) return withDomain(text, account);
      throw new PhoneError('bad-target', `This is no number and no SIP address (${target.problem}).`);
    default:
      return target satisfies never;
  }
}
