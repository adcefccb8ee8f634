import { type Core, type Invitation, Inviter, SessionState } from 'sip.js';
import { SignalingState } from 'sip.js/lib/core/session/session.js';
import type { Direction, EndReason, Peer } from '../../../shared/call.ts';
import { PhoneError } from '../errors.ts';
import { type ExtraHeaders, type Leg, type LegEvent, noFacts } from '../line.ts';
import type { Log } from '../log.ts';
import { EventQueue } from './event-queue.ts';
import { sendInfoTones } from './info-tones.ts';
import type { LegMedia, MediaEvent } from './leg-media.ts';
import { destinationOf, headerLines, requires, sdpOf } from './messages.ts';
import { sendGoodbye, sendRefusal, sendReliableRinging } from './partings.ts';
import { assertedPeerOf, callerOf, peerOfUri } from './peer.ts';
import { localReason, unexplainedReason } from './reasons.ts';
import { Renegotiation } from './renegotiation.ts';
import { audioOf } from './sdp.ts';
import { sendInvite } from './send-invite.ts';
import { delegateTo } from './session-delegate.ts';
import { unspoken } from './unspoken.ts';

export interface SipLegPorts {
  media: LegMedia;
  log: Log;
  random: () => number;
  /** The leg that this one takes over. */
  replaced: SipLeg | null;
  /** Nobody answers a request of this leg. */
  onSilence: () => void;
  onOver: () => void;
}

/** One SIP dialog with its media: a Leg over SIP.js's Inviter or Invitation. */
export class SipLeg implements Leg {
  readonly id: string;
  readonly direction: Direction;
  readonly destination: string;
  readonly hasAudio: boolean;
  readonly replaces?: string;
  readonly facts = noFacts;
  readonly redirect = unspoken;
  readonly refer = unspoken;
  readonly sendInfo = unspoken;
  readonly sendMessage = unspoken;
  readonly #session: Inviter | Invitation;
  readonly #ports: SipLegPorts;
  readonly #media: LegMedia;
  readonly #events = new EventQueue<LegEvent>();
  readonly #renegotiation: Renegotiation;
  #tones: Promise<unknown> = Promise.resolve();
  #peer: Peer;
  /** Known before SIP.js says that the session has terminated. */
  #reason: EndReason | null = null;
  #stream: MediaStream | null = null;
  #isHeld = false;
  /** The far end sends sound before it answers. */
  #isEarly = false;
  #isAnswered = false;
  #isConfirmed = false;
  #isOver = false;

  constructor(session: Inviter | Invitation, ports: SipLegPorts) {
    this.#session = session;
    this.#ports = ports;
    this.#media = ports.media;
    this.id = session.request.callId;
    this.direction = session instanceof Inviter ? 'outgoing' : 'incoming';
    this.destination = destinationOf(session);
    const offer = session instanceof Inviter ? null : sdpOf(session.request);
    this.hasAudio = offer === null || audioOf(offer) !== null;
    this.#peer = (session instanceof Inviter ? null : callerOf(session.request)) ?? peerOfUri(`${session.remoteIdentity.uri}`);
    if (ports.replaced) this.replaces = ports.replaced.id;
    this.#renegotiation = new Renegotiation({
      session,
      media: ports.media,
      random: ports.random,
      onGone: (code) => this.#lose(code),
      onSilence: ports.onSilence,
    });
    this.#listen();
  }

  get peer(): Peer {
    return this.#peer;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  get onEvent(): (event: LegEvent) => void {
    return this.#events.listener;
  }

  set onEvent(listener: (event: LegEvent) => void) {
    this.#events.listener = listener;
  }

  /** Sends the INVITE of an outgoing leg. */
  dial(): void {
    sendInvite(this.#session as Inviter, {
      onProgress: (message) => this.#progress(message),
      onAccept: (message) => this.#identify(message),
      onRefused: (reason) => this.#end(reason),
      onSilence: this.#ports.onSilence,
    });
  }

  /** Rings, and gets an incoming leg ready to be answered meanwhile. False: it could not be, and was refused with 488. */
  async prepare(): Promise<boolean> {
    const invitation = this.#session as Invitation;
    const offer = sdpOf(invitation.request);
    const isReliable = requires(invitation.request, '100rel');
    try {
      if (!isReliable) await invitation.progress();
      if (offer !== null) await this.#media.prepare(offer);
      if (isReliable) await sendReliableRinging(invitation);
      return true;
    } catch (error) {
      if (this.#isOver) return true;
      this.#ports.log.warn(`A call with an unusable session description was refused: ${error}`);
      sendRefusal(invitation, 488, this.#ports);
      this.#end(localReason('incompatible', 488));
      return false;
    }
  }

  async accept({ headers }: { headers?: ExtraHeaders } = {}): Promise<void> {
    const extraHeaders = headerLines(headers);
    const { replaced } = this.#ports;
    if (!('accept' in this.#session)) throw new PhoneError('wrong-direction', 'An outgoing call cannot be answered');
    try {
      await this.#session.accept({ extraHeaders });
    } catch (cause) {
      if (this.#session.state !== SessionState.Established)
        throw new PhoneError('media-failed', 'The call could not be answered', { cause });
    }
    if (this.#session.state !== SessionState.Established) throw new PhoneError('wrong-state', 'The call ended before it was answered');
    replaced?.giveWay();
  }

  async decline({ mode, headers }: { mode: 'busy' | 'decline'; headers?: ExtraHeaders }): Promise<void> {
    const extraHeaders = headerLines(headers);
    if (!('reject' in this.#session)) throw new PhoneError('wrong-direction', 'An outgoing call cannot be declined');
    if (this.#isAnswered) throw new PhoneError('wrong-state', 'The call was answered already');
    const code = mode === 'busy' ? 486 : 603;
    sendRefusal(this.#session, code, { extraHeaders, log: this.#ports.log });
    this.#end(localReason(mode === 'busy' ? 'busy' : 'declined', code));
  }

  async hangUp({ headers }: { headers?: ExtraHeaders } = {}): Promise<void> {
    const extraHeaders = headerLines(headers);
    if (this.#isOver) return;
    const kind = sendGoodbye(this.#session, { extraHeaders, log: this.#ports.log });
    this.#end(localReason(kind, kind === 'declined' ? 603 : null));
  }

  async hold(on: boolean): Promise<void> {
    this.#mustBeUp();
    await this.#renegotiation.agree({
      isNeeded: () => this.#isHeld !== on,
      apply: () => this.#media.hold(on),
      onRefused: () => this.#media.hold(!on),
      onAgreed: () => {
        this.#isHeld = on;
        this.#events.push({ kind: 'held', side: 'local', on });
      },
    });
  }

  async sendTones(tones: string): Promise<void> {
    this.#mustBeUp();
    const turn = this.#tones.then(() => (this.#media.takesTones ? this.#media.sendTones(tones) : sendInfoTones(this.#session, tones)));
    this.#tones = turn.catch(() => {}); // Its own caller hears of it; the next tones are sent all the same.
    await turn;
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    return this.#media.setMicrophone(track);
  }

  async restartMedia(): Promise<void> {
    this.#mustBeUp();
    await this.#renegotiation.agree({ apply: () => this.#media.restart() });
  }

  readStatistics(): Promise<RTCStatsReport | null> {
    return this.#media.readStatistics();
  }

  /** Another leg took this one over (RFC 3891 3): it ends as if the far end had hung up. */
  giveWay(): void {
    if (this.#isOver) return;
    sendGoodbye(this.#session, this.#ports);
    this.#end({ kind: 'hung-up', by: 'remote', code: null, phrase: '' });
  }

  /** The socket is gone. What is up goes on; an incoming call that nobody answered can no longer be. */
  connectionLost(): void {
    if (!('reject' in this.#session) || this.#isAnswered || this.#isOver) return;
    sendRefusal(this.#session, 480, this.#ports);
    this.#end(localReason('network-lost'));
  }

  #listen(): void {
    const { media } = this.#ports;
    const session = this.#session;
    media.onEvent = (event) => this.#hear(event);
    media.isOffered = () =>
      session.dialog ? session.dialog.signalingState === SignalingState.HaveRemoteOffer : this.direction === 'incoming';
    session.stateChange.addListener((state) => {
      if (state === SessionState.Established) this.#established();
      // SIP.js tells the state first and the answer that caused it right after.
      if (state === SessionState.Terminated)
        queueMicrotask(() => this.#end(this.#reason ?? unexplainedReason(this.direction, this.#isAnswered)));
    });
    session.delegate = delegateTo({
      onAck: () => this.#confirm(),
      onReason: (reason) => {
        this.#reason = reason;
      },
      onTone: (tone) => this.#events.push({ kind: 'tone-received', tone }),
      onReinvite: (request) => this.#identify(request),
    });
  }

  #progress(message: Core.IncomingResponseMessage): void {
    if (this.#isOver) return;
    this.#identify(message);
    const { statusCode = 0 } = message;
    // 180 Ringing, 181 Being Forwarded, 182 Queued; a 183 says nothing of ringing (RFC 3261 21.1).
    if (statusCode >= 180 && statusCode <= 182) this.#events.push({ kind: 'rang' });
    const answer = sdpOf(message);
    if (answer === null) return;
    this.#isEarly = true;
    this.#media.setEarlyAnswer(answer).catch((error: unknown) => this.#ports.log.warn(`Early media could not be used: ${error}`));
  }

  #established(): void {
    if (this.#isOver) return;
    this.#isAnswered = true;
    this.#events.push({ kind: 'accepted' });
    if (this.#stream) this.#events.push({ kind: 'audio', stream: this.#stream, early: false });
    if (this.direction === 'outgoing') this.#confirm();
  }

  #confirm(): void {
    if (this.#isConfirmed || this.#isOver) return;
    this.#isConfirmed = true;
    this.#events.push({ kind: 'confirmed' });
    if (this.#media.isHeldByRemote) this.#events.push({ kind: 'held', side: 'remote', on: true });
    if (this.#media.needsRestart)
      this.restartMedia().catch((error: unknown) => this.#ports.log.warn(`The branch that answered cannot be heard: ${error}`));
  }

  #hear(event: MediaEvent): void {
    if (this.#isOver) return;
    switch (event.kind) {
      case 'audio':
        this.#stream = event.stream;
        // Nothing is heard before the answer, unless the far end sent sound early.
        if (this.#isAnswered || this.#isEarly) this.#events.push({ ...event, early: !this.#isAnswered });
        return;
      case 'path':
        this.#events.push(event);
        return;
      case 'held':
        if (this.#isConfirmed) this.#events.push({ kind: 'held', side: 'remote', on: event.on });
        return;
      default:
        event satisfies never;
    }
  }

  /** The server may say now with whom we are connected (RFC 3325, RFC 4916). */
  #identify(message: Core.IncomingRequestMessage | Core.IncomingResponseMessage): void {
    const peer = this.#isOver ? null : assertedPeerOf(message);
    if (!peer || (peer.name === this.#peer.name && peer.uri === this.#peer.uri)) return;
    this.#peer = peer;
    this.#events.push({ kind: 'peer', peer });
  }

  #mustBeUp(): void {
    if (this.#isOver || this.#session.state !== SessionState.Established) throw new PhoneError('wrong-state', 'The call is not up');
  }

  /** The far end does not know this dialog any more (RFC 3261 12.2.1.2). */
  #lose(code: number): void {
    if (this.#isOver) return;
    sendGoodbye(this.#session, this.#ports);
    this.#end(code === 408 ? localReason('network-lost') : { kind: 'failed', by: 'remote', code, phrase: '' });
  }

  #end(reason: EndReason): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#renegotiation.close();
    this.#media.close();
    this.#events.push({ kind: 'ended', reason });
    this.#ports.onOver();
  }
}
