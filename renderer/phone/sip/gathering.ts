import { isLoopback } from './sdp.ts';

/** What is known of the candidates (RFC 8445 5.1.1) at one moment. Times in milliseconds. */
export interface GatheringView {
  /** The browser says that no more will come. */
  isComplete: boolean;
  hasHost: boolean;
  /** A server-reflexive or relayed candidate came. */
  hasReflexive: boolean;
  /** A STUN or TURN server is set, so that a reflexive candidate is worth a wait. */
  hasServer: boolean;
  /** Since gathering began. A connection that was made in advance began long ago. */
  elapsed: number;
  /** Since the description was asked for. */
  waited: number;
  /** Since the last candidate came. */
  quiet: number;
}

/** Host candidates come in one burst, each within a millisecond of the last; Chromium adds TCP ones, of no use to a PBX, 120 ms later. */
const burst = 20;

/** Those of one moment are told one after another, each within a millisecond; so are all that were gathered before there was a description. */
const breath = 4;

/**
 * A description without any candidate leads to a call without sound: the first one is worth a wait, in milliseconds. It comes late where the
 * page has only just begun and the computer is busy; where there is no network the browser says at once that no candidate will come.
 */
const patience = 3_000;

/**
 * Milliseconds that the description is worth keeping back unless a further candidate comes; none left: it can go out. The first usable path
 * counts, not the last possible one.
 */
export function restOf(view: GatheringView, limit: number): number {
  if (view.isComplete) return 0;
  if (!view.hasHost && !view.hasReflexive) return Math.max(limit, patience) - view.waited;
  const rest = limit - view.elapsed;
  if (view.hasReflexive || rest <= 0) return breath - view.quiet;
  return view.hasServer ? rest : Math.min(rest, burst - view.quiet);
}

interface GatheringOptions {
  hasServer: boolean;
  /** The far end is on this machine. To any other one nothing is told of what only this machine can reach: it is no candidate. */
  isLocal: boolean;
  /** How long a candidate from a server is worth waiting for, in milliseconds. */
  limit: () => number;
  /** Aborted when the connection is closed. */
  signal: AbortSignal;
}

/** Watches the candidates of one peer connection and tells when there are enough. */
export class Gathering {
  readonly #pc: RTCPeerConnection;
  readonly #hasServer: boolean;
  readonly #isLocal: boolean;
  readonly #limit: () => number;
  #view = { isComplete: false, hasHost: false, hasReflexive: false };
  #begunAt = performance.now();
  #heardAt = 0;
  #wake: () => void = () => {};

  constructor(pc: RTCPeerConnection, { hasServer, isLocal, limit, signal }: GatheringOptions) {
    this.#pc = pc;
    this.#hasServer = hasServer;
    this.#isLocal = isLocal;
    this.#limit = limit;
    pc.addEventListener('icecandidate', ({ candidate }) => this.#hear(candidate), { signal });
    pc.addEventListener('icegatheringstatechange', () => this.#complete(), { signal });
  }

  /** Candidates are gathered anew, as at each ICE restart. Call it before the description is set, unless a pool had them gathered already. */
  begin(): void {
    this.#view = { isComplete: false, hasHost: false, hasReflexive: false };
    this.#begunAt = performance.now();
  }

  /** Resolves when the local description is fit to be sent; it never rejects, and takes no longer than the limit once there is a candidate. */
  async enough(): Promise<void> {
    const askedAt = performance.now();
    while (this.#pc.signalingState !== 'closed') {
      const now = performance.now();
      const view = {
        ...this.#view,
        hasServer: this.#hasServer,
        elapsed: now - this.#begunAt,
        waited: now - askedAt,
        quiet: now - this.#heardAt,
      };
      const rest = restOf(view, this.#limit());
      if (rest <= 0) return;
      await this.#news(rest);
    }
  }

  #complete(): void {
    if (this.#pc.iceGatheringState !== 'complete') return;
    this.#view.isComplete = true;
    this.#wake();
  }

  #hear(candidate: RTCIceCandidate | null): void {
    if (!candidate?.candidate || candidate.protocol === 'tcp') return;
    if (!this.#isLocal && isLoopback(candidate.candidate)) return;
    this.#heardAt = performance.now();
    if (candidate.type === 'host') this.#view.hasHost = true;
    else this.#view.hasReflexive = true;
    this.#wake();
  }

  /** The next candidate, or so many milliseconds. */
  #news(within: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.ceil(within));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
