import type { Leg } from '../line.ts';
import { levelBetween } from '../media/measures.ts';
import { readSample, type Sample } from '../media/sample.ts';

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

/** What nobody looked at for so long says nothing of now. Milliseconds. */
const longest = 1_000;

/**
 * How loud both ends of one call are, by what the browser counts anyway. Listening to them would take a sound engine of its own (Web Audio),
 * which costs a sixth of what the whole call does.
 */
export class CallLevels {
  readonly #ports: CallLevelsPorts;
  #askedAt = Number.NEGATIVE_INFINITY;
  #last: Sample | null = null;
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
    const before = this.#last;
    const now = statistics && readSample(statistics, before);
    this.#last = now;
    this.#levels = {
      local: levelBetween(before?.outbound?.source, now?.outbound?.source),
      remote: levelBetween(before?.inbound, now?.inbound),
    };
  }
}
