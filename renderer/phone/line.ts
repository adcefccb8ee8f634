import type { Account, Credentials } from '../../shared/account.ts';
import type { Direction, EndReason, Peer } from '../../shared/call.ts';
import type { LineProblem } from '../../shared/registration.ts';

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
  /** Connects the socket and, unless the account is a guest, registers. What becomes of it arrives as events; calling it again starts over. */
  open(): void;
  /** Un-registers as far as the socket allows within two seconds, and closes it. Live legs are hung up by their owner before. */
  close(): Promise<void>;
  /** Sends a keep-alive now and reports `lost` unless an answer comes within `deadline` milliseconds. */
  check(deadline: number): void;
  /** Starts an outgoing call: the INVITE is on its way when this returns. `uri` is a SIP URI, already complete. */
  invite(uri: string, options: InviteOptions): Leg;
}

export interface InviteOptions {
  headers?: ExtraHeaders;
}

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
  /**
   * Of an incoming leg that takes over another one (RFC 3891): the id of that one, which ends with `hung-up` once this is accepted.
   * The owner accepts it at once, without ringing, when the other was answered: its user is already talking.
   */
  readonly replaces?: string;
  /** The owner sets this at once; events that came before are delivered then. */
  onEvent: (event: LegEvent) => void;
  /** 200 OK to an incoming INVITE. Rejects when the dialog cannot be set up. */
  accept(options: { headers?: ExtraHeaders }): Promise<void>;
  /** Final answer to an incoming INVITE: 486 for `busy`, 603 for `decline`. */
  decline(options: { mode: 'busy' | 'decline'; headers?: ExtraHeaders }): Promise<void>;
  /** Ends an outgoing or answered call: CANCEL or BYE, whichever the dialog needs. */
  hangUp(options: { headers?: ExtraHeaders }): Promise<void>;
  /**
   * Asks the far end by re-INVITE and settles with its final answer. Requests of one leg are sent one after another;
   * 491 is tried again after the pause of RFC 3261 14.1. Rejects with a `PhoneError` when refused; nothing changed then.
   */
  hold(on: boolean): Promise<void>;
  /** RFC 4733 where the far end takes telephone-event, else INFO with application/dtmf-relay. Settles when the last tone was sent. */
  sendTones(tones: string): Promise<void>;
  /** Puts the microphone's track on the wire, or takes it off. Never renegotiates. */
  setMicrophone(track: MediaStreamTrack | null): Promise<void>;
  /** Re-INVITE with new ICE credentials (RFC 8445 9), after the network changed under the call. */
  restartMedia(): Promise<void>;
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
  | { kind: 'peer'; peer: Peer }
  | { kind: 'tone-received'; tone: string };

/** Makes the line of an account. `phone.ts` is given one, so that it never meets SIP.js. */
export type MakeLine = (account: Account, credentials: Credentials) => Line;
