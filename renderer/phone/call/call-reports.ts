import type { CallState } from '../../../shared/call.ts';
import type { CallQuality, CallReport } from '../../../shared/quality.ts';
import type { Leg } from '../line.ts';
import type { Log } from '../log.ts';
import { mosOf } from '../media/e-model.ts';
import { type Measures, measure } from '../media/measures.ts';
import { readSample, type Sample } from '../media/sample.ts';
import { beginWatch, type SoundWatch, troubleOf, watchOn } from '../media/sound-watch.ts';
import { follow, judge, type Light, type SoundTrouble } from '../media/verdict.ts';
import type { Timers } from '../timers.ts';
import { QualitySummary } from './quality-summary.ts';

export interface CallReportsPorts {
  leg: () => Pick<Leg, 'readStatistics'>;
  isMuted: () => boolean;
  timers: Timers;
  log: Log;
  /** Epoch milliseconds. */
  now: () => number;
  /** Milliseconds between two reports; 0 for none. */
  interval: () => number;
  onReport: (report: CallReport) => void;
  /** After the report: it has another grade than the one before. */
  onChange: () => void;
  /** What is wrong with the sound itself from now on; null: nothing any more. */
  onTrouble: (trouble: SoundTrouble | null) => void;
}

/** How often the sound is looked at, in milliseconds: one second is what noticing a dead line within three takes. */
const period = 1_000;

/** A look may come that much too early for the second, and for the report, that it belongs to. Milliseconds. */
const tolerance = 100;

/** Of how many reports the shortest round trip tells how long the way is. */
const remembered = 10;

/** Hears each reading of the statistics while the call is talked in, and null when a stretch of talking is over. */
type ReadingListener = (statistics: RTCStatsReport | null) => void;

/** Measures one call while it is talked in: held, it is nobody's business how it sounds, and everything begins anew with the resuming. */
export class CallReports {
  readonly #ports: CallReportsPorts;
  readonly #summary = new QualitySummary();
  #isTalking = false;
  /** When the call began, epoch milliseconds. */
  #since = 0;
  /** Counts the stretches of talking: what was asked for in an older one comes too late. */
  #stretch = 0;
  #watch: SoundWatch | null = null;
  #last: Sample | null = null;
  #base: Sample | null = null;
  #light: Light | null = null;
  #trouble: SoundTrouble | null = null;
  #newest: CallReport | null = null;
  /** Of the last reports, in milliseconds. */
  #roundTrips: readonly number[] = [];
  #cancel: () => void = () => {};
  readonly #taps = new Set<ReadingListener>();

  constructor(ports: CallReportsPorts) {
    this.#ports = ports;
  }

  /** Null before the first one, while held, and after the end. */
  get newest(): CallReport | null {
    return this.#newest;
  }

  /** Of all reports so far; null when there was none. */
  get summary(): CallQuality | null {
    return this.#summary.current;
  }

  /** Returns the function that stops it. */
  tap(listener: ReadingListener): () => void {
    this.#taps.add(listener);
    return () => this.#taps.delete(listener);
  }

  setState(state: CallState): void {
    const isTalking = state.kind === 'active' && state.hold === 'none';
    if (isTalking === this.#isTalking) return;
    this.#isTalking = isTalking;
    if (state.kind === 'active') this.#since = state.since;
    this.#stretch++;
    this.#cancel();
    this.#watch = null;
    this.#last = null;
    this.#base = null;
    this.#newest = null;
    this.#roundTrips = [];
    this.#setTrouble(null);
    if (!isTalking) this.#tell(null);
    if (isTalking) void this.#look(this.#stretch);
  }

  async #look(stretch: number): Promise<void> {
    const { leg, timers } = this.#ports;
    const statistics = await leg()
      .readStatistics()
      .catch(() => null);
    if (stretch !== this.#stretch) return;
    const sample = statistics && readSample(statistics, this.#last);
    this.#last = sample;
    if (sample) this.#take(sample);
    if (statistics) this.#tell(statistics);
    this.#cancel = timers.after(this.#untilNext(), () => void this.#look(stretch));
  }

  /** With the seconds of the call, as the clock and the meters beside it: what is done in one go wakes the computer once. */
  #untilNext(): number {
    const rest = period - ((this.#ports.now() - this.#since) % period);
    return rest < tolerance ? rest + period : rest;
  }

  #tell(statistics: RTCStatsReport | null): void {
    for (const listener of this.#taps) listener(statistics);
  }

  #take(sample: Sample): void {
    this.#watch = this.#watch ? watchOn(this.#watch, sample, this.#ports.isMuted()) : beginWatch(sample);
    this.#setTrouble(troubleOf(this.#watch));
    const interval = this.#ports.interval();
    // With the first packet, or another stream, an interval begins.
    if (this.#base?.inbound?.id !== sample.inbound?.id) this.#base = sample;
    this.#base ??= sample;
    if (interval === 0 || sample.at - this.#base.at < interval - tolerance) return;
    const measures = measure(this.#base, sample);
    this.#base = sample;
    // Before the path is open there is nothing to be measured.
    if (measures && sample.isConnected) this.#report(measures);
  }

  #report(measures: Measures): void {
    this.#roundTrips = [...this.#roundTrips, measures.roundTrip ?? Number.POSITIVE_INFINITY].slice(-remembered);
    const judgement = judge(measures, this.#ports.isMuted(), measures.roundTrip && Math.min(...this.#roundTrips));
    this.#light = follow(this.#light, judgement, this.#trouble);
    const before = this.#newest?.grade;
    this.#newest = makeReport(measures, { at: this.#ports.now(), mos: mosOf(judgement.rating), light: this.#light });
    this.#summary.add(this.#newest, measures);
    this.#ports.onReport(this.#newest);
    if (this.#newest.grade !== before) this.#ports.onChange();
  }

  #setTrouble(trouble: SoundTrouble | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#ports.log.info(trouble ? `the sound of a call: ${trouble}` : 'the sound of a call is well again');
    this.#ports.onTrouble(trouble);
  }
}

function makeReport(measures: Measures, { at, mos, light }: { at: number; mos: number; light: Light }): CallReport {
  const { seconds, codec, bitRate, lost, late, lossSent, jitter, roundTrip, bufferDelay, levels } = measures;
  const { grade, cause } = light;
  return {
    ...{ at, seconds, codec, bitRate, lossSent, jitter, roundTrip, bufferDelay, mos, grade, cause },
    loss: Math.min(1, lost + late),
    levels: { local: levels.local ?? 0, remote: levels.remote },
  };
}
