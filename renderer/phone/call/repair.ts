import type { Leg } from '../line.ts';
import type { Log } from '../log.ts';
import type { Timers } from '../timers.ts';

export interface RepairPorts {
  leg: () => Pick<Leg, 'restartMedia'>;
  timers: Timers;
  log: Log;
  /** Nothing helped. */
  onGiveUp: () => void;
}

/** A restart needs a round trip and the checks of ICE: earlier than this the last one cannot have failed. Milliseconds. */
const restartPeriod = 10_000;

/** With `restartPeriod`: thirty seconds without a way for the sound, while the server could be reached, and the call is given up. */
const restarts = 3;

/** Mends the path of one call's media after the network changed under it. While the server is out of reach it waits without end. */
export class Repair {
  readonly #ports: RepairPorts;
  #isFailed = false;
  #isLineUp = true;
  #isMended = false;
  #cancel: () => void = () => {};

  constructor(ports: RepairPorts) {
    this.#ports = ports;
  }

  setPath(path: 'flowing' | 'interrupted' | 'failed'): void {
    // An interrupted path may mend itself, and a restart that is being tried passes through it.
    if (path === 'interrupted' || (path === 'failed') === this.#isFailed) return;
    this.#isFailed = path === 'failed';
    if (this.#isFailed && this.#isLineUp) this.#restart(restarts);
    else this.#cancel();
  }

  /** `up`: the line is registered. After it was not, the addresses of this machine are likely others than the far end knows. */
  setLine(up: boolean): void {
    if (up === this.#isLineUp) return;
    this.#isLineUp = up;
    this.#cancel();
    if (up) this.#restart(this.#isFailed ? restarts : 1);
  }

  /** Nothing is heard although the path looks open: another one may help. Tried once, because a far end may also have nothing to say. */
  mend(): void {
    if (this.#isMended || this.#isFailed || !this.#isLineUp) return;
    this.#isMended = true;
    this.#restart(1);
  }

  stop(): void {
    this.#isMended = true;
    this.#cancel();
  }

  #restart(left: number): void {
    this.#cancel();
    if (left === 0) {
      if (this.#isFailed) this.#ports.onGiveUp();
      return;
    }
    const { leg, log, timers } = this.#ports;
    // Refused or unanswered, it is tried again below; a dialog that is gone ends by the leg's own report.
    leg()
      .restartMedia()
      .catch((error: unknown) => log.debug(`the media could not be restarted: ${error}`));
    this.#cancel = timers.after(restartPeriod, () => this.#isFailed && this.#restart(left - 1));
  }
}
