import type { IncomingRules } from '../../../shared/rules.ts';

/** Without the port: whoever speaks for a host speaks for all of it. */
const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

/** Whether the wishes of a host are followed: it is the account's own, or the user named it. */
export function isTrusted(host: string, { trustedDomains }: Pick<IncomingRules, 'trustedDomains'>, domain: string): boolean {
  const asking = hostName(host);
  return asking !== '' && [domain, ...trustedDomains].some((trusted) => hostName(trusted) === asking);
}

/** What becomes of a REFER: carried out at once, shown to the user, or refused. */
export function decideTransferRequest(host: string, rules: IncomingRules, domain: string): 'accept' | 'ask' | 'decline' {
  switch (rules.transferRequests) {
    case 'never':
      return 'decline';
    case 'ask':
      return 'ask';
    case 'trusted':
      return isTrusted(host, rules, domain) ? 'accept' : 'ask';
    default:
      return rules.transferRequests satisfies never;
  }
}
