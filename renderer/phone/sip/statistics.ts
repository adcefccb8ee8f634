/** Milliseconds. */
const atOnce = 50;

/** Of one connection. The meters, the reports and the counter of pictures ask in the same moment of each second, and get the same answer. */
export class Statistics {
  readonly #pc: Pick<RTCPeerConnection, 'getStats' | 'signalingState'>;
  /** Being read, or just now. */
  #newest: Promise<RTCStatsReport | null> | null = null;

  constructor(pc: Pick<RTCPeerConnection, 'getStats' | 'signalingState'>) {
    this.#pc = pc;
  }

  /** Null when the connection is closed. */
  read(): Promise<RTCStatsReport | null> {
    this.#newest ??= this.#ask();
    return this.#newest;
  }

  async #ask(): Promise<RTCStatsReport | null> {
    setTimeout(() => {
      this.#newest = null;
    }, atOnce);
    return this.#pc.signalingState === 'closed' ? null : this.#pc.getStats();
  }
}
