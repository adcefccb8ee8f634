import type { CallMessage, CallNotice, CallSnapshot, CallState, Direction, EndReason, Participant, Peer } from '../../../shared/call.ts';
import type { Dialer } from '../dialer.ts';
import type { Leg } from '../line.ts';
import type { CallEvents } from './call-events.ts';
import type { CallMedia } from './call-media.ts';
import { CallRoom } from './call-room.ts';
import { makeSnapshot } from './call-snapshot.ts';
import { isHeldHere } from './call-state.ts';
import { Chat } from './chat.ts';
import type { Conference } from './conference.ts';
import { Keypad } from './keypad.ts';
import { Life, type SideEvent } from './life.ts';
import { makeMedia } from './make-media.ts';
import type { MediaPorts } from './media-ports.ts';
import { type NoticePart, Notices } from './notices.ts';
import { participantsOf } from './participants.ts';
import { type DescribeOptions, PeerCard } from './peer-card.ts';
import { Requests } from './requests.ts';
import type { Route } from './route.ts';
import { describeStep, stepsBetween } from './steps.ts';
import { type TransferPorts, Transfers } from './transfers.ts';

export interface CallIdentity extends Pick<CallSnapshot, 'id' | 'identifier'> {
  dialer: Dialer;
  /** How it was dialled, so that it can be redirected; null where the far end called, or said whom to call. */
  route: Route | null;
}

export interface CallCorePorts extends Pick<TransferPorts, 'isFloorFree' | 'follow'> {
  phone: MediaPorts;
  /** Puts the other calls aside; settles when their far ends have answered, or have been waited for long enough. */
  makeWay: () => Promise<boolean>;
  /** What the rules say to a far end that wants us to call somebody else. */
  decideTransfer: TransferPorts['decide'];
  emit: <Name extends keyof CallEvents>(name: Name, payload: CallEvents[Name]) => void;
}

/** The parts of a call, and how they move each other. `call.ts` is what users of the phone see of it. */
export class CallCore {
  readonly id: string;
  readonly identifier: number;
  readonly direction: Direction;
  readonly destination: string;
  readonly createdAt: number;
  readonly dialer: Dialer;
  readonly life: Life;
  readonly media: CallMedia;
  readonly requests: Requests;
  readonly transfers: Transfers;
  readonly keypad: Keypad;
  readonly chat: Chat;
  readonly room: CallRoom;
  isAutoAnswered = false;
  readonly #ports: CallCorePorts;
  readonly #route: Route | null;
  readonly #notices = new Notices();
  readonly #card: PeerCard;
  /** What every part needs that asks something of the far end. */
  readonly #legPorts = {
    leg: () => this.life.leg,
    state: () => this.life.state,
    notices: this.#notices,
    onChange: () => this.change(),
  };
  #participants: readonly Participant[];
  #consultationFor: string | null = null;
  #conference: Conference | null = null;
  #snapshot: CallSnapshot | null = null;

  constructor(leg: Leg, { id, identifier, dialer, route }: CallIdentity, ports: CallCorePorts) {
    this.id = id;
    this.identifier = identifier;
    this.direction = leg.direction;
    this.destination = route?.dialled ?? leg.destination;
    this.createdAt = ports.phone.now();
    this.dialer = dialer;
    this.#route = route;
    this.#ports = ports;
    this.#card = new PeerCard(leg.peer);
    if (!leg.hasAudio) this.#notices.raise('no-audio-offered');
    this.life = new Life(leg, {
      now: ports.phone.now,
      rescue: (reason) => reason.kind === 'incompatible' && this.#goOnUnseen(),
      judge: (reason) => this.requests.judge(reason) ?? this.transfers.judge(reason),
      onStep: (next, old) => this.#step(next, old),
      onEvent: (event) => this.#hear(event),
    });
    this.room = new CallRoom(this.#legPorts);
    this.media = makeMedia(this, ports, { ...this.#legPorts, callId: id });
    this.requests = this.#makeRequests();
    this.transfers = this.#makeTransfers();
    this.keypad = new Keypad(this.#legPorts);
    this.chat = this.#makeChat();
    this.#participants = participantsOf(this, []);
  }

  get peer(): Peer {
    return this.#card.shown;
  }

  describePeer(patch: Partial<Peer> | null, options: DescribeOptions): void {
    this.#showPeer(() => this.#card.describe(patch, options));
  }

  /** The same array until one of them changes. */
  get participants(): readonly Participant[] {
    return this.#participants;
  }

  get consultationFor(): string | null {
    return this.#consultationFor;
  }

  get conference(): Conference | null {
    return this.#conference;
  }

  setConference(conference: Conference | null): void {
    this.#conference = conference;
    this.change();
  }

  muteMicrophone(on: boolean): void {
    this.media.microphone.mute(on);
    this.change();
  }

  /** What is to be said now about one part of the call; null when all is well. */
  note(about: NoticePart, notice: CallNotice | null): void {
    this.#notices.replace(about, notice);
    this.change();
  }

  /** Puts the other calls aside. */
  makeWay(): Promise<boolean> {
    return this.#ports.makeWay();
  }

  setConsultationFor(id: string | null): void {
    if (id === this.#consultationFor) return;
    this.#consultationFor = id;
    this.change();
  }

  /** The same object until something changes. */
  get snapshot(): CallSnapshot {
    this.#snapshot ??= makeSnapshot(this, this.#notices.newest);
    return this.#snapshot;
  }

  /** Once, when everyone who must not miss anything listens. */
  begin(): void {
    if (this.direction === 'outgoing') this.media.microphone.start();
    if (this.#route?.video) this.media.video.dial(this.#route.video);
    this.life.begin();
  }

  /** Tells whether the line is registered: while it is not, a broken path of the media is nobody's fault and is waited for. */
  setLine(up: boolean): void {
    if (this.life.state.kind !== 'ended') this.media.setLine(up);
  }

  /** Something in the snapshot is different. */
  change(): void {
    // Whoever presses hold speaks to someone else in the next moment: the far end's consent only makes it known.
    const isLeaving = this.requests.pending === 'hold' || this.requests.pending === 'hang-up';
    this.media.microphone.putOnWire(!isHeldHere(this.life.state) && !isLeaving);
    this.#snapshot = null;
    const before = this.#participants;
    this.#participants = participantsOf(this, before);
    if (this.participants !== before) this.#ports.emit('participants', this.participants);
    this.#ports.emit('changed', this.snapshot);
  }

  #makeChat(): Chat {
    const onMessage = (message: CallMessage) => {
      this.#ports.emit('message', message);
      this.change();
    };
    return new Chat({ ...this.#legPorts, now: this.#ports.phone.now, onMessage });
  }

  #makeRequests(): Requests {
    const { makeWay, phone } = this.#ports;
    const { microphone, video } = this.media;
    return new Requests({ ...this.#legPorts, makeWay, microphone, timers: phone.timers, video, onOver: (reason) => this.life.end(reason) });
  }

  #makeTransfers(): Transfers {
    const { decideTransfer: decide, follow, isFloorFree, phone } = this.#ports;
    const { dialer, requests } = this;
    return new Transfers({
      ...this.#legPorts,
      ...{ decide, dialer, follow, isFloorFree, requests, timers: phone.timers },
      onChange: (next, old) => {
        this.#ports.emit('transfer', { new: next, old });
        this.change();
      },
    });
  }

  #hear(event: SideEvent): void {
    switch (event.kind) {
      case 'audio':
        // Told once as early media, once after the answer: to a listener it is one sound.
        if (event.stream === this.media.sound.stream) break;
        this.media.setStream(event.stream);
        this.#ports.emit('audio', event.stream);
        this.change();
        break;
      case 'path':
        this.media.setPath(event.state);
        this.change();
        break;
      case 'peer':
        this.#showPeer(() => this.#card.meet(event.peer));
        break;
      case 'video':
        this.media.video.hear(event.video);
        break;
      case 'recorded':
        this.media.recording.setByPeer(event.on);
        break;
      case 'tone-received':
        this.#ports.emit('tone', event.tone);
        break;
      case 'message':
        this.chat.hear(event.text);
        break;
      case 'info':
        this.#ports.emit('info', { mime: event.mime, body: event.body });
        break;
      case 'room':
        this.room.hear(event.document);
        break;
      case 'refer-asked':
        this.transfers.hear(event.request);
        break;
      case 'redirected':
        this.#goOn(event.contacts, event.reason);
        break;
      default:
        event satisfies never;
    }
  }

  /** RFC 3261 8.1.3.4: calls the next place, unless the user gave up, the rules are against it, or there is none. */
  #goOn(contacts: readonly string[], reason: EndReason): void {
    const from = this.#route?.uri ?? '';
    const leg = this.requests.pending === 'hang-up' ? 'given-up' : (this.#route?.goOn(contacts) ?? 'policy');
    if (typeof leg === 'string') {
      this.#ports.phone.log.info(`call ${this.id.slice(0, 8)}: not redirected (${leg})`);
      const [to] = contacts;
      this.life.end({ ...reason, ...(to && { to }) });
      return;
    }
    this.life.goOn(leg);
    this.media.changeLeg();
    this.#ports.emit('redirected', { from, to: this.#route?.uri ?? '' });
    this.#showPeer(() => this.#card.meet(leg.peer));
  }

  /** Some refuse a call for its pictures, which they were to refuse alone (RFC 3264 6): it is made again without. */
  #goOnUnseen(): boolean {
    if (!this.#route?.video || this.life.state.kind === 'active' || this.requests.pending === 'hang-up') return false;
    const leg = this.#route.withoutVideo();
    if (leg === 'not-connected') return false;
    this.media.video.giveUp();
    this.life.goOn(leg);
    this.media.changeLeg();
    return true;
  }

  #showPeer(update: () => void): void {
    const old = this.peer;
    update();
    if (this.peer === old) return;
    if (this.peer.uri !== old.uri) this.room.forget();
    this.#ports.emit('peer', { new: this.peer, old });
    this.change();
  }

  #step(next: CallState, old: CallState): void {
    const { emit, phone } = this.#ports;
    this.#snapshot = null;
    if (next.kind === 'ended') {
      this.requests.stop();
      this.transfers.stop();
      this.keypad.stop();
    }
    this.media.setState(next);
    phone.log.info(`call ${this.id.slice(0, 8)}: ${describeStep(old, next)}`);
    emit('state', { new: next, old });
    for (const step of stepsBetween(old, next)) {
      if (step === 'failed' && next.kind === 'ended') emit(step, { reason: next.reason, code: next.reason.code });
      else if (step !== 'failed') emit(step, this.snapshot);
    }
    this.change();
  }
}
