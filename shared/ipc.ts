import { z } from 'zod';
import { Account, AccountPatch, Credentials, SignIn, SignInFileProblem, SignInProblem } from './account.ts';
import { CallRecord, CallSnapshot } from './call.ts';
import { Command, CommandOutcome, RingCommand } from './command.ts';
import { Contact } from './contact.ts';
import { DeviceList, DeviceRole, OpenDevices } from './devices.ts';
import { Headset } from './headset.ts';
import { ProgramPress, ProgramState, ProgramView } from './headset-program.ts';
import { Hook, HookProblem } from './hooks.ts';
import { HotkeyReport } from './hotkeys.ts';
import { LinkReport } from './links.ts';
import { MediaAccess, MediaKind } from './media-access.ts';
import { Favourite, MOST_FAVOURITES } from './presence.ts';
import { Recording, RecordingPart, RecordingStart, Written } from './recording.ts';
import { LineProblem, RegistrationState } from './registration.ts';
import { ScreenChoice, ScreenOffer } from './screen.ts';
import { DeviceChoice, Settings, SettingsPatch } from './settings.ts';
import { SpellingReport } from './spelling.ts';

/**
 * Where passwords can be kept: `encrypted` by the system's own store, `plain` where Linux offers nothing better than a fixed
 * key (safeStorage's `basic_text`), `unavailable` where nothing answered, `starting` while a keyring may still be unlocking.
 */
export const SecretStorage = z.enum(['encrypted', 'plain', 'unavailable', 'starting']);
export type SecretStorage = z.infer<typeof SecretStorage>;

/** Something main did that the user should know, in data: the page has the words. */
export const Notice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file-set-aside'), file: z.string(), movedTo: z.string() }),
  /** `detail`: the names of the fields at fault where `problem` is `bad-field`, else empty. */
  z.object({ kind: z.literal('sign-in-file'), file: z.string(), problem: SignInFileProblem, detail: z.string() }),
  z.object({ kind: z.literal('password-lost'), accountId: z.string() }),
  z.object({ kind: z.literal('bad-link'), link: z.string() }),
  z.object({ kind: z.literal('autostart-failed'), detail: z.string() }),
  /** `what`: the program or the address. */
  z.object({ kind: z.literal('hook-failed'), what: z.string(), problem: HookProblem }),
  /** The system sends these elsewhere: `tel:, sip:`. */
  z.object({ kind: z.literal('links-refused'), schemes: z.string() }),
  /** The system made no icon beside the clock. */
  z.object({ kind: z.literal('no-tray'), detail: z.string() }),
  /** A dictionary for spelling could not be fetched; `language` as Chromium names it. */
  z.object({ kind: z.literal('dictionary-failed'), language: z.string() }),
  z.object({ kind: z.literal('bad-dictionary-server'), server: z.string() }),
  z.object({ kind: z.literal('bad-clipboard') }),
  z.object({ kind: z.literal('bad-selection') }),
  z.object({ kind: z.literal('history-unavailable') }),
  z.object({ kind: z.literal('contacts-unavailable') }),
  z.object({ kind: z.literal('recordings-unavailable') }),
]);
export type Notice = z.infer<typeof Notice>;

export const AppInfo = z.object({
  version: z.string(),
  platform: z.enum(['linux', 'darwin', 'win32']),
  secretStorage: SecretStorage,
});
export type AppInfo = z.infer<typeof AppInfo>;

/** What the small window shows. */
export const RingView = z.object({
  /** Who rings, oldest first. */
  ringing: z.array(CallSnapshot),
  /** The call that is up, while the main window is out of sight. */
  current: CallSnapshot.nullable(),
  /** Answering one who rings puts another call on hold. */
  isCallUp: z.boolean(),
  /** There is a number to send callers to. */
  hasVoicemail: z.boolean(),
  /** What a caller can be told besides the app's own sentences. */
  declineMessages: z.array(z.string()),
  theme: Settings.shape.theme,
});
export type RingView = z.infer<typeof RingView>;

const SelfTestStep = z.object({ name: z.string(), ok: z.boolean(), milliseconds: z.number(), detail: z.string() });

/** Renderer asks, main answers. */
export const requests = {
  /** The page listens now: main sends what it has kept for it. */
  'app:ready': { input: z.void(), output: AppInfo },
  'settings:read': { input: z.void(), output: Settings },
  'settings:update': { input: SettingsPatch, output: Settings },
  'account:sign-in': {
    input: SignIn,
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), account: Account }),
      z.object({ ok: z.literal(false), problem: SignInProblem }),
    ]),
  },
  /** Keeps what the user set for an account. Nothing happens where there is no such account. */
  'account:update': { input: z.object({ accountId: z.string(), patch: AccountPatch }), output: Settings },
  /** Forgets the account and its password. */
  'account:sign-out': { input: z.object({ accountId: z.string() }), output: z.void() },
  /** The only output that names a password. Null: none is kept, ask the user. */
  'account:credentials': { input: z.object({ accountId: z.string() }), output: Credentials.nullable() },
  /** Looks at the server from outside Chromium, because a page is never told why its WebSocket failed. Null: nothing wrong was found. */
  'server:probe': { input: z.object({ server: z.string().max(2048) }), output: LineProblem.nullable() },
  /** The phone's two projections in main: what tray, power and badge see. */
  'phone:changed': { input: z.object({ registration: RegistrationState, calls: z.array(CallSnapshot) }), output: z.void() },
  /** What came of the command that was asked under this number. */
  'command:done': { input: z.object({ id: z.number().int(), outcome: CommandOutcome }), output: z.void() },
  'history:list': {
    input: z.object({ before: z.number().nullable(), limit: z.number().int().min(1).max(500) }),
    output: z.array(CallRecord),
  },
  'history:add': { input: CallRecord, output: z.void() },
  'history:remove': { input: z.object({ ids: z.array(z.string()).max(500) }), output: z.void() },
  'history:clear': { input: z.void(), output: z.void() },
  /** Whether the page has the list of past calls on it: whoever looks at it then has heard of the missed ones. */
  'history:shown': { input: z.boolean(), output: z.void() },
  /** What there is to speak into, to listen to and to be seen with. */
  'devices:changed': { input: DeviceList, output: z.void() },
  /** Which of them the page has really opened; main keeps it for everyone who shows it. */
  'devices:opened': { input: OpenDevices, output: z.void() },
  /** Puts a device before all others; null is the system's default. */
  'devices:choose': { input: z.object({ role: DeviceRole, device: DeviceChoice.nullable() }), output: Settings },
  /** Whom the user wants at hand, in the order of the page, anew with every change of a lamp. */
  'favourites:changed': { input: z.array(Favourite).max(MOST_FAVOURITES), output: z.void() },
  'media:access': { input: MediaKind, output: MediaAccess },
  /** Opens the place of the system's settings where programs are let at it, if there is one. */
  'media:open-settings': { input: MediaKind, output: z.void() },
  /** As if the user had chosen Quit: asks while a call is up. */
  'app:quit': { input: z.void(), output: z.void() },
  'contacts:list': { input: z.void(), output: z.array(Contact) },
  /** A new contact, or the new state of one. False: it could not be written. */
  'contacts:save': { input: Contact, output: z.boolean() },
  'contacts:remove': { input: z.object({ ids: z.array(z.string()).max(500) }), output: z.boolean() },
  /** Opens a file for a recording, in the folder that the user chose. */
  'recording:begin': { input: RecordingStart, output: Written },
  'recording:append': { input: RecordingPart, output: Written },
  'recording:end': { input: z.object({ id: z.string() }), output: z.void() },
  /** Newest first; not those that are still written. */
  'recording:list': {
    input: z.object({ before: z.number().nullable(), limit: z.number().int().min(1).max(100) }),
    output: z.array(Recording),
  },
  'recording:rename': { input: z.object({ id: z.string(), title: z.string().max(200) }), output: z.void() },
  /** With their files. */
  'recording:remove': { input: z.object({ ids: z.array(z.string()).max(500) }), output: z.void() },
  /** In the system's file manager. */
  'recording:reveal': { input: z.object({ id: z.string() }), output: z.void() },
  /** Asks the user for the folder of new recordings. */
  'recording:choose-folder': { input: z.void(), output: Settings },
  /** What can be shown to the far end. */
  'screen:list': { input: z.void(), output: ScreenOffer },
  /** Asked after the list and before capturing. False: it has gone in the meantime. */
  'screen:choose': { input: ScreenChoice, output: z.boolean() },
  /** Opens the system's settings where this app may be let see the screen. */
  'screen:open-permission': { input: z.void(), output: z.void() },
  /** Its buttons do nothing here any more. Pairing is WebHID's `requestDevice`. */
  'headset:forget': { input: Headset, output: Settings },
  /** Starts the practice line if it is not running. */
  'practice:start': { input: z.void(), output: Account },
  'practice:stop': { input: z.void(), output: z.void() },
  'clipboard:write': { input: z.string().max(4096), output: z.void() },
  'hotkeys:read': { input: z.void(), output: HotkeyReport },
  /** While one is recorded none of them works: a key that is taken would not arrive at the page. */
  'hotkeys:pause': { input: z.boolean(), output: z.void() },
  'spelling:read': { input: z.void(), output: SpellingReport },
  'links:read': { input: z.void(), output: LinkReport },
  /** Asks the system to send all links to us; the answer is what is so afterwards. */
  'links:take': { input: z.void(), output: LinkReport },
  /** All hooks, as they shall be. The user is asked about programs that are new among them; the answer is what is kept. */
  'hooks:set': { input: z.array(Hook).max(50), output: Settings },
  /** Does it once with a caller who does not exist. Null: it worked. */
  'hooks:try': { input: Hook, output: HookProblem.nullable() },
  'log:write': {
    input: z.object({ level: z.enum(['error', 'warn', 'info', 'debug']), message: z.string().max(4096) }),
    output: z.void(),
  },
  /** From the small window: what the user pressed there. */
  'ring:act': { input: RingCommand, output: z.void() },
  /** From the small window: the main one is wanted. */
  'window:show': { input: z.void(), output: z.void() },
  /** From the small window: how high its content is, in CSS pixels; it is shown when that is more than nothing. */
  'ring:fit': { input: z.number().int().min(0).max(4096), output: z.void() },
  /** How it stands with the headset maker's program. */
  'program:read': { input: z.void(), output: ProgramState },
  /** From the page of the headset maker's program: how it stands with it. */
  'program:state': { input: ProgramState, output: z.void() },
  /** From the same: what the user did with the headset. The answer is how the phone stands once that is done, or was not possible. */
  'program:press': { input: ProgramPress, output: ProgramView },
  'self-test:step': { input: SelfTestStep, output: z.void() },
  'self-test:finish': { input: z.object({ ok: z.boolean() }), output: z.void() },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** Main tells, renderer reacts. */
export const events = {
  command: Command,
  /** As `command`, of somebody who waits for `command:done`. */
  'command:asked': z.object({ id: z.number().int(), command: Command }),
  'settings:changed': Settings,
  /** What the page told last, forgotten where the user has chosen anew since: every place shows a device by this. */
  'devices:in-use': OpenDevices,
  'hotkeys:changed': HotkeyReport,
  'notice:raised': Notice,
  'secrets:changed': SecretStorage,
  /** To the small window. */
  'ring:changed': RingView,
  'program:changed': ProgramState,
  /** To the page of the headset maker's program. */
  'program:view': ProgramView,
} satisfies Record<string, z.ZodType>;

export type RequestName = keyof typeof requests;
/** All that the small window may ask; the main one may ask everything. */
export const ringRequests: ReadonlySet<RequestName> = new Set(['app:ready', 'log:write', 'ring:act', 'ring:fit', 'window:show']);
/** All that the page of the headset maker's program may ask. */
export const programRequests: ReadonlySet<RequestName> = new Set(['app:ready', 'log:write', 'program:press', 'program:state']);
/** What the page passes in. */
export type RequestInput<Name extends RequestName> = z.input<(typeof requests)[Name]['input']>;
export type RequestOutput<Name extends RequestName> = z.output<(typeof requests)[Name]['output']>;
export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.output<(typeof events)[Name]>;

/** `window.bridge`: all that the page can reach of the main process. */
export interface Bridge {
  request: <Name extends RequestName>(name: Name, input: RequestInput<Name>) => Promise<RequestOutput<Name>>;
  /** Returns the function that stops listening. */
  on: <Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void) => () => void;
}
