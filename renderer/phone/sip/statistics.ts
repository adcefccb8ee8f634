/** Of one connection. The meters, the reports and the counter of pictures ask in the same moment of each second, and get the same answer. */
export class Statistics {
  readonly #pc: Pick<RTCPeerConnection, 'getStats' | 'signalingState'>;
  /** Being read. */
  #next: Promise<RTCStatsReport | null> | null = null;

  constructor(pc: Pick<RTCPeerConnection, 'getStats' | 'signalingState'>) {
    this.#pc = pc;
  }

  /** Null when the connection is closed. */
  read(): Promise<RTCStatsReport | null> {
    this.#next ??= this.#ask().finally(() => {
      this.#next = null;
    });
    return this.#next;
  }

  async #ask(): Promise<RTCStatsReport | null> {
    return this.#pc.signalingState === 'closed' ? null : this.#pc.getStats();
  }
}
