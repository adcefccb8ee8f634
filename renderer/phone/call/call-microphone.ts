import type { Leg } from '../line.ts';
import type { Beeper, OpenBeeper } from '../media/beeper.ts';
import type { Meter, OpenMeter } from '../media/level.ts';
import type { Microphone, MicrophoneFeed, MicrophoneNotice } from '../media/microphone.ts';

/** Takes in our own sound, and gives what is sent in its place. */
export type SendThrough = (own: MediaStreamTrack | null) => MediaStreamTrack;

export interface CallMicrophonePorts {
  leg: () => Pick<Leg, 'setMicrophone'>;
  microphone: Microphone;
  openMeter: OpenMeter;
  openBeeper: OpenBeeper;
  /** Hears what is wrong with the microphone now; null when all is well. */
  onNotice: (notice: MicrophoneNotice | null) => void;
}

/** What one call does with the microphone: takes it while the call lasts, puts it on the wire when it comes, and off while held. */
export class CallMicrophone {
  readonly #ports: CallMicrophonePorts;
  #track: MediaStreamTrack | null = null;
  #meter: Meter | null = null;
  #giveBack: (() => void) | null = null;
  #isMuted = false;
  #isOnWire = true;
  #mix: SendThrough | null = null;
  #beside: SendThrough | null = null;
  #beeper: Beeper | null = null;
  readonly #taps = new Set<(track: MediaStreamTrack | null) => void>();

  constructor(ports: CallMicrophonePorts) {
    this.#ports = ports;
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  /** The far end may hear us. */
  get isSent(): boolean {
    return this.#track !== null && !this.#isMuted && this.#isOnWire;
  }

  /** The listener hears what of our sound is on the wire, now and whenever that is another one. Returns the function that stops it. */
  tap(listener: (track: MediaStreamTrack | null) => void): () => void {
    this.#taps.add(listener);
    listener(this.#heard);
    return () => this.#taps.delete(listener);
  }

  /** Nobody waits for this: the call goes on, and listens only until the microphone is there. */
  start(): void {
    this.#giveBack ??= this.#ports.microphone.use((feed) => this.#take(feed));
  }

  stop(): void {
    this.#meter?.close();
    this.#meter = null;
    this.#track = null;
    this.#giveBack?.();
    this.#giveBack = null;
    this.announce(false);
  }

  mute(on: boolean): void {
    this.#isMuted = on;
    if (this.#track) this.#track.enabled = !on;
  }

  /** Off the wire nothing is sent at all, not even silence. */
  putOnWire(on: boolean): void {
    if (on === this.#isOnWire) return;
    this.#isOnWire = on;
    this.#tell();
    void this.#send();
  }

  /** From now on something that has our sound in it is sent; null: the microphone alone. It hears of every change of the device. */
  sendThrough(mix: SendThrough | null): void {
    this.#mix = mix;
    void this.#send();
  }

  /** From now on something else is sent beside what is said, to this far end alone; null: no more. */
  sendBeside(mix: SendThrough | null): void {
    this.#beside = mix;
    void this.#send();
  }

  /** From now on the far end can be beeped at, muted or not; or no more. */
  announce(on: boolean): void {
    if (on === (this.#beeper !== null)) return;
    const old = this.#beeper;
    this.#beeper = on ? this.#ports.openBeeper() : null;
    void this.#send().then(() => old?.close());
  }

  /** Nothing unless it was announced. */
  beep(): void {
    this.#beeper?.beep();
  }

  /** The leg is another one: what it has of the microphone, it has from here. */
  putOnNewLeg(): void {
    if (this.#track) void this.#send();
  }

  /** How loud we are, 0 to 1, whatever else is sent along; 0 while nothing of us is. */
  readLevel(): number {
    if (!this.#track || !this.isSent) return 0;
    this.#meter ??= this.#ports.openMeter(this.#track);
    return this.#meter.read();
  }

  #take({ track, notice }: MicrophoneFeed): void {
    this.#meter?.close();
    this.#meter = null;
    this.#track = track;
    // Another device, the same wish: whoever is muted stays so.
    if (track) track.enabled = !this.#isMuted;
    this.#tell();
    this.#ports.onNotice(notice);
    void this.#send();
  }

  get #heard(): MediaStreamTrack | null {
    return this.#isOnWire ? this.#track : null;
  }

  #tell(): void {
    for (const listener of this.#taps) listener(this.#heard);
  }

  #isInUse(): boolean {
    return this.#giveBack !== null;
  }

  async #send(): Promise<void> {
    // The call is over, and its leg with it.
    if (!this.#isInUse()) return;
    const mixed = this.#mix ? this.#mix(this.#track) : this.#track;
    const accompanied = this.#beside ? this.#beside(mixed) : mixed;
    const sent = this.#beeper ? this.#beeper.sendThrough(accompanied) : accompanied;
    const track = this.#isOnWire ? sent : null;
    try {
      await this.#ports.leg().setMicrophone(track);
    } catch {
      // The call itself is fine, but nobody hears us.
      if (this.#isInUse() && track) this.#ports.onNotice('microphone-lost');
    }
  }
}
