import { type Core, type Invitation, Inviter } from 'sip.js';
import type { Peer } from '../../../shared/call.ts';
import { assertedPeerOf, callerOf, peerOfUri } from './peer.ts';

/** Who is at the other end of one dialog, as far as its messages tell. */
export class RemoteParty {
  readonly #onChange: (peer: Peer) => void;
  #peer: Peer;

  constructor(session: Inviter | Invitation, onChange: (peer: Peer) => void) {
    this.#onChange = onChange;
    this.#peer = (session instanceof Inviter ? null : callerOf(session.request)) ?? peerOfUri(`${session.remoteIdentity.uri}`);
  }

  get peer(): Peer {
    return this.#peer;
  }

  /** The server may say now with whom we are connected (RFC 3325, RFC 4916). */
  identify(message: Core.IncomingRequestMessage | Core.IncomingResponseMessage): void {
    const peer = assertedPeerOf(message);
    if (!peer || (peer.name === this.#peer.name && peer.uri === this.#peer.uri)) return;
    this.#peer = peer;
    this.#onChange(peer);
  }
}
