import type { UserAgent } from 'sip.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';

const waiting: ReadonlySet<string> = new Set([TransactionState.Calling, TransactionState.Trying, TransactionState.Proceeding]);

/**
 * Fails every request that waits for an answer, as RFC 3261 18.4 asks when a connection is lost: the answers would have come over it.
 * SIP.js does not; its requests would wait 32 s, and a re-INVITE in its last second would then end a call that goes on well.
 */
export function failPending(userAgent: UserAgent, error: Error): void {
  for (const { transaction } of [...userAgent.userAgentCore.userAgentClients.values()]) {
    if (!waiting.has(transaction.state)) continue;
    // What SIP.js itself calls when a request could not be sent: it reports a 503 of its own (RFC 3261 8.1.3.1).
    (transaction as unknown as { onTransportError: (error: Error) => void }).onTransportError(error);
  }
}
