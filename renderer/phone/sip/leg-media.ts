import type { SessionDescriptionHandler } from 'sip.js';
import type { LegVideo, RecordState, VideoWish } from '../line.ts';
import type { MediaPictures } from './media-pictures.ts';

/** What the sound of a leg tells its leg. */
export type MediaEvent =
  /** Remote audio is attached; it may be silent still. */
  | { kind: 'audio'; stream: MediaStream }
  | { kind: 'path'; state: 'flowing' | 'interrupted' | 'failed' }
  /** The far end holds the call, or took it back. */
  | { kind: 'held'; on: boolean }
  /** The far end says whether it records (RFC 7866). */
  | { kind: 'recorded'; on: boolean }
  | { kind: 'video'; video: LegVideo };

/** The sound of one leg: SIP.js's seam for offers and answers, and what a phone does besides. Implemented by `media.ts` and by test stubs. */
export interface LegMedia extends SessionDescriptionHandler {
  onEvent: (event: MediaEvent) => void;
  /** Set by the leg: whether the description that SIP.js hands over next is an offer, which it does not say itself. */
  isOffered: () => boolean;
  readonly isHeldByRemote: boolean;
  /** The answer came from another branch of a forked INVITE than the one heard before it: only an ICE restart reaches that one. */
  readonly needsRestart: boolean;
  /** Whether digits can be sent as RTP events (RFC 4733): the far end takes them, and the way is open or opens within half a second. */
  readyForTones: () => Promise<boolean>;
  /** Reads the offer of an incoming call while it rings. Rejects when it cannot be answered; nothing is sent to the caller's addresses. */
  prepare: (offer: string) => Promise<void>;
  /** Sound before the answer (RFC 3960); the real answer may differ. */
  setEarlyAnswer: (sdp: string) => Promise<void>;
  /**
   * Answers an offer that came by UPDATE (RFC 3311). Before the answer to the INVITE, the branch that is heard early becomes the one that is
   * talked to. Rejects when it cannot be answered; everything is as before then.
   */
  answer: (offer: string) => Promise<string>;
  /** The wish for the next offer or answer; takes the microphone off the wire at once. */
  hold: (on: boolean) => void;
  /** From the next offer or answer on, each says so (RFC 7866 6.1.1). */
  tellRecording: (state: RecordState) => void;
  /** What is wished of pictures: what has a place on the wire is put there at once, the next offer or answer tells the rest. */
  readonly pictures: Pick<MediaPictures, 'wish' | 'answered' | 'set' | 'needsOffer' | 'renew'>;
  /** The next offer has new ICE credentials (RFC 8445 9). */
  restart: () => void;
  rollbackDescription: () => Promise<void>;
  setMicrophone: (track: MediaStreamTrack | null) => Promise<void>;
  sendTones: (tones: string) => Promise<void>;
  readStatistics: () => Promise<RTCStatsReport | null>;
}

/** Makes the sound of legs; one for each line. */
export interface MediaSource {
  /** `video`: pictures are to be offered with it. */
  outgoing: (options?: { video?: VideoWish }) => LegMedia;
  incoming: () => LegMedia;
  /** Makes the next outgoing call fast. Called when the line has registered; before, it would only be in the way. */
  warm: () => void;
  close: () => void;
}
