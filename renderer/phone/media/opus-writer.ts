import { makeHead, makePage, opusRate, preSkip } from '../../../shared/ogg.ts';
import { type OpenSoundWriter, PeakWatch, type RecordedPart, samplesOf } from './recorded-part.ts';

/** Bits per second of each channel: voices lose nothing, and an hour of both takes 43 MB. */
const bitRate = 48_000;

/** A part is as long as this, so that a crash costs no more. Packets of 20 ms. */
const packetsPerPage = 50;

/** Opus in Ogg, by WebCodecs. */
export const openOpusWriter: OpenSoundWriter = ({ channels, onPart }) => {
  const pages = new Pages(channels, onPart);
  const peaks = new PeakWatch(channels);
  let failure: unknown;
  const encoder = new AudioEncoder({
    output: (chunk) => pages.add(chunk, peaks),
    error: (error) => {
      failure = error;
    },
  });
  encoder.configure({
    ...{ codec: 'opus', sampleRate: opusRate, numberOfChannels: channels, bitrate: bitRate * channels },
    opus: { frameDuration: 20_000 },
  });
  return {
    write(sound) {
      if (failure) throw failure;
      peaks.hear(samplesOf(sound, channels));
      encoder.encode(sound);
    },
    async end() {
      if (failure) throw failure;
      await encoder.flush();
      encoder.close();
      pages.end(peaks);
    },
  };
};

/** Puts packets on pages. */
class Pages {
  readonly #onPart: (part: RecordedPart) => void;
  readonly #serial = Math.floor(Math.random() * 2 ** 32);
  #packets: Uint8Array[] = [];
  /** Two went out with the head. */
  #sequence = 2;
  #samples = 0;

  constructor(channels: 1 | 2, onPart: (part: RecordedPart) => void) {
    this.#onPart = onPart;
    onPart({ bytes: makeHead({ channels, serial: this.#serial, program: 'Offhook' }), seconds: 0, peaks: [] });
  }

  add(chunk: EncodedAudioChunk, peaks: PeakWatch): void {
    const packet = new Uint8Array(chunk.byteLength);
    chunk.copyTo(packet);
    this.#packets.push(packet);
    this.#samples += ((chunk.duration ?? 20_000) * opusRate) / 1_000_000;
    if (this.#packets.length === packetsPerPage) this.#turn(peaks, false);
  }

  end(peaks: PeakWatch): void {
    this.#turn(peaks, true);
  }

  #turn(peaks: PeakWatch, isLast: boolean): void {
    const options = { packets: this.#packets, granule: Math.round(this.#samples), sequence: this.#sequence++, serial: this.#serial };
    this.#packets = [];
    const seconds = Math.max(0, this.#samples - preSkip) / opusRate;
    this.#onPart({ bytes: makePage({ ...options, isLast }), seconds, peaks: peaks.take() });
  }
}
