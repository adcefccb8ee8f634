import type { Timers } from '../timers.ts';
import type { Agreement } from './session-interval.ts';

export interface SessionTimerPorts {
  timers: Timers;
  /** Sends a refresh; its success starts the timer anew. */
  refresh: () => void;
  /** Nobody refreshed the session in time. */
  onExpired: () => void;
}

/** RFC 4028 10: seconds before its end, at most, at which a session that nobody refreshed is given up. */
const margin = 32;

/** The clock of one session (RFC 4028): refreshes it at half of its interval where that is ours to do, and tells when it ran out. */
export class SessionTimer {
  readonly #ports: SessionTimerPorts;
  #stops: (() => void)[] = [];

  constructor(ports: SessionTimerPorts) {
    this.#ports = ports;
  }

  /** The session was refreshed just now. Null: it does not end any more. */
  restart(agreement: Agreement | null): void {
    this.stop();
    if (!agreement) return;
    const milliseconds = agreement.seconds * 1_000;
    this.#after(milliseconds - Math.min(margin * 1_000, milliseconds / 3), () => {
      this.stop();
      this.#ports.onExpired();
    });
    if (agreement.isOurs) this.#refreshAfter(milliseconds / 2, milliseconds / 8);
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** And again, as long as it comes to nothing and there is time. */
  #refreshAfter(milliseconds: number, pause: number): void {
    this.#after(milliseconds, () => {
      this.#refreshAfter(pause, pause);
      this.#ports.refresh();
    });
  }

  #after(milliseconds: number, run: () => void): void {
    this.#stops.push(this.#ports.timers.after(milliseconds, run));
  }
}
