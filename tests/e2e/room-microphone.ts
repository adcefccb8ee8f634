import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const sampleRate = 8_000;
/** Samples of one look: 20 ms. */
const look = 160;
/** Below this level (root mean square, 0 to 1) a speaker counts as silent. */
const silence = 0.005;

interface Look {
  /** When it arrived, in milliseconds of the wall clock. */
  readonly at: number;
  readonly level: number;
}

/** Hears what a speaker really plays, as somebody in the room would: by recording the monitor of its sink. */
export class RoomMicrophone {
  readonly #process: ChildProcess;
  readonly #looks: Look[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #from = 0;

  constructor(sink: string, env: NodeJS.ProcessEnv) {
    const format = [`--rate=${sampleRate}`, '--channels=1', '--format=s16le', '--raw', '--latency-msec=20'];
    this.#process = spawn('setpriv', ['--pdeathsig', 'KILL', 'parec', `--device=${sink}.monitor`, ...format], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#process.stdout?.on('data', (data: Buffer) => this.#take(data));
  }

  /** Waits until something is played, and gives the time at which it began. Milliseconds of the wall clock. */
  async untilSound(timeout = 8_000): Promise<number> {
    return (await this.#until(({ level }) => level >= silence, 'sound', timeout)).at;
  }

  /** Waits until nothing has been played for 300 ms. */
  async untilSilent(timeout = 8_000): Promise<void> {
    const end = performance.now() + timeout;
    while (!(this.#looks.length >= 15 && this.#looks.slice(-15).every(({ level }) => level < silence))) {
      if (performance.now() > end) throw new Error(`Waited ${timeout} ms for silence in the room.`);
      await delay(20);
    }
  }

  /** From now on only what comes counts. */
  forget(): void {
    this.#from = this.#looks.length;
  }

  /** Whether anything was heard since `forget`. */
  get heard(): boolean {
    return this.#looks.slice(this.#from).some(({ level }) => level >= silence);
  }

  stop(): void {
    this.#process.kill();
  }

  async #until(isIt: (look: Look) => boolean, what: string, timeout: number): Promise<Look> {
    const end = performance.now() + timeout;
    for (;;) {
      const found = this.#looks.slice(this.#from).find(isIt);
      if (found) return found;
      if (performance.now() > end) throw new Error(`Waited ${timeout} ms for ${what} in the room.`);
      await delay(20);
    }
  }

  #take(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data]);
    while (this.#rest.length >= look * 2) {
      let squares = 0;
      for (let at = 0; at < look; at++) squares += (this.#rest.readInt16LE(at * 2) / 0x8000) ** 2;
      this.#looks.push({ at: Date.now(), level: Math.sqrt(squares / look) });
      this.#rest = this.#rest.subarray(look * 2);
    }
  }
}
