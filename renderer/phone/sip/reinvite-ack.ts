import type { Core, Session } from 'sip.js';
import type { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import type { Timers } from '../timers.ts';

/** Milliseconds for which a 2xx is repeated until it is acknowledged: 64 times T1 (RFC 3261 13.3.1.4). */
const patience = 32_000;

/** What SIP.js declares protected. */
interface Internals {
  onInviteRequest: (request: Core.IncomingInviteRequest) => void;
}

/**
 * Tells when our answer to a re-INVITE is never acknowledged. SIP.js then goes on refusing every further one with 500, for the rest of the
 * call; RFC 3261 14.2 has it end. Returns its end.
 */
export function watchAcks(session: Session, timers: Timers, onMissing: () => void): () => void {
  const internals = session as unknown as Internals;
  const take = internals.onInviteRequest.bind(session);
  let stop = () => {};
  internals.onInviteRequest = (request) => {
    stop();
    stop = timers.after(patience, () => {
      if ((session.dialog as SessionDialog | undefined)?.reinviteUserAgentServer === request) onMissing();
    });
    take(request);
  };
  return () => stop();
}
