import type { CallSnapshot, CallState, Direction } from '../../../shared/call.ts';
import type { Meter } from '../media/level.ts';
import type { MediaPorts } from './media-ports.ts';

export interface CallSoundPorts {
  callId: string;
  direction: Direction;
  phone: Pick<MediaPorts, 'openMeter' | 'output' | 'timers' | 'tones'>;
  /** `audio` is another one, and nobody told the call. */
  onChange: () => void;
}

/** How often early media is asked whether there is sound in it, in milliseconds. */
const earlyPeriod = 100;

/** Softer than the faintest ringing tone of a network, louder than the noise of a codec. */
const audibleLevel = 0.005;

/** What one call lets hear: the far end once there is something to hear, and before that the ringing tone. */
export class CallSound {
  readonly #ports: CallSoundPorts;
  #state: CallState['kind'];
  #stream: MediaStream | null = null;
  #path: 'flowing' | 'interrupted' | 'failed' = 'flowing';
  #isMuted = false;
  #volume = 1;
  /** A conference keeps the far end from being heard. */
  #isSilenced = false;
  #meter: Meter | null = null;
  /** The network lets us hear how the far end rings, or says why it does not: our own tone would cover it. */
  #heardEarly = false;
  #cancelListening: () => void = () => {};

  constructor(ports: CallSoundPorts, state: CallState) {
    this.#ports = ports;
    this.#state = state.kind;
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** There is something to be heard of the far end, by whoever did not mute it. */
  get isPlayed(): boolean {
    return this.#stream !== null && this.#mayPlay;
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  /** 0 to 1, among the other calls. */
  get volume(): number {
    return this.#volume;
  }

  set volume(volume: number) {
    this.#volume = Math.min(1, Math.max(0, volume));
    this.#applyVolume();
  }

  /** As the snapshot says it. */
  get audio(): CallSnapshot['audio'] {
    if (!this.isPlayed) return 'none';
    if (this.#path !== 'flowing') return 'interrupted';
    if (this.#isEarly) return this.#heardEarly ? 'early' : 'none';
    return 'flowing';
  }

  mute(on: boolean): void {
    this.#isMuted = on;
    this.#applyMute();
  }

  /** As `mute`, by a conference and not by the user. */
  silence(on: boolean): void {
    this.#isSilenced = on;
    this.#applyMute();
  }

  setPath(path: 'flowing' | 'interrupted' | 'failed'): void {
    this.#path = path;
  }

  /** Nothing is heard of the far end until it sends another stream. */
  forgetStream(): void {
    this.#cancelListening();
    this.#stop();
    this.#heardEarly = false;
    this.#path = 'flowing';
    if (this.#isMuted) this.#applyMute();
    if (this.#volume !== 1) this.#applyVolume();
  }

  setStream(stream: MediaStream): void {
    this.#meter?.close();
    this.#meter = null;
    this.#stream = stream;
    this.#follow();
  }

  /** The call moved on to another state. */
  setState(state: CallState): void {
    this.#state = state.kind;
    this.#follow();
    if (state.kind !== 'ended') return;
    const { direction, phone } = this.#ports;
    if (direction === 'outgoing' && state.reason.kind === 'busy' && state.reason.by === 'remote') phone.tones.busy();
  }

  /** How loud the far end is, 0 to 1. */
  readLevel(): number {
    if (!this.#stream || this.#state === 'ended') return 0;
    this.#meter ??= this.#ports.phone.openMeter(this.#stream);
    return this.#meter.read();
  }

  /** Nobody is heard before the call is answered here, whatever the caller sends. */
  get #mayPlay(): boolean {
    return this.#state !== 'ended' && (this.#ports.direction === 'outgoing' || this.#state !== 'ringing');
  }

  get #isEarly(): boolean {
    return this.#ports.direction === 'outgoing' && (this.#state === 'dialing' || this.#state === 'ringing');
  }

  #applyMute(): void {
    if (this.#state !== 'ended') this.#ports.phone.output.mute(this.#ports.callId, this.#isMuted || this.#isSilenced);
  }

  #applyVolume(): void {
    if (this.#state !== 'ended') this.#ports.phone.output.setVolume(this.#ports.callId, this.#volume);
  }

  #follow(): void {
    const { callId, direction, phone } = this.#ports;
    const { output, tones } = phone;
    if (this.#stream && this.#mayPlay) output.attach(callId, this.#stream);
    if (direction === 'outgoing') tones.ringback(callId, this.#state === 'ringing' && !this.#heardEarly);
    this.#cancelListening();
    if (this.#stream && this.#isEarly && !this.#heardEarly) this.#listen();
    if (this.#state === 'ended') this.#stop();
  }

  /** Many servers send early media that carries nothing: only sound, not its announcement, silences our tone (RFC 3960 3.2). */
  #listen(): void {
    if (this.readLevel() > audibleLevel) {
      this.#heardEarly = true;
      this.#ports.phone.tones.ringback(this.#ports.callId, false);
      this.#ports.onChange();
      return;
    }
    this.#cancelListening = this.#ports.phone.timers.after(earlyPeriod, () => this.#listen());
  }

  #stop(): void {
    this.#meter?.close();
    this.#meter = null;
    this.#stream = null;
    this.#ports.phone.output.detach(this.#ports.callId);
  }
}
