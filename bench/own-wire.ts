import { setTimeout as wait } from 'node:timers/promises';
import { BadNetwork, type Direction } from '../tests/pbx/bad-network.ts';
import { now } from './clock.ts';

/** One packet of sound (SRTP). */
export interface Passed {
  /** In the clock of `now()`. */
  readonly at: number;
  /** Bytes. Nobody can read it here, but Opus writes a tone into many bytes and silence into three (its rate is variable). */
  readonly length: number;
}

/** A contender's own wire: its sound and that of the PBX pass through here untouched, and are stamped. */
export class OwnWire {
  /** To sign in at, instead of at the PBX. */
  readonly url: string;
  readonly #network: BadNetwork;
  #passed: Record<Direction, Passed[]> = { up: [], down: [] };
  #waiting: (() => void) | null = null;

  private constructor(network: BadNetwork) {
    this.#network = network;
    this.url = network.url;
    network.onSound = (direction, { length }) => {
      this.#passed[direction].push({ at: now(), length });
      if (direction === 'up') this.#waiting?.();
    };
  }

  /** `pbx`: its WebSocket URL on 127.0.0.1. */
  static async before(pbx: string): Promise<OwnWire> {
    return new OwnWire(await BadNetwork.before(pbx));
  }

  /** What passed since `forget`, up to the PBX or down from it. */
  passed(direction: Direction): readonly Passed[] {
    return this.#passed[direction];
  }

  forget(): void {
    this.#passed = { up: [], down: [] };
  }

  /** Forgets, and collects for so many milliseconds. */
  async watch(direction: Direction, milliseconds: number): Promise<readonly Passed[]> {
    this.forget();
    await wait(milliseconds);
    return this.passed(direction);
  }

  /** The next packet has just left the contender. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting = resolve;
    });
    this.#waiting = null;
  }

  close(): Promise<void> {
    return this.#network.close();
  }
}
