import type { Leg } from '../line.ts';
import { measure } from '../media/measures.ts';
import { readAgain, readSample, type Sample } from '../media/sample.ts';

export interface CallLevelsPorts {
  leg: () => Pick<Leg, 'readStatistics'>;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Root mean squares since the last reading, 0 to 1. */
export interface Levels {
  readonly local: number;
  readonly remote: number;
}

const silence: Levels = { local: 0, remote: 0 };

/** However often it is read, the browser is not asked sooner again. Milliseconds. */
const shortest = 150;

/** What nobody looked at for so long says nothing of now, and the streams of a call may be others after it. Milliseconds. */
const longest = 1_000;

/**
 * How loud both ends of one call are, by what the browser counts anyway. Listening to them would take a sound engine of its own (Web Audio),
 * which costs a sixth of what the whole call does.
 */
export class CallLevels {
  readonly #ports: CallLevelsPorts;
  #askedAt = Number.NEGATIVE_INFINITY;
  #last: Sample | null = null;
  /** When all streams were looked for. */
  #foundAt = 0;
  #levels = silence;

  constructor(ports: CallLevelsPorts) {
    this.#ports = ports;
  }

  /** The newest there are; asks for the next. While nobody reads, nothing is asked. */
  read(): Levels {
    const now = this.#ports.now();
    const since = now - this.#askedAt;
    if (since < shortest) return this.#levels;
    this.#askedAt = now;
    if (since > longest) {
      this.#last = null;
      this.#levels = silence;
    }
    void this.#ask();
    return this.#levels;
  }

  async #ask(): Promise<void> {
    const statistics = await this.#ports
      .leg()
      .readStatistics()
      .catch(() => null);
    const sample = statistics && this.#readFrom(statistics);
    // The browser hands out the same ones again for a moment.
    if (sample && sample.at === this.#last?.at) return;
    const measures = sample && this.#last && measure(this.#last, sample);
    this.#last = sample;
    this.#levels = measures ? { local: measures.levels.local ?? 0, remote: measures.levels.remote } : silence;
  }

  #readFrom(statistics: RTCStatsReport): Sample | null {
    const again = this.#last && this.#askedAt - this.#foundAt < longest ? readAgain(statistics, this.#last) : null;
    if (!again) this.#foundAt = this.#askedAt;
    return again ?? readSample(statistics);
  }
}
