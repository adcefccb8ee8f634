import { z } from 'zod';
import { CallQuality, QualityGrade } from './quality.ts';
import { CallVideo } from './video.ts';

/** Which side put the call on hold. */
export const Hold = z.enum(['none', 'local', 'remote', 'both']);
export type Hold = z.infer<typeof Hold>;

/**
 * Why a call ended, in the domain's words. `by` tells whose act it was.
 * `code` is the SIP status (or the cause in a Reason header, RFC 3326), null where none was on the wire.
 * `transferred`: the far end talks to somebody else now. `blocked` and `do-not-disturb`: our own rules refused the caller.
 * `phrase` is the far end's own wording, shortened, never trusted as markup. `to`: who takes the call now, a number or an address as
 * far as we know it, of one that was redirected or transferred.
 */
export const EndReason = z.object({
  kind: z.enum([
    'hung-up',
    'cancelled',
    'declined',
    'busy',
    'no-answer',
    'not-found',
    'unavailable',
    'answered-elsewhere',
    'redirected',
    'transferred',
    'blocked',
    'do-not-disturb',
    'forbidden',
    'incompatible',
    'network-lost',
    'media-failed',
    'refused',
    'failed',
  ]),
  by: z.enum(['local', 'remote']),
  code: z.number().int().nullable(),
  phrase: z.string(),
  to: z.string().optional(),
});
export type EndReason = z.infer<typeof EndReason>;

/** Times are epoch milliseconds. `since` is when the call was answered. */
export const CallState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dialing') }),
  z.object({ kind: z.literal('ringing') }),
  z.object({ kind: z.literal('connecting') }),
  z.object({ kind: z.literal('active'), since: z.number(), hold: Hold }),
  z.object({ kind: z.literal('ended'), at: z.number(), since: z.number().nullable(), reason: EndReason }),
]);
export type CallState = z.infer<typeof CallState>;

/** Who is at the other end. Text from the wire is cleaned of control and bidirectional characters and shortened before it gets here. */
export const Peer = z.object({
  /** Display name, empty when none was given. */
  name: z.string(),
  /** User part of the address: a number or a name, what a person would dial. */
  number: z.string(),
  /** Full SIP URI without parameters. */
  uri: z.string(),
  company: z.string(),
  /** URL of a picture the app itself serves, empty when there is none. */
  avatar: z.string(),
});
export type Peer = z.infer<typeof Peer>;

export const Direction = z.enum(['incoming', 'outgoing']);
export type Direction = z.infer<typeof Direction>;

/** Something the user should know about a live call that did not end it. */
export const CallNotice = z.enum([
  'microphone-missing',
  'microphone-denied',
  'microphone-busy',
  'microphone-taken',
  'microphone-lost',
  'hold-refused',
  'resume-refused',
  'tones-refused',
  'no-audio-offered',
  'transfer-failed',
  'sound-missing',
  'sound-not-sent',
  'recording-full',
  'recording-low',
  'recording-folder-gone',
  'recording-not-writable',
  'recording-failed',
  'camera-missing',
  'camera-denied',
  'camera-busy',
  'camera-lost',
  'screen-ended',
  'video-refused',
]);
export type CallNotice = z.infer<typeof CallNotice>;

/** Text that was sent within a call. `at` is epoch milliseconds. */
export const CallMessage = z.object({ from: z.enum(['us', 'them']), text: z.string(), at: z.number() });
export type CallMessage = z.infer<typeof CallMessage>;

/**
 * Someone in a call or a conference. The id of a remote one is the id of its call, or what a conference of the server knows them by; that of the local
 * one is `local`.
 */
export const Participant = z.object({
  id: z.string(),
  name: z.string(),
  uri: z.string(),
  isLocal: z.boolean(),
  isMuted: z.boolean(),
  /** Known in conferences only; false elsewhere. */
  isSpeaking: z.boolean(),
});
export type Participant = z.infer<typeof Participant>;

/**
 * A call on its way to somebody else. `sending`: by us, and `progress` is the SIP status that its new far end last told (100, 180 …).
 * `asked`: the far end wants us to call `target` instead, and the user is to say yes or no.
 */
export const Transfer = z.object({ kind: z.enum(['sending', 'asked']), target: z.string(), progress: z.number().int().nullable() });
export type Transfer = z.infer<typeof Transfer>;

/** What of a call is recorded: sound, pictures, or both: the sound, and pictures from when there are some. */
export const RecordingMode = z.enum(['audio', 'video', 'both']);
export type RecordingMode = z.infer<typeof RecordingMode>;

/** A recording that is being made here. Epoch milliseconds. Paused, it goes on with silence, and nothing is seen. */
export const CallRecording = z.object({ startedAt: z.number(), isPaused: z.boolean(), mode: RecordingMode });
export type CallRecording = z.infer<typeof CallRecording>;

/** Everything a view, the tray or a program may know about one call, as plain data. */
export const CallSnapshot = z.object({
  id: z.string(),
  /** Small number that stays the same for the call's life, for the operating system's call list. */
  identifier: z.number().int(),
  accountId: z.string(),
  direction: Direction,
  /** What was dialled, or the address the caller asked for. */
  destination: z.string(),
  peer: Peer,
  /** Epoch milliseconds at which the call was dialled or came in. */
  createdAt: z.number(),
  state: CallState,
  isMicrophoneMuted: z.boolean(),
  isSpeakerMuted: z.boolean(),
  /** How loud it is played among the other calls, 0 to 1. */
  speakerVolume: z.number(),
  /** What was asked of the far end and not answered yet. */
  pending: z.enum(['hold', 'resume', 'answer', 'hang-up']).nullable(),
  /** `early` is sound before the answer (RFC 3960), once there is some in it; `interrupted` means the network went and is being repaired. */
  audio: z.enum(['none', 'early', 'flowing', 'interrupted']),
  /** Digits sent in this call, newest last. */
  tonesSent: z.string(),
  notice: CallNotice.nullable(),
  /** Who sent the caller on to us (RFC 5806, RFC 7044). */
  forwardedBy: Peer.nullable(),
  /** The id of the call that this one is about, while it may still be handed over. */
  consultationFor: z.string().nullable(),
  conferenceId: z.string().nullable(),
  transfer: Transfer.nullable(),
  /** The SIP status with which the last transfer failed, of the REFER or of the call that it led to; null where none was told. */
  transferFailure: z.number().int().nullable(),
  /** Oldest first, the last fifty. */
  messages: z.array(CallMessage),
  /** Ourselves first. Within a conference everyone in it. */
  participants: z.array(Participant),
  /** Digits that wait for the user to go on; empty for none. */
  tonesWaiting: z.string(),
  /** The phone took the call by itself. */
  isAutoAnswered: z.boolean(),
  recording: CallRecording.nullable(),
  /** The far end says that it records (RFC 7866). */
  isRecordedByPeer: z.boolean(),
  video: CallVideo,
  /** How it sounds now; null while it is not talked in, and before the first report. The figures are an event's, `report`: they change every few seconds. */
  grade: QualityGrade.nullable(),
  /** How it sounded, once it has ended; null where there was no report. */
  quality: CallQuality.nullable(),
});
export type CallSnapshot = z.infer<typeof CallSnapshot>;

/** A past call, as the history keeps it. `answeredAt` is null when it was never answered. */
export const CallRecord = z.object({
  id: z.string(),
  accountId: z.string(),
  direction: Direction,
  destination: z.string(),
  peer: Peer,
  createdAt: z.number(),
  answeredAt: z.number().nullable(),
  endedAt: z.number(),
  reason: EndReason,
  /** Absent where nothing was measured, and in records of older versions. */
  quality: CallQuality.optional(),
});
export type CallRecord = z.infer<typeof CallRecord>;
