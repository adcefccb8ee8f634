import { makeHead, makePage, opusRate, preSkip } from '../../../shared/ogg.ts';
import { openOpusEncoder } from './opus-encoder.ts';
import { type OpenSoundWriter, PeakWatch, type RecordedPart, samplesOf } from './recorded-part.ts';

/** A part is as long as this, so that a crash costs no more. Packets of 20 ms. */
const packetsPerPage = 50;

/** Opus in Ogg, by WebCodecs. */
export const openOpusWriter: OpenSoundWriter = ({ channels, onPart }) => {
  const pages = new Pages(channels, onPart);
  const peaks = new PeakWatch(channels);
  const encoder = openOpusEncoder(channels, (packet, samples) => pages.add({ packet, samples }, peaks));
  return {
    write(sound) {
      peaks.hear(samplesOf(sound, channels));
      encoder.encode(sound);
    },
    async end() {
      await encoder.end();
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

  add({ packet, samples }: { packet: Uint8Array; samples: number }, peaks: PeakWatch): void {
    this.#packets.push(packet);
    this.#samples += samples;
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
