import type { DeviceChoice, DeviceOrder } from '../../../shared/settings.ts';
import type { Devices } from './devices.ts';
import { Sink } from './sink.ts';

/** Where the far ends are heard. One sound per call; all on the same speaker. */
export interface Output {
  /** Plays the stream of a call, in place of what it played before. */
  attach: (callId: string, stream: MediaStream) => void;
  /** Stops playing; to do so twice, or for an unknown call, is fine. */
  detach: (callId: string) => void;
  /** Holds for the call whether it plays already or not, until it is detached. */
  mute: (callId: string, on: boolean) => void;
  /** How loud one call is among the others, 0 to 1; holds as `mute` does. */
  setVolume: (callId: string, volume: number) => void;
  /** The first that is there is used, and the system's default when none is. Calls move over at once. */
  choose: (order: DeviceOrder) => Promise<void>;
  /** 0 is silent, 1 is as loud as the device allows. Applies to calls that play already. */
  volume: number;
  /** The id of the device on which the calls are, as far as they were moved; empty is the system's default. */
  readonly speaker: string;
  /** Is moved along with the calls from now on. Returns the function that stops it. */
  accompany: (companion: Companion) => () => void;
}

/** What moves to a speaker by its id, and never fails to. */
export interface Companion {
  moveTo: (id: string) => Promise<void>;
}

/** What is used of an audio element. */
export type AudioElement = Pick<HTMLAudioElement, 'autoplay' | 'srcObject' | 'volume' | 'muted' | 'setSinkId' | 'pause'>;

/** Plays through audio elements outside the document: nothing to see, and a page that re-renders cannot lose them. */
export class SpeakerOutput implements Output {
  readonly #elements = new Map<string, AudioElement>();
  readonly #muted = new Set<string>();
  readonly #volumes = new Map<string, number>();
  readonly #companions = new Set<Companion>();
  readonly #makeElement: () => AudioElement;
  readonly #sink: Sink;
  #volume = 1;
  #speaker = '';

  /** `onUsed` hears on which speaker the calls are, see `Sink`. */
  constructor(
    devices: Devices,
    makeElement: () => AudioElement = () => new Audio(),
    onUsed: (speaker: DeviceChoice | null) => void = () => {},
  ) {
    this.#makeElement = makeElement;
    this.#sink = new Sink(devices, (id) => this.#move(id ?? ''), onUsed);
  }

  attach(callId: string, stream: MediaStream): void {
    const element = this.#elements.get(callId) ?? this.#add(callId);
    if (element.srcObject !== stream) element.srcObject = stream;
  }

  detach(callId: string): void {
    this.#muted.delete(callId);
    this.#volumes.delete(callId);
    const element = this.#elements.get(callId);
    if (!element) return;
    this.#elements.delete(callId);
    element.pause();
    element.srcObject = null;
    if (this.#elements.size === 0) this.#sink.stop();
  }

  mute(callId: string, on: boolean): void {
    if (on) this.#muted.add(callId);
    else this.#muted.delete(callId);
    const element = this.#elements.get(callId);
    if (element) element.muted = on;
  }

  setVolume(callId: string, volume: number): void {
    this.#volumes.set(callId, Math.min(1, Math.max(0, volume)));
    const element = this.#elements.get(callId);
    if (element) element.volume = this.#volumeOf(callId);
  }

  choose(order: DeviceOrder): Promise<void> {
    return this.#sink.choose({ order });
  }

  get speaker(): string {
    return this.#speaker;
  }

  accompany(companion: Companion): () => void {
    this.#companions.add(companion);
    return () => this.#companions.delete(companion);
  }

  get volume(): number {
    return this.#volume;
  }

  set volume(volume: number) {
    this.#volume = Math.min(1, Math.max(0, volume));
    for (const [callId, element] of this.#elements) element.volume = this.#volumeOf(callId);
  }

  async #move(id: string): Promise<void> {
    await Promise.all([...this.#elements.values()].map((element) => element.setSinkId(id)));
    this.#speaker = id;
    await Promise.all([...this.#companions].map((companion) => companion.moveTo(id)));
  }

  #volumeOf(callId: string): number {
    return this.#volume * (this.#volumes.get(callId) ?? 1);
  }

  #add(callId: string): AudioElement {
    const element = this.#makeElement();
    element.autoplay = true;
    element.volume = this.#volumeOf(callId);
    element.muted = this.#muted.has(callId);
    this.#elements.set(callId, element);
    this.#sink.start();
    return element;
  }
}
