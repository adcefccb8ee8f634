import type { Account } from '../../../shared/account.ts';
import { parseDialTarget } from '../../../shared/dial-target.ts';
import type { OutgoingRules } from '../../../shared/rules.ts';
import { PhoneError } from '../errors.ts';
import { applyDialPlan, isDialable } from '../rules/dial-plan.ts';

/** A user name that can be dialled like a number: the unreserved characters of RFC 3261 25.1. */
const userName = /^[A-Za-z0-9\-_.!~*']{1,64}$/;

/** The hash sign is no legal character of a SIP URI (RFC 3261 25.1); feature codes are full of it. */
const withDomain = (user: string, { domain }: Pick<Account, 'domain'>) => `sip:${user.replaceAll('#', '%23')}@${domain}`;

/**
 * The SIP URI that a text means on an account: a number goes through the dial plan, if there is one; what comes of it, or a bare user name, is
 * completed with the account's domain; an address stands for itself, `sips:` included. A `tel:` number is dialled as any other one: few servers
 * route `tel:` Request-URIs, and those that do take `sip:number@domain` as the same (RFC 3261 19.1.6). Throws a PhoneError `bad-target` for anything else.
 */
export function targetUri(text: string, account: Pick<Account, 'domain'>, plan: OutgoingRules | null = null): string {
  const target = parseDialTarget(text);
  switch (target.kind) {
    case 'number':
      return withDomain(plan ? planned(target.number, plan) : target.number, account);
    case 'uri':
      return target.uri;
    case 'unknown':
      if (userName.test(text)) return withDomain(text, account);
      throw new PhoneError('bad-target', `This is no number and no SIP address (${target.problem}).`);
    default:
      return target satisfies never;
  }
}

/** A rewrite is written by hand: what it makes of a number may be a user name, but nothing that would end the user part of an address. */
function planned(number: string, plan: OutgoingRules): string {
  const user = applyDialPlan(number, plan);
  if (!isDialable(user)) throw new PhoneError('bad-target', 'The dial plan makes no number of this.');
  return user;
}

/** What a text wants keyed in after the answer (RFC 3966 5.4, `;ext=`); empty for most. */
export function extensionOf(text: string): string {
  const target = parseDialTarget(text);
  return target.kind === 'number' ? target.extension : '';
}
