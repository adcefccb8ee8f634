import type { UserAgent } from 'sip.js';
import { TransactionState } from 'sip.js/lib/core/transactions/transaction-state.js';
import { InviteUserAgentClient } from 'sip.js/lib/core/user-agents/invite-user-agent-client.js';

const waiting: ReadonlySet<string> = new Set([TransactionState.Calling, TransactionState.Trying, TransactionState.Proceeding]);

/** What SIP.js calls itself when a request could not be sent, or was not answered in time; it then makes up a 503 or a 408 (RFC 3261 8.1.3.1). */
interface Failing {
  onTransportError: (error: Error) => void;
  onRequestTimeout: () => void;
}

/**
 * Fails every request that waits for an answer, as RFC 3261 18.4 asks when a connection is lost: the answers would have come over it.
 * SIP.js does not; its requests would wait 32 s, and a re-INVITE in its last second would then end a call that goes on well.
 */
export function failPending(userAgent: UserAgent, error: Error): void {
  for (const client of [...userAgent.userAgentCore.userAgentClients.values()]) {
    const { transaction } = client;
    if (!waiting.has(transaction.state)) continue;
    // Once an INVITE was answered provisionally, SIP.js takes any error for one of the ACK and keeps it to itself.
    if (client instanceof InviteUserAgentClient && transaction.state === TransactionState.Proceeding)
      (client as unknown as Failing).onRequestTimeout();
    (transaction as unknown as Failing).onTransportError(error);
  }
}
