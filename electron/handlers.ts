import type { Account } from '../shared/account.ts';
import type { CallSnapshot } from '../shared/call.ts';
import type { Command } from '../shared/command.ts';
import { putFirst } from '../shared/device-order.ts';
import type { DeviceList, DeviceRole, OpenDevices } from '../shared/devices.ts';
import type { HotkeyReport } from '../shared/hotkeys.ts';
import type { AppInfo, SecretStorage } from '../shared/ipc.ts';
import type { LinkReport } from '../shared/links.ts';
import type { Favourite } from '../shared/presence.ts';
import type { LineProblem, RegistrationState } from '../shared/registration.ts';
import type { DeviceChoice, Settings } from '../shared/settings.ts';
import type { SpellingReport } from '../shared/spelling.ts';
import type { Accounts } from './accounts.ts';
import type { Asking } from './ask.ts';
import type { Contacts } from './data/contacts.ts';
import type { History } from './data/history.ts';
import type { HeadsetHandlers } from './headset-desk.ts';
import type { ProgramHandlers } from './headset-program/desk.ts';
import type { HookKeeper } from './hooks/keeper.ts';
import type { Handlers } from './ipc.ts';
import type { Log } from './log.ts';
import type { MediaHandlers } from './media-desk.ts';
import { patched } from './patched.ts';
import type { RecordingHandlers } from './recording-desk.ts';
import type { ScreenHandlers } from './screen-desk.ts';
import type { SelfTest } from './self-test.ts';
import type { Readable, Value } from './shell.ts';

type Ports = {
  readonly version: string;
  readonly platform: NodeJS.Platform;
  readonly storage: Readable<SecretStorage>;
  readonly settings: Value<Settings>;
  readonly registration: Value<RegistrationState>;
  readonly calls: Value<readonly CallSnapshot[]>;
  readonly accounts: Accounts;
  readonly onDone: Asking['onDone'];
  readonly hotkeys: Readable<HotkeyReport>;
  readonly isHotkeyRecorded: Value<boolean>;
  readonly hooks: HookKeeper;
  readonly spelling: () => SpellingReport;
  readonly links: { readonly read: () => LinkReport; readonly take: () => Promise<LinkReport> };
  readonly practice: { readonly start: () => Promise<Account>; readonly stop: () => Promise<void> };
  readonly history: History;
  readonly contacts: Contacts;
  readonly recording: RecordingHandlers;
  readonly media: MediaHandlers;
  readonly screen: ScreenHandlers;
  readonly headsets: HeadsetHandlers;
  readonly program: ProgramHandlers;
  readonly probe: (server: string) => Promise<LineProblem | null>;
  readonly writeClipboard: (text: string) => void;
  readonly command: (command: Command) => void;
  /** How high the small window's content is, anew for every view it has drawn. */
  readonly ringContent: Value<{ readonly height: number }>;
  readonly show: () => void;
  readonly devices: Value<DeviceList>;
  readonly openDevices: Value<OpenDevices>;
  readonly favourites: Value<readonly Favourite[]>;
  readonly isHistoryShown: Value<boolean>;
  readonly quit: () => void;
  /** Where the page's lines go. */
  readonly log: Log;
  readonly selfTest: Pick<SelfTest, 'step' | 'finish'>;
};

/** What main answers, request by request. */
export function handlers(ports: Ports): Handlers {
  const { version, storage, settings, registration, calls, accounts, practice, history, contacts, selfTest } = ports;
  return {
    'app:ready': () => ({ version, platform: platformOf(ports.platform), secretStorage: storage.get() }),
    'settings:read': () => settings.get(),
    'settings:update': ({ audio, video, notifications, recording, spelling, ...patch }) => {
      const before = settings.get();
      settings.set({
        ...patched(before, patch),
        audio: patched(before.audio, audio ?? {}),
        video: patched(before.video, video ?? {}),
        notifications: patched(before.notifications, notifications ?? {}),
        recording: patched(before.recording, recording ?? {}),
        spelling: patched(before.spelling, spelling ?? {}),
      });
      return settings.get();
    },
    'account:sign-in': (signIn) => accounts.signIn(signIn),
    'account:update': ({ accountId, patch }) => {
      accounts.update(accountId, patch);
      return settings.get();
    },
    'account:sign-out': ({ accountId }) => accounts.signOut(accountId),
    'account:credentials': ({ accountId }) => accounts.credentials(accountId),
    'server:probe': ({ server }) => ports.probe(server),
    'phone:changed': (now) => {
      registration.set(now.registration);
      calls.set(now.calls);
    },
    'command:done': (done) => ports.onDone(done),
    'history:list': (page) => history.list(page),
    'history:add': (record) => history.add(record),
    'history:remove': ({ ids }) => history.remove(ids),
    'history:clear': () => history.clear(),
    'history:shown': (isShown) => ports.isHistoryShown.set(isShown),
    'devices:changed': (list) => ports.devices.set(list),
    'devices:opened': (open) => ports.openDevices.set(open),
    'devices:choose': ({ role, device }) => {
      settings.set(withChosen(settings.get(), role, device));
      return settings.get();
    },
    'favourites:changed': (list) => ports.favourites.set(list),
    'app:quit': () => ports.quit(),
    'contacts:list': () => contacts.list(),
    'contacts:save': (contact) => contacts.save(contact),
    'contacts:remove': ({ ids }) => contacts.remove(ids),
    ...ports.recording,
    ...ports.media,
    ...ports.screen,
    ...ports.headsets,
    ...ports.program,
    'practice:start': () => practice.start(),
    'practice:stop': () => practice.stop(),
    'clipboard:write': (text) => ports.writeClipboard(text),
    'hotkeys:read': () => ports.hotkeys.get(),
    'hotkeys:pause': (on) => ports.isHotkeyRecorded.set(on),
    'spelling:read': ports.spelling,
    'links:read': () => ports.links.read(),
    'links:take': () => ports.links.take(),
    'hooks:set': (hooks) => ports.hooks.set(hooks),
    'hooks:try': (hook) => ports.hooks.attempt(hook),
    'log:write': ({ level, message }) => ports.log[level](message),
    'ring:act': (command) => ports.command(command),
    'window:show': () => ports.show(),
    'ring:fit': (height) => ports.ringContent.set({ height }),
    'self-test:step': (step) => selfTest.step(step),
    'self-test:finish': (result) => selfTest.finish(result),
  };
}

/** The device stands before all others of its role from now on. */
function withChosen(before: Settings, role: DeviceRole, device: DeviceChoice | null): Settings {
  const { audio, video } = before;
  if (role === 'camera') return { ...before, video: { ...video, camera: putFirst(video.camera, device) } };
  return { ...before, audio: { ...audio, [role]: putFirst(audio[role], device) } };
}

/** A system that Electron runs on and that is none of the three behaves like Linux. */
const platformOf = (platform: NodeJS.Platform): AppInfo['platform'] => (platform === 'darwin' || platform === 'win32' ? platform : 'linux');
