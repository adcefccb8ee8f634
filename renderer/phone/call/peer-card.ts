import type { Peer } from '../../../shared/call.ts';

export interface DescribeOptions {
  /** True: stays whoever is at the other end. False, as a contact list does: holds for the address that is shown now. */
  manual?: boolean;
}

/** Who is at the other end: what the wire says, under it what a contact list knows of that address, over all what the user typed. */
export class PeerCard {
  #wire: Peer;
  #known: Partial<Peer> = {};
  #manual: Partial<Peer> = {};
  #shown: Peer;

  constructor(wire: Peer) {
    this.#wire = wire;
    this.#shown = wire;
  }

  /** The same object until something changes. */
  get shown(): Peer {
    return this.#shown;
  }

  /** The wire names somebody, maybe another one than before. */
  meet(peer: Peer): void {
    if (peer.uri !== this.#wire.uri) this.#known = {};
    this.#wire = peer;
    this.#show();
  }

  /** Null takes back all that was described so. */
  describe(patch: Partial<Peer> | null, { manual = false }: DescribeOptions): void {
    if (manual) this.#manual = patch ? { ...this.#manual, ...patch } : {};
    else this.#known = patch ? { ...this.#known, ...patch } : {};
    this.#show();
  }

  #show(): void {
    const next: Peer = { ...this.#wire, ...this.#known, ...this.#manual };
    const isSame = (Object.keys(next) as (keyof Peer)[]).every((key) => next[key] === this.#shown[key]);
    if (!isSame) this.#shown = next;
  }
}
