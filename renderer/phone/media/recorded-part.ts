/** About a second of a recording, to be put behind what came before. */
export interface RecordedPart {
  /** What can be played without what comes next. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** From the beginning to the end of this part. */
  readonly seconds: number;
  /** The loudest sample of each channel in it, 0 to 1. */
  readonly peaks: readonly number[];
}

/** Makes a file of sound. */
export interface SoundWriter {
  /** Rejects or throws when nothing more can be written. */
  write: (sound: AudioData) => void;
  /** Settles when the last part was given out. */
  end: () => Promise<void>;
}

export interface SoundWriterOptions {
  channels: 1 | 2;
  onPart: (part: RecordedPart) => void;
}

export type OpenSoundWriter = (options: SoundWriterOptions) => SoundWriter;

/** The samples of each channel. A mono sound is the same in both. */
export function samplesOf(sound: AudioData, channels: number): Float32Array<ArrayBuffer>[] {
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(sound.numberOfFrames);
    sound.copyTo(samples, { planeIndex: Math.min(channel, sound.numberOfChannels - 1), format: 'f32-planar' });
    return samples;
  });
}

/** The loudest sample of each channel since it was last asked. */
export class PeakWatch {
  readonly #channels: number;
  #peaks: number[];

  constructor(channels: number) {
    this.#channels = channels;
    this.#peaks = Array(channels).fill(0);
  }

  hear(channels: readonly Float32Array[]): void {
    for (const [channel, samples] of channels.entries())
      this.#peaks[channel] = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), this.#peaks[channel] ?? 0);
  }

  take(): number[] {
    const peaks = this.#peaks.map((peak) => Math.min(1, peak));
    this.#peaks = Array(this.#channels).fill(0);
    return peaks;
  }
}
