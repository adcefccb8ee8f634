import { type Block, makeCluster, makeWebmHead, tracks } from '../../../shared/webm.ts';
import type { MadePicture } from './picture-work.ts';
import type { RecordedPart } from './recorded-part.ts';

interface WebmWriterOptions {
  /** Pixels. */
  width: number;
  height: number;
  /** 0: pictures alone. */
  channels: 0 | 1 | 2;
  /** The loudest sample of each channel since it was last asked. */
  takePeaks: () => readonly number[];
  onPart: (part: RecordedPart) => void;
}

/** Parts that are begun while the sound of the first is still waited for, until it is written without: a crash must not cost more. */
const mostWaiting = 2;

/** Puts pictures and sound into parts of a WebM file. Times are milliseconds from its beginning. */
export class WebmWriter {
  readonly #options: WebmWriterOptions;
  #blocks: Block[] = [];
  /** When the parts begin that are not written; the pictures say so. */
  #starts: number[] = [];
  #soundUpTo = 0;

  constructor(options: WebmWriterOptions) {
    this.#options = options;
    options.onPart({ bytes: makeWebmHead({ ...options, program: 'Offhook' }), seconds: 0, peaks: [] });
  }

  addPicture({ bytes, isKey, isNext, time }: MadePicture): void {
    if (isNext) this.#starts.push(time);
    this.#blocks.push({ track: tracks.pictures, time, isKey, bytes });
    this.#turn();
  }

  /** `length`: milliseconds that it plays. */
  addSound(bytes: Uint8Array, length: number): void {
    this.#blocks.push({ track: tracks.sound, time: Math.round(this.#soundUpTo), isKey: true, bytes });
    this.#soundUpTo += length;
    this.#turn();
  }

  /** Gives out what is left. */
  end(): void {
    while (this.#starts.length > 1) this.#write(this.#starts[1]!);
    const last = Math.max(this.#soundUpTo, ...this.#blocks.map(({ time }) => time + 1));
    if (this.#blocks.length > 0) this.#write(last);
  }

  #turn(): void {
    for (let [, next] = this.#starts; next !== undefined; [, next] = this.#starts) {
      const hasSound = this.#options.channels === 0 || this.#soundUpTo >= next;
      if (!hasSound && this.#starts.length <= mostWaiting + 1) return;
      this.#write(next);
    }
  }

  #write(until: number): void {
    const { onPart, takePeaks } = this.#options;
    const blocks = this.#blocks.filter(({ time }) => time < until);
    this.#blocks = this.#blocks.filter(({ time }) => time >= until);
    // A picture comes first: a player jumps to the beginning of a part.
    blocks.sort((a, b) => a.time - b.time || a.track - b.track);
    const start = this.#starts.shift() ?? blocks[0]?.time ?? until;
    onPart({ bytes: makeCluster(start, blocks), seconds: until / 1_000, peaks: takePeaks() });
  }
}
