import type { Microphone, MicrophoneFeed } from './microphone.ts';
import type { MakeStage, MakeTreatment, Treatment } from './treatment.ts';

/** What may be done to the sound, in the order in which it passes. */
const places = ['suppressor', 'gain'] as const;
export type TreatmentPlace = (typeof places)[number];

interface Use {
  onFeed: (feed: MicrophoneFeed) => void;
  track: MediaStreamTrack | null;
}

/** Loaded with the first stage: most calls need none. */
const loadTreatment: MakeTreatment = async (stages) => (await import('./treatment.ts')).makeTreatment(stages);

/**
 * A microphone whose sound may be treated on its way. Without a stage its users get the device's own tracks, and no Web Audio stands in
 * between; so they do while the stages are being loaded, because nobody waits for those. A tone that stands in for the device is not treated.
 */
export class TreatedMicrophone implements Microphone {
  readonly #device: Microphone;
  readonly #make: MakeTreatment;
  readonly #onFailed: (error: unknown) => void;
  readonly #stages = new Map<TreatmentPlace, MakeStage>();
  readonly #uses = new Set<Use>();
  #raw: MicrophoneFeed | null = null;
  #treatment: Treatment | null = null;
  #isSubstituted = false;
  /** Counts the changes: a treatment that was made for an older one is thrown away. */
  #turn = 0;
  #giveBack = () => {};

  constructor(device: Microphone, onFailed: (error: unknown) => void, make: MakeTreatment = loadTreatment) {
    this.#device = device;
    this.#onFailed = onFailed;
    this.#make = make;
  }

  use(onFeed: (feed: MicrophoneFeed) => void): () => void {
    const use: Use = { onFeed, track: null };
    this.#uses.add(use);
    if (this.#uses.size === 1) {
      this.#giveBack = this.#device.use((feed) => this.#onRaw(feed));
      void this.#renew();
    } else if (this.#raw) {
      // Later than this call, as for the first: the caller has its stop function before it hears.
      queueMicrotask(() => this.#uses.has(use) && this.#feed(use));
    }
    return () => this.#release(use);
  }

  /**
   * Puts a stage in its place, null for none, in the middle of a call as well. Resolves when it is heard, or would be if anyone spoke;
   * what fails is told to `onFailed`, and the sound goes on as it comes from the device.
   */
  async treat(place: TreatmentPlace, stage: MakeStage | null): Promise<void> {
    if (stage === (this.#stages.get(place) ?? null)) return;
    if (stage) this.#stages.set(place, stage);
    else this.#stages.delete(place);
    await this.#renew();
  }

  choose(...input: Parameters<Microphone['choose']>): Promise<void> {
    return this.#device.choose(...input);
  }

  process(...input: Parameters<Microphone['process']>): Promise<void> {
    return this.#device.process(...input);
  }

  retry(): Promise<void> {
    return this.#device.retry();
  }

  async substitute(open: (() => Promise<MediaStream>) | null): Promise<void> {
    this.#isSubstituted = open !== null;
    if (open) this.#change(null);
    await this.#device.substitute(open);
    await this.#renew();
  }

  #onRaw(feed: MicrophoneFeed): void {
    this.#raw = feed;
    if (feed.track) this.#treatment?.setInput(feed.track);
    for (const use of [...this.#uses]) this.#feed(use);
  }

  async #renew(): Promise<void> {
    const turn = ++this.#turn;
    const stages = places.map((place) => this.#stages.get(place)).filter((stage) => stage !== undefined);
    if (this.#uses.size === 0) return;
    if (stages.length === 0 || this.#isSubstituted) return this.#change(null);
    const made = await this.#make(stages).catch((error: unknown) => {
      this.#onFailed(error);
      return null;
    });
    if (turn === this.#turn) this.#change(made);
    else made?.close();
  }

  /** The new one is heard before the old one is let go. */
  #change(treatment: Treatment | null): void {
    const old = this.#treatment;
    if (old === treatment) return;
    this.#treatment = treatment;
    if (this.#raw?.track) treatment?.setInput(this.#raw.track);
    if (this.#raw) for (const use of [...this.#uses]) this.#feed(use);
    old?.close();
  }

  #feed(use: Use): void {
    const old = use.track;
    const { track: raw, notice } = this.#raw ?? { track: null, notice: null };
    use.track = (raw && (this.#treatment?.track ?? raw).clone()) ?? null;
    use.onFeed({ track: use.track, notice });
    old?.stop();
  }

  #release(use: Use): void {
    if (!this.#uses.delete(use)) return;
    use.track?.stop();
    if (this.#uses.size > 0) return;
    this.#turn++;
    this.#treatment?.close();
    this.#treatment = null;
    this.#raw = null;
    this.#giveBack();
  }
}
