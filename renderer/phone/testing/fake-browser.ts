import type { MediaDevicesPort } from '../media/devices.ts';
import type { AudioElement } from '../media/output.ts';
import type { ToneContext } from '../media/tone-player.ts';
import { makeFakeStream, makeFakeTrack } from './fake-media.ts';

interface Plugged {
  kind: MediaDeviceKind;
  deviceId: string;
  label: string;
  groupId?: string;
}

export const microphone = (deviceId: string, label = deviceId): Plugged => ({ kind: 'audioinput', deviceId, label });
export const speaker = (deviceId: string, label = deviceId): Plugged => ({ kind: 'audiooutput', deviceId, label });

/** Sockets in memory, into which a test plugs devices. */
export class FakeMediaDevices extends EventTarget {
  plugged: Plugged[];
  /** The name of the DOMException that every opening fails with. */
  failure: string | null = null;
  /** The ids of those that another program holds. */
  readonly held = new Set<string>();
  /** What was asked for, in order: the id of the device, `default` for any. */
  readonly asked: string[] = [];
  /** The tracks that were handed out, with the device of each. */
  readonly tracks: { deviceId: string; track: MediaStreamTrack }[] = [];
  listeners = 0;
  #gates: (() => void)[] | null = null;

  constructor(plugged: Plugged[] = []) {
    super();
    this.plugged = plugged;
  }

  /** As the code under test takes it. */
  get port(): MediaDevicesPort {
    return this as unknown as MediaDevicesPort;
  }

  get open(): string[] {
    return this.tracks.filter(({ track }) => track.readyState === 'live').map(({ deviceId }) => deviceId);
  }

  plug(...devices: Plugged[]): void {
    this.plugged.push(...devices);
    this.dispatchEvent(new Event('devicechange'));
  }

  /** The device goes: its tracks end by themselves, and the list is another. */
  unplug(deviceId: string): void {
    this.plugged = this.plugged.filter((device) => device.deviceId !== deviceId);
    for (const { track } of this.tracks.filter((given) => given.deviceId === deviceId && given.track.readyState === 'live')) {
      track.stop();
      track.onended?.(new Event('ended'));
    }
    this.dispatchEvent(new Event('devicechange'));
  }

  /** Openings wait until the returned function lets them through. */
  holdBack(): () => void {
    this.#gates = [];
    return () => {
      const gates = this.#gates ?? [];
      this.#gates = null;
      for (const open of gates) open();
    };
  }

  enumerateDevices(): Promise<Plugged[]> {
    return Promise.resolve([...this.plugged]);
  }

  async getUserMedia({ audio }: MediaStreamConstraints): Promise<MediaStream> {
    const exact = typeof audio === 'object' ? (audio.deviceId as { exact: string } | undefined)?.exact : undefined;
    this.asked.push(exact ?? 'default');
    const gates = this.#gates;
    if (gates) await new Promise<void>((resolve) => gates.push(resolve));
    if (this.failure) throw new DOMException('The fake microphone will not open.', this.failure);
    const inputs = this.plugged.filter(({ kind }) => kind === 'audioinput');
    const device = exact === undefined ? inputs[0] : inputs.find(({ deviceId }) => deviceId === exact);
    if (!device) throw new DOMException('There is none.', exact === undefined ? 'NotFoundError' : 'OverconstrainedError');
    if (this.held.has(device.deviceId)) throw new DOMException('Somebody else has it.', 'NotReadableError');
    const track = makeFakeTrack(device.label);
    this.tracks.push({ deviceId: device.deviceId, track });
    return makeFakeStream([track]);
  }

  override addEventListener(...parameters: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++;
    super.addEventListener(...parameters);
  }

  override removeEventListener(...parameters: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--;
    super.removeEventListener(...parameters);
  }
}

/** An audio element in memory. It refuses sinks that the test names. */
export class FakeAudioElement implements AudioElement {
  static readonly made: FakeAudioElement[] = [];
  static refusedSink: string | null = null;
  autoplay = false;
  srcObject: MediaStream | null = null;
  volume = 1;
  muted = false;
  isPaused = false;
  sinkId = '';

  constructor() {
    FakeAudioElement.made.push(this);
  }

  async setSinkId(id: string): Promise<void> {
    if (id === FakeAudioElement.refusedSink) throw new DOMException('No such sink', 'NotFoundError');
    this.sinkId = id;
  }

  pause(): void {
    this.isPaused = true;
  }
}

interface FakeNode {
  connect: (to: unknown) => void;
  disconnect: () => void;
}

export interface FakeSource extends FakeNode {
  buffer: { duration: number } | null;
  loop: boolean;
  onended: (() => void) | null;
  isPlaying: boolean;
  /** In seconds of the context's clock; null: no end was set. */
  stopsAt: number | null;
}

const node = (): FakeNode => ({ connect() {}, disconnect() {} });

/** Web Audio in memory: what plays, and where. Sounds end when the test says so. */
export class FakeAudioContext {
  static readonly made: FakeAudioContext[] = [];
  state: AudioContextState = 'running';
  currentTime = 0;
  sinkId = '';
  readonly destination = node();
  readonly gains: { gain: { value: number } }[] = [];
  readonly sources: FakeSource[] = [];
  /** What an analyser finds in every sample. */
  sample = 0;

  constructor() {
    FakeAudioContext.made.push(this);
  }

  /** As the code under test takes it. */
  static make(): ToneContext & AudioContext {
    return new FakeAudioContext() as unknown as ToneContext & AudioContext;
  }

  get playing(): FakeSource[] {
    return this.sources.filter(({ isPlaying }) => isPlaying);
  }

  createBuffer(_channels: number, length: number, sampleRate: number) {
    return { duration: length / sampleRate, copyToChannel() {} };
  }

  createBufferSource(): FakeSource & { start: () => void; stop: (at?: number) => void } {
    const source = {
      ...node(),
      buffer: null,
      loop: false,
      onended: null,
      isPlaying: false,
      stopsAt: null as number | null,
      start() {
        source.isPlaying = true;
      },
      stop(at?: number) {
        if (at === undefined) source.isPlaying = false;
        else source.stopsAt = at;
      },
    };
    this.sources.push(source);
    return source;
  }

  createGain() {
    const gain = { ...node(), gain: { value: 1 } };
    this.gains.push(gain);
    return gain;
  }

  createAnalyser() {
    return { ...node(), fftSize: 2_048, getFloatTimeDomainData: (samples: Float32Array) => void samples.fill(this.sample) };
  }

  createMediaStreamSource() {
    return node();
  }

  async setSinkId(id: string | { type: 'none' }): Promise<void> {
    this.sinkId = typeof id === 'string' ? id : 'nowhere';
  }

  async resume(): Promise<void> {
    this.state = 'running';
  }

  async close(): Promise<void> {
    this.state = 'closed';
  }
}
