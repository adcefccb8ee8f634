import type { ContactIndex } from './contact-index.ts';
import { peerPatch } from './contact-index.ts';
import type { Call } from './phone/call/call.ts';
import type { Phone } from './phone/phone.ts';

/**
 * Names whoever is at the other end as the user's contacts do: of every call, from its beginning, whoever it is by then. `renew` is for contacts that
 * changed. What the user typed for a call stays (`call.describePeer`).
 */
export function nameCalls(phone: Phone, contacts: () => ContactIndex): { renew: () => void } {
  function describe(call: Call): void {
    const found = contacts().find(call.peer);
    // Describing in the same way again tells nobody anything.
    call.describePeer(found && peerPatch(found));
  }
  const renew = () => phone.calls.forEach(describe);
  // Before anybody is shown or told who rings; the other calls a moment after they were dialled.
  phone.on('incoming', describe);
  phone.on('calls', renew);
  return { renew };
}
