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

/** Milliseconds of sound after which a part is written without the next picture: a machine that is busy may make none, and a crash must not cost more. */
const patience = 1_500;

/** Puts pictures and sound into parts of a WebM file. Times are milliseconds from its beginning. */
export class WebmWriter {
  readonly #options: WebmWriterOptions;
  #blocks: Block[] = [];
  /** When the parts begin that are not written; the pictures say so. */
  #starts: number[] = [];
  #soundUpTo = 0;
  #writtenUpTo = 0;

  constructor(options: WebmWriterOptions) {
    this.#options = options;
    options.onPart({ bytes: makeWebmHead({ ...options, program: 'Offhook' }), seconds: 0, peaks: [] });
  }

  addPicture({ bytes, isKey, isNext, time }: MadePicture): void {
    if (isNext) this.#begin(time);
    this.#blocks.push({ track: tracks.pictures, time, isKey, bytes });
    this.#turn();
  }

  /** The next piece of it. `until`: when it was played. */
  addSound(bytes: Uint8Array, until: number): void {
    this.#blocks.push({ track: tracks.sound, time: Math.round(this.#soundUpTo), isKey: true, bytes });
    this.#soundUpTo = until;
    this.#turn();
    if (until - this.#writtenUpTo >= patience) this.#write(until);
  }

  /** Gives out what is left. */
  end(): void {
    while (this.#starts.length > 1) this.#write(this.#starts[1]!);
    const last = Math.max(this.#soundUpTo, ...this.#blocks.map(({ time }) => time + 1));
    if (this.#blocks.length > 0) this.#write(last);
  }

  /** A part begins with a picture, unless sound alone has waited for it. */
  #begin(time: number): void {
    const oldest = this.#blocks[0]?.time ?? time;
    if (this.#starts.length === 0 && this.#writtenUpTo > 0 && oldest < time) this.#starts.push(oldest);
    this.#starts.push(time);
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
    // What comes late stands in a later part, and not before its beginning: players refuse that.
    const start = Math.min(this.#starts.shift() ?? until, blocks[0]?.time ?? until);
    this.#writtenUpTo = Math.max(this.#writtenUpTo, until);
    onPart({ bytes: makeCluster(start, blocks), seconds: this.#writtenUpTo / 1_000, peaks: takePeaks() });
  }
}
