import type { MadePicture } from './picture-work.ts';

/** Bits per second at most; a talk takes less. An hour is 680 MB then. */
const bitRate = 1_500_000;

/** Milliseconds from one part of the file to the next. */
const partLength = 1_000;

/** Parts from one whole picture, to which a player may jump, to the next: each costs as much as a second of the others. */
const partsPerKey = 4;

interface PictureEncoderPorts {
  /** Pixels. */
  width: number;
  height: number;
  onMade: (made: MadePicture) => void;
  onFailed: (error: unknown) => void;
}

/** Encodes pictures as VP8, which every player and every Chromium has. */
export class PictureEncoder {
  readonly #encoder: VideoEncoder;
  #partAt = Number.NEGATIVE_INFINITY;
  #parts = 0;
  /** The times of those that a part begins with, and that are on their way. */
  readonly #next = new Set<number>();

  constructor({ height, onFailed, onMade, width }: PictureEncoderPorts) {
    this.#encoder = new VideoEncoder({
      output: (chunk) => {
        const bytes = new Uint8Array(chunk.byteLength);
        chunk.copyTo(bytes);
        const time = Math.round(chunk.timestamp / 1_000);
        onMade({ bytes, time, isKey: chunk.type === 'key', isNext: this.#next.delete(time) });
      },
      error: onFailed,
    });
    this.#encoder.configure({ codec: 'vp8', width, height, bitrate: bitRate, framerate: 20, latencyMode: 'realtime' });
  }

  /** It has more to do than it can: the next picture has to wait. */
  get isBusy(): boolean {
    return this.#encoder.encodeQueueSize > 1;
  }

  /** `time`: milliseconds from the beginning, more than before. */
  encode(picture: OffscreenCanvas, time: number): void {
    if (this.#encoder.state !== 'configured') return;
    const isNext = time - this.#partAt >= partLength;
    const isKey = isNext && this.#parts++ % partsPerKey === 0;
    if (isNext) {
      this.#partAt = time;
      this.#next.add(time);
    }
    const frame = new VideoFrame(picture, { timestamp: time * 1_000 });
    this.#encoder.encode(frame, { keyFrame: isKey });
    frame.close();
  }

  /** Settles when all of it was given out. */
  async end(): Promise<void> {
    if (this.#encoder.state !== 'configured') return;
    await this.#encoder.flush();
    this.#encoder.close();
  }
}
