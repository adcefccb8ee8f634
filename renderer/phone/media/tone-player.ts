import type { DeviceChoice } from '../../../shared/settings.ts';
import type { Timers } from '../timers.ts';
import type { Devices } from './devices.ts';
import { type Route, Sink } from './sink.ts';
import { type Pattern, render } from './tone-patterns.ts';

/** What is used of an AudioContext. `setSinkId` is Chromium's; TypeScript's DOM library does not know it yet. */
export type ToneContext = Pick<
  AudioContext,
  'createBuffer' | 'createBufferSource' | 'createGain' | 'destination' | 'resume' | 'close' | 'state' | 'currentTime'
> & {
  setSinkId: (id: string | { type: 'none' }) => Promise<void>;
};

/** Enough for the highest tone, and a quarter of the memory of what the device runs at. */
const sampleRate = 16_000;

/** How long the device is kept after the last sound: keys are pressed one after another. Milliseconds. */
const idleLength = 1_000;

export interface TonePorts {
  devices: Devices;
  makeContext?: () => ToneContext;
  timers?: Timers;
}

/** Plays computed tones on one device. An open AudioContext costs CPU even when silent, so there is one only while something plays. */
export class TonePlayer {
  readonly #makeContext: () => ToneContext;
  readonly #timers: Timers;
  readonly #sink: Sink;
  readonly #playing = new Set<AudioBufferSourceNode>();
  readonly #rendered = new Map<Pattern, AudioBuffer>();
  #context: ToneContext | null = null;
  #gain: GainNode | null = null;
  #volume = 1;
  #isExtra = false;
  #cancelClose: () => void = () => {};

  /** `onUsed` hears on which device it plays, see `Sink`. */
  constructor({ devices, makeContext, timers }: Required<TonePorts>, onUsed: (device: DeviceChoice | null) => void = () => {}) {
    this.#makeContext = makeContext;
    this.#timers = timers;
    this.#sink = new Sink(devices, (id) => this.#moveTo(id), onUsed);
  }

  /** Plays that many periods, without end by default. Returns the function that stops it. */
  play(pattern: Pattern, { periods = Number.POSITIVE_INFINITY }: { periods?: number } = {}): () => void {
    const { context, gain } = this.#open();
    const source = context.createBufferSource();
    source.buffer = this.#bufferOf(pattern, context);
    source.loop = periods > 1;
    source.connect(gain);
    source.onended = () => this.#finish(source);
    this.#playing.add(source);
    source.start();
    if (periods > 1 && Number.isFinite(periods)) source.stop(context.currentTime + periods * source.buffer.duration);
    return () => {
      if (!this.#playing.has(source)) return;
      source.stop();
      this.#finish(source);
    };
  }

  choose(route: Route): Promise<void> {
    this.#isExtra = route.beside !== undefined;
    return this.#sink.choose(route);
  }

  get volume(): number {
    return this.#volume;
  }

  set volume(volume: number) {
    this.#volume = Math.min(1, Math.max(0, volume));
    if (this.#gain) this.#gain.gain.value = this.#volume;
  }

  #open(): { context: ToneContext; gain: GainNode } {
    this.#cancelClose();
    if (this.#context && this.#gain) return { context: this.#context, gain: this.#gain };
    const context = this.#makeContext();
    const gain = context.createGain();
    // One that plays beside another must not be heard on the default device first.
    gain.gain.value = this.#isExtra ? 0 : this.#volume;
    gain.connect(context.destination);
    this.#context = context;
    this.#gain = gain;
    this.#sink.start();
    // A page that nobody touched yet gets a suspended one (autoplay policy); the window's own page may start it.
    if (context.state === 'suspended') void context.resume();
    return { context, gain };
  }

  async #moveTo(id: string | null): Promise<void> {
    const context = this.#context;
    await context?.setSinkId(id ?? { type: 'none' });
    if (context === this.#context && this.#gain) this.#gain.gain.value = this.#volume;
  }

  #bufferOf(pattern: Pattern, context: ToneContext): AudioBuffer {
    const known = this.#rendered.get(pattern);
    if (known) return known;
    const samples = render(pattern, sampleRate);
    const buffer = context.createBuffer(1, samples.length, sampleRate);
    buffer.copyToChannel(samples, 0);
    this.#rendered.set(pattern, buffer);
    return buffer;
  }

  #finish(source: AudioBufferSourceNode): void {
    if (!this.#playing.delete(source)) return;
    source.onended = null;
    source.disconnect();
    if (this.#playing.size === 0) this.#cancelClose = this.#timers.after(idleLength, () => void this.#close());
  }

  async #close(): Promise<void> {
    const context = this.#context;
    this.#context = null;
    this.#gain = null;
    this.#rendered.clear();
    this.#sink.stop();
    await context?.close();
  }
}
