import type { CallMessage, CallSnapshot, CallState, EndReason, Participant, Peer, Transfer } from '../../../shared/call.ts';
import type { CallReport } from '../../../shared/quality.ts';
import type { VideoStream } from './source.ts';

/** What happens to one call, in this order where several things happen at once. */
export interface CallEvents {
  state: { new: CallState; old: CallState };
  /** 2xx: someone took the call; the media is being set up. */
  accepted: CallSnapshot;
  /** The call is up. */
  confirmed: CallSnapshot;
  /** Before `ended`, of a call that was never answered and that nobody here gave up. */
  failed: { reason: EndReason; code: number | null };
  /** Before `ended`: the far end talks to somebody else now. */
  transferred: CallSnapshot;
  ended: CallSnapshot;
  peer: { new: Peer; old: Peer };
  /** The call is being handed over, or the far end wants it to be; `progress` counts. */
  transfer: { new: Transfer | null; old: Transfer | null };
  /** A 3xx answer sent the call on: another SIP URI is being called now. */
  redirected: { from: string; to: string };
  /** The far end's sound. Early media comes before the answer. */
  audio: MediaStream;
  /** Something is to be seen from now on, of the far end or of ours. */
  streamAdded: { stream: VideoStream; isLocal: boolean };
  streamRemoved: { stream: VideoStream; isLocal: boolean };
  /** The far end pressed a key. */
  tone: string;
  /** A text within the call, from either side. */
  message: CallMessage;
  /** An INFO of the far end that is meant for a program. */
  info: { mime: string; body: string };
  /** Someone came, left, is called something else, was muted or, in a conference, spoke. */
  participants: readonly Participant[];
  /** How the call sounded during the last seconds. */
  report: CallReport;
  /** Anything in the snapshot is different. Comes last. */
  changed: CallSnapshot;
}

const all = {
  state: true,
  accepted: true,
  confirmed: true,
  failed: true,
  transferred: true,
  ended: true,
  peer: true,
  transfer: true,
  redirected: true,
  audio: true,
  streamAdded: true,
  streamRemoved: true,
  tone: true,
  message: true,
  info: true,
  participants: true,
  report: true,
  changed: true,
} as const satisfies Record<keyof CallEvents, true>;

/** The names of all events that a call may tell. */
export const callEventNames = Object.keys(all) as readonly (keyof CallEvents)[];
