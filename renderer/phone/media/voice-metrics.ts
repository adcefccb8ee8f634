import { mosOf, packetLength, rate } from './e-model.ts';
import type { Measures } from './measures.ts';

/** What was measured of a stretch of a call, as RFC 6035 has it told. Shares are 0 to 1, delays milliseconds, ratings R of the E-model. */
export interface VoiceMetrics {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly stop: number;
  /** As SDP names it; empty when nothing arrived. */
  readonly codec: string;
  readonly packetsPerSecond: number;
  readonly lost: number;
  readonly discarded: number;
  readonly bufferNominal: number;
  readonly bufferMost: number;
  readonly jitter: number;
  readonly roundTrip: number | null;
  /** From the microphone or to the speaker within this phone, as far as it can be known: a packet and the buffer. */
  readonly endSystem: number;
  /** Of listening, where delay means nothing, and of talking. */
  readonly rating: { readonly listening: number; readonly talking: number };
  readonly mos: { readonly listening: number; readonly talking: number };
}

/** Sums what was measured, so that no reading has to be kept. What is no counter is averaged over the time for which it stood. */
export class VoiceSums {
  #start: number | null = null;
  #stop = 0;
  #codec = '';
  #seconds = 0;
  #expected = 0;
  #lost = 0;
  #discarded = 0;
  #buffer = 0;
  #bufferMost = 0;
  #jitter = 0;
  readonly #roundTrip = { seconds: 0, sum: 0 };

  /** `at`: the end of what was measured, epoch milliseconds. */
  add({ seconds, codec, expected, lost, late, bufferDelay, jitter, roundTrip }: Measures, at: number): void {
    this.#start ??= at - seconds * 1_000;
    this.#stop = at;
    this.#codec = codec || this.#codec;
    this.#seconds += seconds;
    this.#expected += expected;
    this.#lost += expected * lost;
    this.#discarded += expected * late;
    this.#buffer += bufferDelay * seconds;
    this.#bufferMost = Math.max(this.#bufferMost, bufferDelay);
    this.#jitter += jitter * seconds;
    if (roundTrip === null) return;
    this.#roundTrip.seconds += seconds;
    this.#roundTrip.sum += roundTrip * seconds;
  }

  /** Measured time, which pauses are not part of. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Null before anything was added. */
  get metrics(): VoiceMetrics | null {
    if (this.#start === null || this.#seconds === 0) return null;
    const [lost, discarded] = this.#expected > 0 ? [this.#lost / this.#expected, this.#discarded / this.#expected] : [0, 0];
    const bufferNominal = this.#buffer / this.#seconds;
    const roundTrip = this.#roundTrip.seconds > 0 ? this.#roundTrip.sum / this.#roundTrip.seconds : null;
    const endSystem = packetLength + bufferNominal;
    const loss = 1 - (1 - lost) * (1 - discarded);
    const rated = (delay: number) => rate({ codec: this.#codec, loss, delay });
    const rating = { listening: rated(0), talking: rated(endSystem + (roundTrip ?? 0) / 2) };
    return {
      ...{ start: this.#start, stop: this.#stop, codec: this.#codec, packetsPerSecond: this.#expected / this.#seconds },
      ...{ lost, discarded, bufferNominal, bufferMost: this.#bufferMost, jitter: this.#jitter / this.#seconds, roundTrip, endSystem },
      ...{ rating, mos: { listening: mosOf(rating.listening), talking: mosOf(rating.talking) } },
    };
  }
}
