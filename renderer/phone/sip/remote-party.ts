import { type Core, type Invitation, Inviter } from 'sip.js';
import type { Peer } from '../../../shared/call.ts';
import { assertedPeerOf, callerOf, hidesCaller, isAnonymous, peerOfUri, readNameAddress } from './peer.ts';

/** Who is at the other end of one dialog, as far as its messages tell. */
export class RemoteParty {
  readonly #onChange: (peer: Peer) => void;
  #peer: Peer;
  /** As the far end calls itself. */
  #self: Peer;

  constructor(session: Inviter | Invitation, onChange: (peer: Peer) => void) {
    const dialled = peerOfUri(`${session.remoteIdentity.uri}`);
    this.#onChange = onChange;
    this.#peer = (session instanceof Inviter ? null : callerOf(session.request)) ?? dialled;
    this.#self = (session instanceof Inviter ? null : readNameAddress(session.request.getHeader('From') ?? '')) ?? dialled;
  }

  get peer(): Peer {
    return this.#peer;
  }

  /** The server, or the far end itself, may say now with whom we are connected (RFC 3325, RFC 4916). */
  identify(message: Core.IncomingRequestMessage | Core.IncomingResponseMessage): void {
    const asserted = hidesCaller(message) ? null : assertedPeerOf(message);
    const renamed = 'statusCode' in message ? null : this.#renamed(message);
    const peer = asserted ?? renamed;
    if (!peer || (peer.name === this.#peer.name && peer.uri === this.#peer.uri)) return;
    this.#peer = peer;
    this.#onChange(peer);
  }

  /** RFC 4916: another From than before. That a server writes another host, or leaves the name out, is no change of person. */
  #renamed(message: Core.IncomingRequestMessage): Peer | null {
    const value = message.getHeader('From') ?? '';
    const self = isAnonymous(value) ? null : readNameAddress(value);
    const isSame = self?.number === this.#self.number && (self.name === '' || self.name === this.#self.name);
    if (!self || isSame) return null;
    this.#self = self;
    return self;
  }
}
