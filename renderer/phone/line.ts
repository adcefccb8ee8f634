import type { Account, Credentials } from '../../shared/account.ts';
import type { Direction, EndReason, Peer } from '../../shared/call.ts';
import type { Lamp } from '../../shared/presence.ts';
import type { LineProblem } from '../../shared/registration.ts';
import type { VideoContent, VideoRules } from '../../shared/video.ts';

/** What one side says to the other of its recording (RFC 7866 6.1.1). */
export type RecordState = 'on' | 'off' | 'paused';

/** Extra headers of a request or answer. Names begin with `X-`; values hold no line break. */
export type ExtraHeaders = Readonly<Record<string, string>>;

/**
 * One account's connection to its server, as the domain needs it. It never retries by itself: `registration.ts` decides when.
 * Implemented over SIP.js by `sip/sip-line.ts` and in memory by `testing/fake-line.ts`.
 */
export interface Line {
  /** The owner sets these before `open`. */
  onEvent: (event: LineEvent) => void;
  onIncoming: (leg: Leg) => void;
  /**
   * Connects the socket to a server of the account, the first unless told otherwise, and registers, unless the account is a guest. What becomes of
   * it arrives as events. Calling it again starts over; a registration that stands at another server is taken back before.
   */
  open(server?: string): void;
  /** Whether a server answers SIP, asked over a connection of its own, within five seconds. Disturbs nothing. */
  probe(server: string): Promise<boolean>;
  /** Un-registers as far as the socket allows within two seconds, and closes it. Live legs are hung up by their owner before. */
  close(): Promise<void>;
  /** Sends a keep-alive now and reports `lost` unless an answer comes within `deadline` milliseconds. */
  check(deadline: number): void;
  /** Starts an outgoing call: the INVITE is on its way when this returns. `uri` is a SIP URI, already complete. */
  invite(uri: string, options: InviteOptions): Leg;
  /** Tells what is known of whoever has a SIP URI, from the first word of the server on, until the function that this returns is called. */
  watch(uri: string, tell: (sight: Sight) => void): () => void;
  /** PUBLISH, once (RFC 3903 4.1). On its way when this returns; rejects with a `PhoneError` when it could not be sent or was refused. */
  publish(publication: Publication): Promise<void>;
  /**
   * Keeps a document at the server (RFC 3903) while it is connected: another one takes its place, null takes it back, and so does `close`. To be
   * asked for anew with every registration. Settles when the server has it; rejects with a `PhoneError` `rejected` when it never will.
   */
  announce(announcement: Announcement | null): Promise<void>;
}

/** What the server tells of somebody: what their telephone does, or what they say of themselves. */
export type Sight =
  | { readonly of: 'telephone'; readonly lamp: Lamp }
  | { readonly of: 'person'; readonly lamp: Lamp; readonly note: string };

/** A document about whoever owns the line, for those who watch them. */
export type Announcement = Omit<Publication, 'uri'>;

/** Something that others may want to know, for whoever collects it. */
export interface Publication {
  /** SIP URI, already complete. */
  readonly uri: string;
  /** As the Event header names it. */
  readonly event: string;
  readonly mime: string;
  readonly body: string;
}

export interface InviteOptions {
  headers?: ExtraHeaders;
  /** Asks the network to keep our name and number from whoever is called (RFC 3323). */
  anonymous?: boolean;
  /** The INVITE takes the place of that leg at its far end (RFC 3891). */
  replaces?: Leg;
  /** Pictures are offered beside the sound. */
  video?: VideoWish;
}

/** What of a call is to be seen from now on. */
export interface VideoWish extends VideoRules {
  /** What we show; without a track it is promised and comes later. Null: nothing. */
  readonly main: { readonly content: VideoContent; readonly track: MediaStreamTrack | null } | null;
  /** A screen beside that (RFC 4796), where the far end takes a second stream; null: none. */
  readonly slides: MediaStreamTrack | null;
  /** What the far end shows is taken. */
  readonly receives: boolean;
}

/** What of a call can be seen, as both ends agreed. */
export interface LegVideo {
  /** What the far end takes of us. */
  readonly sent: readonly VideoContent[];
  /** `label`: whose it is among the members of a conference, in the server's words (RFC 4574); null or absent where it does not say. */
  readonly received: readonly { readonly content: VideoContent; readonly stream: MediaStream; readonly label?: string | null }[];
  /** The far end offered pictures, or would take ours, and we show none. */
  readonly isAsked: boolean;
}

/** Of a leg without pictures. */
export const noLegVideo: LegVideo = { sent: [], received: [], isAsked: false };

/** What an INVITE asks of the phone that it rings, header by header as it came. */
export interface AutoAnswerHeaders {
  callInfo: readonly string[];
  alertInfo: readonly string[];
  answerMode: readonly string[];
}

/** What the INVITE of an incoming leg says about how it came. Text is cleaned as that of a `Peer`. */
export interface InviteFacts {
  /** The caller keeps name or number to themselves (RFC 3323). */
  readonly isAnonymous: boolean;
  /** Host part of the caller's address, as far as the server vouches for it. */
  readonly host: string;
  readonly autoAnswer: AutoAnswerHeaders;
  /** Who sent the call on to us: Diversion (RFC 5806) or History-Info (RFC 7044). */
  readonly forwardedBy: Peer | null;
  /** Those that begin with `X-`. */
  readonly headers: ExtraHeaders;
}

/** Of an outgoing leg, and of an INVITE that says nothing. */
export const noFacts: InviteFacts = {
  isAnonymous: false,
  host: '',
  autoAnswer: { callInfo: [], alertInfo: [], answerMode: [] },
  forwardedBy: null,
  headers: {},
};

/** What happened to the connection, in order. */
export type LineEvent =
  | { kind: 'connected' }
  | { kind: 'registered' }
  /** The server said no in a way that trying again cannot mend. */
  | { kind: 'refused'; problem: LineProblem }
  /** The socket could not be opened, was lost, or the server failed for now. `retryAfter` is the server's wish in seconds (RFC 3261 20.33). */
  | { kind: 'lost'; problem: LineProblem; retryAfter: number | null };

/** One SIP dialog and its media, as the domain needs it. */
export interface Leg {
  /** Unique among all legs of this app: the dialog's Call-ID. */
  readonly id: string;
  readonly direction: Direction;
  /** What was dialled, or the address that the caller asked for. */
  readonly destination: string;
  readonly peer: Peer;
  /** False when the far end offers no audio: the call can be answered, and nothing will be heard. */
  readonly hasAudio: boolean;
  /** The far end offers pictures. */
  readonly hasVideo: boolean;
  /**
   * Of an incoming leg that takes over another one (RFC 3891): the id of that one, which ends with `hung-up` once this is accepted.
   * The owner accepts it at once, without ringing, when the other was answered: its user is already talking.
   */
  readonly replaces?: string;
  readonly facts: InviteFacts;
  /** The owner sets this at once; events that came before are delivered then. */
  onEvent: (event: LegEvent) => void;
  /** 200 OK to an incoming INVITE. Rejects when the dialog cannot be set up. */
  accept(options: { headers?: ExtraHeaders }): Promise<void>;
  /** Final answer to an incoming INVITE: 486 for `busy`, 603 for `decline`. The message goes into the Reason header (RFC 3326). */
  decline(options: { mode: 'busy' | 'decline'; headers?: ExtraHeaders; message?: string }): Promise<void>;
  /** 302 to an incoming INVITE with that SIP URI as its Contact (RFC 3261 21.3.3). The leg ends with `redirected`, by local. */
  redirect(uri: string, options: { headers?: ExtraHeaders }): Promise<void>;
  /** Ends an outgoing or answered call: CANCEL or BYE, whichever the dialog needs. */
  hangUp(options: { headers?: ExtraHeaders }): Promise<void>;
  /**
   * Asks the far end by re-INVITE and settles with its final answer. Requests of one leg are sent one after another;
   * 491 is tried again after the pause of RFC 3261 14.1. Rejects with a `PhoneError` when refused; nothing changed then.
   */
  hold(on: boolean): Promise<void>;
  /** RFC 4733 where the far end takes telephone-event, else INFO with application/dtmf-relay. Settles when the last tone was sent. */
  sendTones(tones: string): Promise<void>;
  /**
   * REFER (RFC 3515): asks the far end to call a SIP URI or, with Replaces (RFC 3891), to take over our side of another leg. Settles when it
   * reports a 2xx. Rejects with a `PhoneError`: `rejected` with the code of its answer or report, `timed-out` after 60 s without a report.
   * The leg goes on either way: its owner hangs it up. `onProgress` hears each provisional status that is reported.
   */
  refer(target: string | Leg, options: { headers?: ExtraHeaders; onProgress?: (code: number) => void }): Promise<void>;
  /** INFO within the dialog (RFC 6086, in the old way of RFC 2976). Rejects with a `PhoneError` when it was refused. */
  sendInfo(mime: string, body: string, options: { headers?: ExtraHeaders }): Promise<void>;
  /** MESSAGE within the dialog (RFC 3428), or INFO with text/plain where that is unknown. Rejects with a `PhoneError` when both were refused. */
  sendMessage(text: string): Promise<void>;
  /** Puts a track on the wire in place of the one before, the microphone's or a mix, or takes it off. Never renegotiates. */
  setMicrophone(track: MediaStreamTrack | null): Promise<void>;
  /**
   * What is shown and taken from now on. By re-INVITE where the far end has to know; before the call is up, the next offer or answer says it. Rejects
   * with a `PhoneError` when that was refused; nothing changed then. What the far end takes of it arrives as `video` before this settles.
   */
  setVideo(wish: VideoWish): Promise<void>;
  /** Takes what comes for something new, where the browser waits in vain for more of the old. Nothing is told to the far end. */
  renewVideo(): Promise<void>;
  /** Re-INVITE with new ICE credentials (RFC 8445 9), after the network changed under the call. */
  restartMedia(): Promise<void>;
  /** Tells the far end by re-INVITE whether we record (RFC 7866). Rejects with a `PhoneError` when that was refused. */
  tellRecording(state: RecordState): Promise<void>;
  /** Raw statistics of the peer connection; null before there is one. */
  readStatistics(): Promise<RTCStatsReport | null>;
}

/** What happened to a leg, in order. A late or repeated event is normal: SIP messages cross on the wire. */
export type LegEvent =
  /** 180 or another provisional answer that means ringing. */
  | { kind: 'rang' }
  /** 2xx sent or received; the media is being set up. */
  | { kind: 'accepted' }
  /** ACK sent or received: the call is up. */
  | { kind: 'confirmed' }
  | { kind: 'held'; side: 'local' | 'remote'; on: boolean }
  | { kind: 'ended'; reason: EndReason }
  /** Remote audio is attached. `early`: before the answer. */
  | { kind: 'audio'; stream: MediaStream; early: boolean }
  /** The path of the media broke or works again. */
  | { kind: 'path'; state: 'flowing' | 'interrupted' | 'failed' }
  | { kind: 'video'; video: LegVideo }
  | { kind: 'peer'; peer: Peer }
  /** The far end says whether it records (RFC 7866). */
  | { kind: 'recorded'; on: boolean }
  | { kind: 'tone-received'; tone: string }
  | { kind: 'message'; text: string }
  /** A conference server tells who is in it, in a document that `rooms/members.ts` reads. */
  | { kind: 'room'; document: string }
  | { kind: 'info'; mime: string; body: string }
  /** The far end wants us to call somebody else. Nothing was answered yet. */
  | { kind: 'refer-asked'; request: ReferRequest }
  /**
   * In place of `ended` when a 3xx sends the call on: the leg is over. `contacts` are SIP URIs, best first (RFC 3261 8.1.3.4). The owner
   * dials again or ends the call for that reason.
   */
  | { kind: 'redirected'; contacts: readonly string[]; reason: EndReason };

/** A REFER of the far end (RFC 3515) that waits for a yes or no. What is asked after the leg ended is refused by itself. */
export interface ReferRequest {
  /** SIP URI to be called, without headers. */
  readonly target: string;
  readonly referredBy: Peer | null;
  /** Host part of whoever asks, as far as the server vouches for it. */
  readonly host: string;
  /** The new call takes over another one at its far end (RFC 3891). */
  readonly replaces: boolean;
  /** 202, and the INVITE goes out; how that goes is reported to the far end by the leg itself (RFC 3515 2.4.4). */
  accept(): Leg;
  /** 603. */
  decline(): void;
}

/** Makes the line of an account. `phone.ts` is given one, so that it never meets SIP.js. */
export type MakeLine = (account: Account, credentials: Credentials) => Line;
