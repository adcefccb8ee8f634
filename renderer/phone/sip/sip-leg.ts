import { Invitation, Inviter } from 'sip.js';
import type { Direction, Peer } from '../../../shared/call.ts';
import { PhoneError } from '../errors.ts';
import { type ExtraHeaders, type InviteFacts, type Leg, type LegEvent, noFacts, type VideoWish } from '../line.ts';
import type { Log } from '../log.ts';
import { DialogRequests } from './dialog-requests.ts';
import { acceptInvite, type DeclineOptions, declineInvite, prepareInvite, redirectInvite } from './incoming-invite.ts';
import { readFacts } from './invite-facts.ts';
import { LegLife } from './leg-life.ts';
import type { LegMedia } from './leg-media.ts';
import { destinationOf, headerLines, sdpOf } from './messages.ts';
import { sendGoodbye, sendRefusal } from './partings.ts';
import { hostIn } from './peer.ts';
import { localReason, statusOf } from './reasons.ts';
import type { DialReferred, StatusReport } from './received-refer.ts';
import { ReceivedRefers } from './received-refers.ts';
import { RemoteParty } from './remote-party.ts';
import { replacesOf } from './replaces.ts';
import { audioOf, offersVideo } from './sdp.ts';
import { sendInvite } from './send-invite.ts';
import type { ReferOptions } from './sent-refer.ts';
import { delegateTo } from './session-delegate.ts';
import { letGoOfMessages } from './spent-messages.ts';

export interface SipLegPorts {
  media: LegMedia;
  log: Log;
  random: () => number;
  /** The leg that this one takes over. */
  replaced: SipLeg | null;
  /** Nobody answers a request of this leg. */
  onSilence: () => void;
  onOver: () => void;
  /** Calls somebody because the far end asked for it. */
  dialReferred: DialReferred;
}

/**
 * One SIP dialog with its media: a Leg over SIP.js's Inviter or Invitation. Its parts: `leg-life.ts` how it comes up and ends, `send-invite.ts`
 * and `incoming-invite.ts` how it begins, `remote-party.ts` whom it leads to, `dialog-requests.ts` what is asked of the far end while it
 * is up, `session-delegate.ts` what the far end asks of us.
 */
export class SipLeg implements Leg {
  readonly id: string;
  readonly direction: Direction;
  readonly destination: string;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  readonly replaces?: string;
  readonly facts: InviteFacts;
  readonly #session: Inviter | Invitation;
  readonly #ports: SipLegPorts;
  readonly #media: LegMedia;
  readonly #life: LegLife;
  readonly #party: RemoteParty;
  readonly #requests: DialogRequests;
  readonly #refers: ReceivedRefers;
  /** Hears how our INVITE goes. */
  #report: StatusReport = () => {};

  constructor(session: Inviter | Invitation, ports: SipLegPorts) {
    this.#session = session;
    this.#ports = ports;
    this.#media = ports.media;
    this.id = session.request.callId;
    this.destination = destinationOf(session);
    const offer = session instanceof Inviter ? null : sdpOf(session.request);
    this.facts = session instanceof Inviter ? noFacts : readFacts(session.request);
    this.hasAudio = offer === null || audioOf(offer) !== null;
    this.hasVideo = offer !== null && offersVideo(offer);
    if (ports.replaced) this.replaces = ports.replaced.id;
    this.#life = this.#makeLife();
    this.direction = this.#life.direction;
    this.#party = new RemoteParty(session, (peer) => this.#life.isOver || this.#life.events.push({ kind: 'peer', peer }));
    this.#requests = new DialogRequests(this.#life, { ...ports, onAnswer: (message) => this.#party.identify(message) });
    const host = this.facts.host || hostIn([`${session.remoteIdentity.uri}`]);
    this.#refers = new ReceivedRefers(this.#life, { host, dial: ports.dialReferred });
    this.#listen();
  }

  get peer(): Peer {
    return this.#party.peer;
  }

  /** The dialog as its far end knows it (RFC 3891). Throws a PhoneError `wrong-state` unless it is up. */
  get name(): string {
    return replacesOf(this.#session);
  }

  get isAnswered(): boolean {
    return this.#life.isAnswered;
  }

  get onEvent(): (event: LegEvent) => void {
    return this.#life.events.listener;
  }

  set onEvent(listener: (event: LegEvent) => void) {
    this.#life.events.listener = listener;
  }

  /** Sends the INVITE of an outgoing leg. */
  dial(report: StatusReport = () => {}): void {
    this.#report = report;
    // Without an offer SIP.js ends the session before it says why.
    this.#life.expectEnd(localReason('media-failed'));
    sendInvite(this.#session as Inviter, {
      onProgress: (message) => {
        this.#party.identify(message);
        this.#life.progress(message);
        report(message.statusCode ?? 100, message.reasonPhrase ?? '');
      },
      onAccept: (message) => {
        report(200, 'OK');
        this.#party.identify(message);
        this.#requests.refresh.answered(message);
      },
      onRefused: (reason) => this.#life.end(reason),
      onRedirected: (contacts, reason) => this.#life.sendOn(contacts, reason),
      onSilence: this.#ports.onSilence,
      onSent: (request) => {
        this.#life.expectEnd(null);
        this.#requests.refresh.follow(request);
      },
    });
  }

  /** Rings, and gets an incoming leg ready to be answered meanwhile. False: it could not be, and was refused with 488. */
  prepare(): Promise<boolean> {
    return prepareInvite(this.#life);
  }

  async accept({ headers }: { headers?: ExtraHeaders } = {}): Promise<void> {
    await acceptInvite(this.#life, headers);
    this.#ports.replaced?.giveWay();
  }

  async decline(options: DeclineOptions): Promise<void> {
    declineInvite(this.#life, options);
  }

  async redirect(uri: string, options: { headers?: ExtraHeaders }): Promise<void> {
    redirectInvite(this.#life, uri, options);
  }

  async hangUp({ headers }: { headers?: ExtraHeaders } = {}): Promise<void> {
    const extraHeaders = headerLines(headers);
    if (this.#life.isOver) return;
    const kind = sendGoodbye(this.#session, { extraHeaders, log: this.#ports.log });
    this.#life.end(localReason(kind, kind === 'declined' ? 603 : null));
  }

  hold(on: boolean): Promise<void> {
    return this.#requests.hold(on);
  }

  sendTones(tones: string): Promise<void> {
    return this.#requests.sendTones(tones);
  }

  sendInfo(mime: string, body: string, options: { headers?: ExtraHeaders }): Promise<void> {
    return this.#requests.sendInfo(mime, body, options);
  }

  sendMessage(text: string): Promise<void> {
    return this.#requests.sendMessage(text);
  }

  async refer(target: string | Leg, options: ReferOptions): Promise<void> {
    if (typeof target === 'string') return this.#requests.refer(target, options);
    if (!(target instanceof SipLeg)) throw new PhoneError('wrong-state', 'That call cannot be taken over');
    return this.#requests.refer(target.#session, options);
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    return this.#media.setMicrophone(track);
  }

  setVideo(wish: VideoWish): Promise<void> {
    return this.#requests.setVideo(wish);
  }

  renewVideo(): Promise<void> {
    return this.#media.pictures.renew();
  }

  restartMedia(): Promise<void> {
    return this.#requests.restartMedia();
  }

  tellRecording(state: 'on' | 'off' | 'paused'): Promise<void> {
    return this.#requests.tellRecording(state);
  }

  readStatistics(): Promise<RTCStatsReport | null> {
    return this.#media.readStatistics();
  }

  /** Another leg took this one over (RFC 3891 3): it ends as if the far end had hung up. */
  giveWay(): void {
    this.#life.leave({ kind: 'hung-up', by: 'remote', code: null, phrase: '' });
  }

  /** The socket is gone. What is up goes on; an incoming call that nobody answered can no longer be. */
  connectionLost(): void {
    if (!(this.#session instanceof Invitation) || this.#life.isAnswered || this.#life.isOver) return;
    sendRefusal(this.#session, 480, this.#ports);
    this.#life.end(localReason('network-lost'));
  }

  #makeLife(): LegLife {
    const { media, log, onOver } = this.#ports;
    return new LegLife({
      session: this.#session,
      media,
      log,
      onConfirmed: () => {
        letGoOfMessages(this.#session);
        this.#repairBranch();
      },
      onOver: (reason) => {
        this.#report(...statusOf(reason));
        this.#refers.close();
        this.#requests.close();
        onOver();
      },
    });
  }

  #listen(): void {
    const { events } = this.#life;
    this.#session.delegate = delegateTo({
      onAck: () => this.#life.confirm(),
      onReason: (reason) => this.#life.expectEnd(reason),
      onEvent: (event) => events.push(event),
      onNotify: (notification) => this.#requests.sentRefer.hear(notification),
      onReinvite: (request) => {
        letGoOfMessages(this.#session);
        this.#party.identify(request);
      },
      onUpdate: (update) => {
        this.#party.identify(update.message);
        this.#requests.updates.receive(update);
      },
    });
  }

  /** Another branch of a forked INVITE answered than the one that was heard before it. */
  #repairBranch(): void {
    if (!this.#media.needsRestart) return;
    this.restartMedia().catch((error: unknown) => this.#ports.log.warn(`The branch that answered cannot be heard: ${error}`));
  }
}
