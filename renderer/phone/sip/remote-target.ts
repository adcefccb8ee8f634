/*
 * Where the requests of a dialog go. A 2xx to INVITE, re-INVITE or UPDATE may name another place (RFC 3261 12.2.1.2); SIP.js 0.21.2 stays with
 * the Contact of the first answer, that of a proxy's 180 for instance, and never looks again. When a 2xx confirms an early dialog it does
 * recompute the route (core/dialogs/dialog.js), before the ACK is made: that function is the seam.
 */
import { Core } from 'sip.js';

/** What SIP.js declares protected. */
interface Internals {
  dialogState: { remoteTarget: Core.URI };
}

const { recomputeRouteSet } = Core.Dialog.prototype;

Core.Dialog.prototype.recomputeRouteSet = function (message) {
  recomputeRouteSet.call(this, message);
  refreshTarget(this, message);
};

/** Takes the Contact of a request, or of a 2xx, for the place of the far end; without one it stays where it is. */
export function refreshTarget(dialog: Core.Dialog, message: Core.IncomingRequestMessage | Core.IncomingResponseMessage): void {
  const contact = message.parseHeader('Contact') as { uri?: Core.URI } | undefined;
  if (contact?.uri) (dialog as unknown as Internals).dialogState.remoteTarget = contact.uri;
}
