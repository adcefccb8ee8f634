import { secondsOf } from './problems.ts';

/** What becomes of a subscription that the server ended. `seconds`: when to subscribe anew; null where it does not say. */
export type SubscriptionEnd = { readonly kind: 'for-good' } | { readonly kind: 'for-now'; readonly seconds: number | null };

/**
 * Reads a Subscription-State header (RFC 6665 4.1.3, 8.2.3); null while the subscription goes on. Without a reason, or with one that nobody knows,
 * it may be tried again.
 */
export function subscriptionEnd(header: string): SubscriptionEnd | null {
  const [state = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  if (state !== 'terminated') return null;
  const parameter = (name: string) => parameters.find((each) => each.split(/\s*=/, 1)[0] === name)?.replace(/^[^=]*=\s*/, '');
  switch (parameter('reason')) {
    case 'rejected':
    case 'noresource':
    case 'invariant':
      return { kind: 'for-good' };
    case 'deactivated':
    case 'timeout':
      return { kind: 'for-now', seconds: 0 };
    default:
      return { kind: 'for-now', seconds: secondsOf(parameter('retry-after')) };
  }
}
