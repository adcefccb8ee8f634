import type { CallNotice, CallSnapshot, CallState, Direction, Peer } from '../../../shared/call.ts';
import { Emitter } from '../emitter.ts';
import type { Leg } from '../line.ts';
import { type CallEvents, callEventNames } from './call-events.ts';
import { CallMedia, type CallMediaPorts } from './call-media.ts';
import { isHeldHere } from './call-state.ts';
import { Life, type SideEvent } from './life.ts';
import { Notices } from './notices.ts';
import { type DeclineOptions, type RequestOptions, Requests } from './requests.ts';
import { describeStep, stepsBetween } from './steps.ts';

/** What a call needs of the phone around it. */
export interface CallPorts extends Pick<CallMediaPorts, 'microphone' | 'output' | 'tones' | 'openMeter' | 'timers' | 'log'> {
  now: () => number;
  /** Puts the other calls aside; settles when their far ends have answered, or have been waited for long enough. */
  makeWay: (call: Call) => Promise<void>;
}

export type CallIdentity = Pick<CallSnapshot, 'id' | 'identifier' | 'accountId'>;

/**
 * One call. Its leg alone says what became of it: a command asks the leg and rejects with a PhoneError when it cannot be carried out,
 * and what happened arrives as events. Every property can be read at any time; `snapshot` has them as plain data.
 */
export class Call extends Emitter<CallEvents> {
  static readonly availableEvents = callEventNames;
  readonly id: string;
  /** Small number, the same for the call's life. */
  readonly identifier: number;
  readonly accountId: string;
  readonly direction: Direction;
  /** What was dialled, or the address that the caller asked for. */
  readonly destination: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly #life: Life;
  readonly #ports: CallPorts;
  readonly #media: CallMedia;
  readonly #requests: Requests;
  readonly #notices = new Notices();
  #peer: Peer;
  #snapshot: CallSnapshot | null = null;

  constructor(leg: Leg, { id, identifier, accountId }: CallIdentity, ports: CallPorts) {
    super((error) => ports.log.error(`A listener of a call failed: ${error}`));
    this.id = id;
    this.identifier = identifier;
    this.accountId = accountId;
    this.direction = leg.direction;
    this.destination = leg.destination;
    this.createdAt = ports.now();
    this.#ports = ports;
    this.#peer = leg.peer;
    this.#life = new Life(leg, {
      now: ports.now,
      judge: (reason) => this.#requests.verdict ?? reason,
      onStep: (next, old) => this.#step(next, old),
      onEvent: (event) => this.#hear(event),
    });
    if (!leg.hasAudio) this.#notices.raise('no-audio-offered');
    const onMicrophone = (notice: CallNotice | null) => {
      this.#notices.replace('microphone', notice);
      this.#change();
    };
    this.#media = new CallMedia(
      { ...ports, leg, callId: id, direction: leg.direction, onMicrophone, onDead: () => this.#giveUp() },
      this.state,
    );
    this.#requests = new Requests({
      leg,
      timers: ports.timers,
      microphone: this.#media.microphone,
      notices: this.#notices,
      state: () => this.state,
      makeWay: () => ports.makeWay(this),
      onChange: () => this.#change(),
      onOver: (reason) => this.#life.end(reason),
    });
  }

  /** For its owner, once, when everyone who must not miss anything listens. */
  begin(): void {
    if (this.direction === 'outgoing') this.#media.microphone.start();
    this.#life.begin();
  }

  get state(): CallState {
    return this.#life.state;
  }

  get peer(): Peer {
    return this.#peer;
  }

  /** When it was answered, epoch milliseconds; null before and if it never was. */
  get startedAt(): number | null {
    return this.#life.startedAt;
  }

  /** Whole seconds since the answer; stops with the call. */
  get duration(): number {
    return this.#life.duration;
  }

  get isMicrophoneMuted(): boolean {
    return this.#media.microphone.isMuted;
  }

  get isSpeakerMuted(): boolean {
    return this.#media.sound.isMuted;
  }

  /** What the far end sends; null before there is anything and after the end. */
  get remoteStream(): MediaStream | null {
    return this.#media.sound.stream;
  }

  /** The same object until something changes. */
  get snapshot(): CallSnapshot {
    this.#snapshot ??= this.#makeSnapshot();
    return this.#snapshot;
  }

  /** Opens the microphone and takes the call. Rejects with `wrong-direction`, `wrong-state`, `bad-header` or `media-failed`. */
  answer(options: RequestOptions = {}): Promise<void> {
    return this.#requests.answer(options);
  }

  /** `busy` is 486, `decline` is 603. Fine when the caller gave up first. Rejects with `wrong-direction`, `wrong-state` or `bad-header`. */
  decline(options: DeclineOptions = {}): Promise<void> {
    return this.#requests.decline(options);
  }

  /** Ends the call, whatever its state; one that rings here is declined. Fine when it is over already. Rejects with `bad-header`. */
  hangUp(options: RequestOptions = {}): Promise<void> {
    return this.#requests.hangUp(options);
  }

  /** Settles with the far end's answer; the microphone is off the wire at once. Rejects with `wrong-state` or `rejected`. */
  hold(): Promise<void> {
    return this.#requests.hold(true);
  }

  /** Puts the other calls aside first, and settles with the far end's answer. Rejects with `wrong-state` or `rejected`. */
  resume(): Promise<void> {
    return this.#requests.hold(false);
  }

  /** Keys of the far end's menu: 0-9 A-D * #, and a comma for two seconds of nothing. Rejects with `no-tones`, `bad-tones`, `wrong-state` or `rejected`. */
  sendTones(tones: string): Promise<void> {
    return this.#requests.sendTones(tones);
  }

  muteMicrophone(): void {
    if (!this.isMicrophoneMuted) this.toggleMicrophone();
  }

  unmuteMicrophone(): void {
    if (this.isMicrophoneMuted) this.toggleMicrophone();
  }

  /** Returns whether it is muted now. */
  toggleMicrophone(): boolean {
    this.#media.microphone.mute(!this.isMicrophoneMuted);
    this.#change();
    return this.isMicrophoneMuted;
  }

  muteSpeaker(): void {
    if (!this.isSpeakerMuted) this.toggleSpeaker();
  }

  unmuteSpeaker(): void {
    if (this.isSpeakerMuted) this.toggleSpeaker();
  }

  /** Returns whether it is muted now. */
  toggleSpeaker(): boolean {
    this.#media.sound.mute(!this.isSpeakerMuted);
    this.#change();
    return this.isSpeakerMuted;
  }

  /** How loud both ends are now, 0 to 1: for meters, and asked as often as they are drawn. */
  readLevels(): { local: number; remote: number } {
    return this.#media.readLevels();
  }

  /** Busy to the caller without a sound here: there is no room for another call. */
  refuse(): Promise<void> {
    return this.#requests.decline({ mode: 'busy' }, { kind: 'busy', by: 'local', code: 486, phrase: '' });
  }

  /** Tells whether the line is registered: while it is not, a broken path of the media is nobody's fault and is waited for. */
  setLine(up: boolean): void {
    if (this.state.kind !== 'ended') this.#media.setLine(up);
  }

  #hear(event: SideEvent): void {
    switch (event.kind) {
      case 'audio':
        // Told once as early media, once after the answer: to a listener it is one sound.
        if (event.stream === this.remoteStream) break;
        this.#media.sound.setStream(event.stream);
        this.emit('audio', event.stream);
        this.#change();
        break;
      case 'path':
        this.#media.setPath(event.state);
        this.#change();
        break;
      case 'peer':
        this.#meet(event.peer);
        break;
      case 'tone-received':
        this.emit('tone', event.tone);
        break;
      case 'message':
      case 'info':
        break;
      case 'refer-asked':
        event.request.decline();
        break;
      case 'redirected':
        this.#life.end(event.reason);
        break;
      default:
        event satisfies never;
    }
  }

  #meet(peer: Peer): void {
    const old = this.#peer;
    this.#peer = peer;
    this.emit('peer', { new: peer, old });
    this.#change();
  }

  #step(next: CallState, old: CallState): void {
    this.#snapshot = null;
    if (next.kind === 'ended') this.#requests.stop();
    this.#media.setState(next);
    this.#ports.log.info(`call ${this.id.slice(0, 8)}: ${describeStep(old, next)}`);
    this.emit('state', { new: next, old });
    for (const step of stepsBetween(old, next)) {
      if (step === 'failed' && next.kind === 'ended') this.emit(step, { reason: next.reason, code: next.reason.code });
      else if (step !== 'failed') this.emit(step, this.snapshot);
    }
    this.#change();
  }

  #giveUp(): void {
    void this.#requests.hangUp({}, { kind: 'network-lost', by: 'local', code: null, phrase: '' });
  }

  #change(): void {
    // Whoever presses hold speaks to someone else in the next moment: the far end's consent only makes it known.
    this.#media.microphone.putOnWire(!isHeldHere(this.state) && this.#requests.pending !== 'hold');
    this.#snapshot = null;
    this.emit('changed', this.snapshot);
  }

  #makeSnapshot(): CallSnapshot {
    const { id, identifier, accountId, direction, destination, createdAt, peer, state, isMicrophoneMuted, isSpeakerMuted } = this;
    return {
      ...{ id, identifier, accountId, direction, destination, createdAt, peer, state, isMicrophoneMuted, isSpeakerMuted },
      pending: this.#requests.pending,
      audio: this.#media.sound.audio,
      tonesSent: this.#requests.tonesSent,
      notice: this.#notices.newest,
      forwardedBy: this.#life.leg.facts.forwardedBy,
      consultationFor: null,
      conferenceId: null,
      transfer: null,
      messages: [],
      participants: [],
      tonesWaiting: '',
      isAutoAnswered: false,
    };
  }
}
