import { z } from 'zod';
import { Account } from './account.ts';
import { RecordingMode } from './call.ts';
import { defaultIncomingRules } from './default-rules.ts';
import { Headset } from './headset.ts';
import { HeadsetProgram } from './headset-program.ts';
import { Hook } from './hooks.ts';
import { defaultHotkeys, Hotkeys } from './hotkeys.ts';
import { OwnPresence } from './presence.ts';
import { RecordingFormat, RecordingSides } from './recording.ts';
import { IncomingRules } from './rules.ts';
import { SpellingSettings } from './spelling.ts';
import { VideoRules } from './video.ts';

/** A remembered device. The id changes between profiles and restarts, so the label is kept to find it again. */
export const DeviceChoice = z.object({ id: z.string(), label: z.string() });
export type DeviceChoice = z.infer<typeof DeviceChoice>;

/** Remembered devices, the most wanted first: the first that is there is used, and the system's default when none is. */
export const DeviceOrder = z.array(DeviceChoice).max(20).readonly();
export type DeviceOrder = z.infer<typeof DeviceOrder>;

/** What the browser does to the sound of a microphone. */
export const MicrophoneProcessing = z.object({
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
});
export type MicrophoneProcessing = z.infer<typeof MicrophoneProcessing>;

/** 0 is silent, 1 is as loud as the device allows. */
const Volume = z.number().min(0).max(1);

export const AudioSettings = z.object({
  microphone: DeviceOrder,
  speaker: DeviceOrder,
  ringer: DeviceOrder,
  /** Ring as well, while they are there. */
  furtherRingers: DeviceOrder,
  speakerVolume: Volume,
  ringerVolume: Volume,
  /** By how much the microphone is made louder or softer; 1 leaves it as it is. */
  microphoneGain: z.number().min(0).max(3),
  processing: MicrophoneProcessing,
  /** A network that knows speech stands between microphone and wire. It costs delay and work. */
  suppressesStrongly: z.boolean(),
  /** Names of Bluetooth headsets whose microphone the user wants, telephone sound or not. */
  bluetoothKept: z.array(z.string().max(300)).max(50).readonly(),
});
export type AudioSettings = z.infer<typeof AudioSettings>;

export const VideoSettings = VideoRules.extend({
  camera: DeviceOrder,
  /** What the user dials in the phone view offers video. */
  dialsWithVideo: z.boolean(),
});
export type VideoSettings = z.infer<typeof VideoSettings>;

/** What is shown of calls while the user looks elsewhere. */
export const NotificationSettings = z.object({
  /** The small window with Answer and Decline. */
  ringWindow: z.boolean(),
  /** The small window of a call that is up while the main one is out of sight. */
  miniCall: z.boolean(),
  /** The system's own notification of a caller, beside the small window. */
  ringing: z.boolean(),
  missed: z.boolean(),
  /** Of messages within a call. */
  messages: z.boolean(),
  /** Whether the system's notifications say who calls. `unlocked`: not while the screen is locked, as far as the system tells. */
  caller: z.enum(['always', 'unlocked', 'never']),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

export const RecordingSettings = z.object({
  /** Null: the app's own folder. Chosen in a dialog of the system only. */
  folder: z.string().nullable(),
  /** Of the file names; see `recording-files.ts`. */
  pattern: z.string().max(200),
  sides: RecordingSides,
  mode: RecordingMode,
  /** Of sound alone. */
  format: RecordingFormat,
  /** Everybody in the call hears now and then that it is recorded. */
  tone: z.boolean(),
  /** Ids of the accounts whose calls are recorded without asking, from the answer on. */
  automatic: z.array(z.string()).max(100),
  /** Days after which recordings are removed; 0: never. */
  keepDays: z.number().int().min(0).max(3650),
});
export type RecordingSettings = z.infer<typeof RecordingSettings>;

export const Settings = z.object({
  /** Layout of this file; `store.ts` migrates older ones. */
  version: z.literal(3),
  accounts: z.array(Account),
  /** The account that `phone.reopen()` opens; null before the first sign-in and after sign-out. */
  activeAccountId: z.string().nullable(),
  theme: z.enum(['system', 'light', 'dark']),
  audio: AudioSettings,
  video: VideoSettings,
  notifications: NotificationSettings,
  /** What closing the main window does: the phone goes on and rings, or it quits. */
  closing: z.enum(['go-on', 'quit']),
  /** False: a second caller hears busy (486) while a call is up. */
  callWaiting: z.boolean(),
  /** How many calls there may be at once; one more hears busy (486). 1 to 32. */
  callLimit: z.number().int().min(1).max(32),
  /** After hanging up, the call that waits on hold is resumed by itself. */
  resumesHeld: z.boolean(),
  incoming: IncomingRules,
  /** What a caller can be told when declined, besides the app's own sentences. */
  declineMessages: z.array(z.string().min(1).max(200)).max(10),
  /** What the transfer button does first: hands the call over at once, or calls the other person to talk before. */
  transferChoice: z.enum(['now', 'talk-first']),
  hotkeys: Hotkeys,
  hooks: z.array(Hook).max(50),
  /** Those whose buttons drive the phone, as the user paired them. */
  headsets: z.array(Headset).max(20),
  /** The maker's program that speaks for its headsets, in place of their buttons themselves. Null: none is used. */
  headsetProgram: HeadsetProgram.nullable(),
  /** A link fills the dial field and the user presses Call; false: it calls at once. */
  asksBeforeLink: z.boolean(),
  /** Without a window. */
  startsAtLogin: z.boolean(),
  /** What plays on this computer waits while a call is up, where the system lets it be told so. */
  pausesMusic: z.boolean(),
  spelling: SpellingSettings,
  presence: OwnPresence,
  /** What is so while the screen is locked, where the system tells. */
  whenLocked: z.enum(['nothing', 'away', 'dnd']),
  /** Upper limit for ICE gathering before an offer or answer is sent, in milliseconds after gathering began. */
  iceGatheringLimit: z.number().int().min(0).max(5000),
  recording: RecordingSettings,
  /** Milliseconds between two reports of how a call sounds; 0: none. */
  reportInterval: z.number().int().min(0).max(60_000),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  version: 3,
  accounts: [],
  activeAccountId: null,
  theme: 'system',
  audio: {
    microphone: [],
    speaker: [],
    ringer: [],
    furtherRingers: [],
    speakerVolume: 1,
    ringerVolume: 0.8,
    microphoneGain: 1,
    processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    suppressesStrongly: false,
    bluetoothKept: [],
  },
  video: { camera: [], codec: null, maxBitRate: null, dialsWithVideo: false },
  notifications: { ringWindow: true, miniCall: true, ringing: true, missed: true, messages: true, caller: 'unlocked' },
  closing: 'go-on',
  callWaiting: true,
  callLimit: 8,
  resumesHeld: false,
  incoming: defaultIncomingRules,
  declineMessages: [],
  transferChoice: 'talk-first',
  hotkeys: defaultHotkeys,
  hooks: [],
  headsets: [],
  headsetProgram: null,
  asksBeforeLink: true,
  startsAtLogin: false,
  pausesMusic: true,
  spelling: { isOn: null, languages: [], server: '' },
  presence: { status: 'available', note: '' },
  whenLocked: 'nothing',
  iceGatheringLimit: 300,
  recording: {
    folder: null,
    pattern: '{date} {time} {name}',
    sides: 'both',
    mode: 'both',
    format: 'ogg',
    tone: false,
    automatic: [],
    keepDays: 0,
  },
  reportInterval: 3_000,
};

/** What the page may change; the rules are given whole. Accounts, hooks and headsets change through the requests of their own only. */
export const SettingsPatch = Settings.pick({
  theme: true,
  closing: true,
  callWaiting: true,
  callLimit: true,
  resumesHeld: true,
  incoming: true,
  declineMessages: true,
  transferChoice: true,
  hotkeys: true,
  asksBeforeLink: true,
  startsAtLogin: true,
  pausesMusic: true,
  presence: true,
  whenLocked: true,
  iceGatheringLimit: true,
  reportInterval: true,
  headsetProgram: true,
})
  .extend({
    audio: AudioSettings.partial(),
    video: VideoSettings.partial(),
    notifications: NotificationSettings.partial(),
    recording: RecordingSettings.omit({ folder: true }).partial(),
    // Where dictionaries come from is not for the page to say.
    spelling: SpellingSettings.omit({ server: true }).partial(),
  })
  .partial()
  .strict();
export type SettingsPatch = z.infer<typeof SettingsPatch>;
