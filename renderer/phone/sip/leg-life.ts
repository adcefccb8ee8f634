import { type Core, type Invitation, Inviter, SessionState } from 'sip.js';
import { SignalingState } from 'sip.js/lib/core/session/session.js';
import type { Direction, EndReason } from '../../../shared/call.ts';
import { PhoneError } from '../errors.ts';
import type { LegEvent } from '../line.ts';
import type { Log } from '../log.ts';
import { EventQueue } from './event-queue.ts';
import type { LegMedia, MediaEvent } from './leg-media.ts';
import { sdpOf } from './messages.ts';
import { sendGoodbye } from './partings.ts';
import { localReason, unexplainedReason } from './reasons.ts';

export interface LegLifePorts {
  session: Inviter | Invitation;
  media: LegMedia;
  log: Log;
  /** The ACK is sent or received. */
  onConfirmed: () => void;
  /** Why it is over, told once. */
  onOver: (reason: EndReason) => void;
}

/** How one dialog comes up and ends: what its session and its sound tell becomes the events of its leg. */
export class LegLife {
  readonly events = new EventQueue<LegEvent>();
  readonly session: Inviter | Invitation;
  readonly direction: Direction;
  readonly media: LegMedia;
  readonly log: Log;
  readonly #ports: LegLifePorts;
  /** Known before SIP.js says that the session has terminated. */
  #reason: EndReason | null = null;
  #stream: MediaStream | null = null;
  /** The far end sends sound before it answers. */
  #isEarly = false;
  #isAnswered = false;
  #isConfirmed = false;
  #isOver = false;

  constructor(ports: LegLifePorts) {
    this.#ports = ports;
    this.session = ports.session;
    this.media = ports.media;
    this.log = ports.log;
    this.direction = this.session instanceof Inviter ? 'outgoing' : 'incoming';
    this.#listen();
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Throws a PhoneError `wrong-state` unless requests can be sent within the dialog. */
  mustBeUp(): void {
    if (this.#isOver || this.session.state !== SessionState.Established) throw new PhoneError('wrong-state', 'The call is not up');
  }

  /** The INVITE was answered with 101 to 199. */
  progress(message: Core.IncomingResponseMessage): void {
    if (this.#isOver) return;
    const { statusCode = 0 } = message;
    // 180 Ringing, 181 Being Forwarded, 182 Queued; a 183 says nothing of ringing (RFC 3261 21.1).
    if (statusCode >= 180 && statusCode <= 182) this.events.push({ kind: 'rang' });
    const answer = sdpOf(message);
    if (answer === null) return;
    this.#isEarly = true;
    this.media.setEarlyAnswer(answer).catch((error: unknown) => this.log.warn(`Early media could not be used: ${error}`));
  }

  confirm(): void {
    if (this.#isConfirmed || this.#isOver) return;
    this.#isConfirmed = true;
    this.events.push({ kind: 'confirmed' });
    if (this.media.isHeldByRemote) this.events.push({ kind: 'held', side: 'remote', on: true });
    this.#ports.onConfirmed();
  }

  /** Why the session will have ended, should it end now; null: nobody knows. */
  expectEnd(reason: EndReason | null): void {
    this.#reason = reason;
  }

  /** The far end does not know this dialog any more (RFC 3261 12.2.1.2). */
  lose(code: number): void {
    this.leave(code === 408 ? localReason('network-lost') : { kind: 'failed', by: 'remote', code, phrase: '' });
  }

  /** Says goodbye, and is over for that reason. */
  leave(reason: EndReason): void {
    if (this.#isOver) return;
    sendGoodbye(this.session, { log: this.log });
    this.end(reason);
  }

  end(reason: EndReason): void {
    this.#finish({ kind: 'ended', reason });
  }

  /** A 3xx answered our INVITE. */
  sendOn(contacts: readonly string[], reason: EndReason): void {
    this.#finish({ kind: 'redirected', contacts, reason });
  }

  #finish(event: Extract<LegEvent, { kind: 'ended' | 'redirected' }>): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.media.close();
    this.events.push(event);
    this.#ports.onOver(event.reason);
  }

  #listen(): void {
    const { session, media } = this;
    media.onEvent = (event) => this.#hear(event);
    media.isOffered = () =>
      session.dialog ? session.dialog.signalingState === SignalingState.HaveRemoteOffer : this.direction === 'incoming';
    session.stateChange.addListener((state) => {
      if (state === SessionState.Established) this.#established();
      // SIP.js tells the state first and the answer that caused it right after.
      if (state === SessionState.Terminated)
        queueMicrotask(() => this.end(this.#reason ?? unexplainedReason(this.direction, this.#isAnswered)));
    });
  }

  #established(): void {
    if (this.#isOver) return;
    this.#isAnswered = true;
    this.events.push({ kind: 'accepted' });
    if (this.#stream) this.events.push({ kind: 'audio', stream: this.#stream, early: false });
    if (this.direction === 'outgoing') this.confirm();
  }

  #hear(event: MediaEvent): void {
    if (this.#isOver) return;
    switch (event.kind) {
      case 'audio':
        this.#stream = event.stream;
        // Nothing is heard before the answer, unless the far end sent sound early.
        if (this.#isAnswered || this.#isEarly) this.events.push({ ...event, early: !this.#isAnswered });
        return;
      case 'path':
      case 'recorded':
      case 'video':
        this.events.push(event);
        return;
      case 'held':
        if (this.#isConfirmed) this.events.push({ kind: 'held', side: 'remote', on: event.on });
        return;
      default:
        event satisfies never;
    }
  }
}
