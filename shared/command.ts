import { z } from 'zod';
import { longestNote } from './announced-presence.ts';
import { RecordingMode } from './call.ts';
import { DeviceRole } from './devices.ts';
import { PresenceChoice } from './presence.ts';
import { Pattern } from './rules.ts';
import { DeviceChoice } from './settings.ts';

/** Every action that a user or the operating system can ask of the phone, whatever door it came through. */
export const Command = z.discriminatedUnion('kind', [
  /** `target` is text as typed or linked; `dial-target.ts` reads it. `confirm`: fill the dial field and let the user press Call. */
  z.object({
    kind: z.literal('dial'),
    target: z.string(),
    confirm: z.boolean(),
    anonymous: z.boolean().optional(),
    /** Offers the camera or does not; without it, as the user set it. What is not asked for by the user's own hand says false. */
    video: z.boolean().optional(),
  }),
  /** The last number that was dialled, once more. */
  z.object({ kind: z.literal('redial') }),
  /** `video`: the camera is turned on. Without it a caller's pictures are not taken either. */
  z.object({ kind: z.literal('answer'), callId: z.string(), video: z.boolean().optional() }),
  /** `message` is told to the caller as far as their phone can show it. */
  z.object({ kind: z.literal('decline'), callId: z.string(), mode: z.enum(['busy', 'decline']), message: z.string().max(200).optional() }),
  z.object({ kind: z.literal('send-to-voicemail'), callId: z.string() }),
  /** Sends a caller who still rings here to somebody else. */
  z.object({ kind: z.literal('redirect'), callId: z.string(), target: z.string() }),
  z.object({ kind: z.literal('hang-up'), callId: z.string() }),
  z.object({ kind: z.literal('hold'), callId: z.string() }),
  z.object({ kind: z.literal('resume'), callId: z.string() }),
  z.object({ kind: z.literal('toggle-microphone'), callId: z.string() }),
  /** For whoever knows what he wants, not what is: a script, a key that is held down. */
  z.object({ kind: z.literal('mute-microphone'), callId: z.string() }),
  z.object({ kind: z.literal('unmute-microphone'), callId: z.string() }),
  z.object({ kind: z.literal('toggle-speaker'), callId: z.string() }),
  /** How loud one call is played among the others. */
  z.object({ kind: z.literal('set-volume'), callId: z.string(), volume: z.number().min(0).max(1) }),
  z.object({ kind: z.literal('send-tones'), callId: z.string(), tones: z.string() }),
  /** Sends the digits that wait behind a `;`. */
  z.object({ kind: z.literal('continue-tones'), callId: z.string() }),
  z.object({ kind: z.literal('send-message'), callId: z.string(), text: z.string().max(4096) }),
  /** Whoever it is, the user calls them that, as long as the call lasts. Both empty: as the wire and the contacts say. */
  z.object({ kind: z.literal('describe-peer'), callId: z.string(), name: z.string().max(200), company: z.string().max(200) }),
  /** Without `mode`, as the user set it. */
  z.object({ kind: z.literal('record'), callId: z.string(), mode: RecordingMode.optional() }),
  z.object({ kind: z.literal('stop-recording'), callId: z.string() }),
  z.object({ kind: z.literal('pause-recording'), callId: z.string(), on: z.boolean() }),
  z.object({ kind: z.literal('turn-camera'), callId: z.string(), on: z.boolean() }),
  /** Whether what the far end shows is taken. */
  z.object({ kind: z.literal('receive-video'), callId: z.string(), on: z.boolean() }),
  /** Shows the screen or window that was chosen before (`screen:choose`), or asks the system. `beside`: not in the camera's place, where the far end takes both. */
  z.object({ kind: z.literal('share-screen'), callId: z.string(), withSound: z.boolean(), beside: z.boolean() }),
  z.object({ kind: z.literal('stop-sharing'), callId: z.string() }),
  /** Hands the call over at once. */
  z.object({ kind: z.literal('transfer'), callId: z.string(), target: z.string() }),
  /** Calls somebody about the call, which waits on hold. */
  z.object({ kind: z.literal('consult'), callId: z.string(), target: z.string() }),
  /** `callId` is the consultation or the call that it is about. */
  z.object({ kind: z.literal('complete-transfer'), callId: z.string() }),
  z.object({ kind: z.literal('cancel-transfer'), callId: z.string() }),
  /** Joins the far ends of two calls; both calls end here. */
  z.object({ kind: z.literal('transfer-to'), callId: z.string(), otherId: z.string() }),
  z.object({ kind: z.literal('accept-transfer'), callId: z.string() }),
  z.object({ kind: z.literal('decline-transfer'), callId: z.string() }),
  /** All of them talk to each other from now on. Calls that are in the conference already may be named or not. */
  z.object({ kind: z.literal('merge'), callIds: z.array(z.string()).max(16) }),
  /** Back to single calls, of which the newest is talked to. */
  z.object({ kind: z.literal('split-conference') }),
  /** Leaves, and lets the others go on where that is possible. */
  z.object({ kind: z.literal('leave-conference') }),
  z.object({ kind: z.literal('mute-participant'), participantId: z.string(), on: z.boolean() }),
  z.object({ kind: z.literal('drop-participant'), participantId: z.string() }),
  /** Whoever it means does not ring here any more; a pattern as in `rules.ts`. */
  z.object({ kind: z.literal('block'), pattern: Pattern }),
  z.object({ kind: z.literal('do-not-disturb'), on: z.boolean() }),
  /** What others are to know of the user. Whatever is not `dnd` ends do not disturb, unless `leavesQuiet`. Without a note the one before stays. */
  z.object({
    kind: z.literal('set-presence'),
    status: PresenceChoice,
    note: z.string().max(longestNote).optional(),
    leavesQuiet: z.boolean().optional(),
  }),
  /** Before all others from now on, in the middle of a call as well. Null is the system's default. */
  z.object({ kind: z.literal('choose-device'), role: DeviceRole, device: DeviceChoice.nullable() }),
  z.object({ kind: z.literal('show-view'), view: z.enum(['phone', 'settings']) }),
  /** The field in which anything can be typed: people, numbers, commands. */
  z.object({ kind: z.literal('show-command-bar') }),
  /** What was written in a call, over or not; `of` is its id. */
  z.object({ kind: z.literal('show-messages'), of: z.string() }),
  z.object({ kind: z.literal('open-account'), accountId: z.string() }),
  z.object({ kind: z.literal('close-phone') }),
  /** The machine woke up or its addresses changed: a socket that looks open may be dead. */
  z.object({ kind: z.literal('check-connection') }),
  z.object({ kind: z.literal('self-test') }),
]);
export type Command = z.infer<typeof Command>;

const ofOneCall: ReadonlySet<Command['kind']> = new Set([
  'answer',
  'decline',
  'send-to-voicemail',
  'hang-up',
  'hold',
  'resume',
  'toggle-microphone',
  'stop-sharing',
]);

/** What the small window may ask of a call that is there; it can call nobody. */
export const RingCommand = Command.refine(({ kind }) => ofOneCall.has(kind));

/**
 * What came of a command. `callId` names the call that it began, null for none. `reason` is that of a PhoneError, or one of `no-page`
 * (nobody was there to carry it out), `no-answer` (not within a minute) and `failed`; `code` is the SIP status, null where there was none.
 */
export const CommandOutcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), callId: z.string().nullable() }),
  z.object({ ok: z.literal(false), reason: z.string(), code: z.number().int().nullable() }),
]);
export type CommandOutcome = z.infer<typeof CommandOutcome>;
