import { beforeEach, expect, test } from 'vitest';
import { Account } from '../shared/account.ts';
import { systemDefault } from '../shared/device-order.ts';
import { nothingOpen } from '../shared/devices.ts';
import { requests } from '../shared/ipc.ts';
import type { RegistrationState } from '../shared/registration.ts';
import { defaultSettings, type Settings } from '../shared/settings.ts';
import { handlers } from './handlers.ts';
import { firstReport } from './held-key.ts';
import type { Handlers } from './ipc.ts';
import { value } from './shell.ts';
import { callIn, fakeShell } from './testing/fake-shell.ts';

const account = Account.parse({
  id: 'practice',
  kind: 'practice',
  server: 'ws://127.0.0.1:1/',
  user: 'u',
  domain: 'x',
  authUser: '',
  displayName: '',
  iceServers: [],
});
const noLinks = { tel: false, sip: false, sips: false, callto: false, offhook: false };
let shell = fakeShell();
let ringContent = value({ height: 0 });
let isHistoryShown = value(false);
let done: unknown[];
let handle: Handlers;
/** A port that remembers what it was asked. */
const note =
  <T>(name: string, answer: T) =>
  (...args: unknown[]): T => {
    done.push([name, ...args]);
    return answer;
  };

beforeEach(() => {
  shell = fakeShell();
  done = [];
  ringContent = value({ height: 0 });
  isHistoryShown = value(false);
  handle = handlers({
    version: '1.2.3',
    platform: 'linux',
    storage: value('plain' as const),
    settings: shell.settings,
    registration: shell.registration,
    calls: shell.calls,
    onDone: note('command done', undefined),
    hotkeys: value(firstReport('linux', false)),
    isHotkeyRecorded: value(false),
    hooks: { set: async () => shell.settings.get(), attempt: async (hook) => note('try hook', null)(hook) },
    spelling: () => ({ isOn: false, languages: ['de'], available: ['de'], server: 'redirector.gvt1.com' }),
    links: { read: () => noLinks, take: async () => note('take links', noLinks)() },
    accounts: {
      signIn: async () => ({ ok: false, problem: 'no-user' }),
      update: note('account update', undefined),
      signOut: note('sign-out', undefined),
      savePassword: async () => {},
      credentials: async (id) => note('credentials', id === 'a' ? { password: 'p', turnPassword: '' } : null)(id),
    },
    practice: { start: async () => account, stop: async () => note('practice stop', undefined)() },
    history: {
      list: note('list', []),
      add: note('add', undefined),
      remove: note('remove', undefined),
      clear: note('clear', undefined),
      close: note('close', undefined),
    },
    contacts: {
      list: note('contacts', []),
      save: note('save contact', true),
      remove: note('remove contacts', true),
      close: note('close contacts', undefined),
    },
    media: {
      'media:access': note('media access', { isBlocked: false, hasSettings: true }),
      'media:open-settings': note('open settings', undefined),
    },
    headsets: { 'headset:forget': note('forget headset', defaultSettings) },
    program: {
      'program:read': note('read program', { kind: 'off' as const }),
      'program:state': note('program state', undefined),
      'program:press': note('program press', { calls: [], isMuted: false }),
    },
    screen: {
      'screen:list': async () => ({ kind: 'system' }),
      'screen:choose': note('choose screen', true),
      'screen:open-permission': note('open permission', undefined),
    },
    recording: {
      'recording:begin': note('begin recording', { ok: false, problem: 'failed' }),
      'recording:append': note('append', { ok: false, problem: 'failed' }),
      'recording:end': note('end', undefined),
      'recording:list': note('recordings', []),
      'recording:rename': note('rename', undefined),
      'recording:remove': note('remove recordings', undefined),
      'recording:reveal': note('reveal', undefined),
      'recording:choose-folder': async () => shell.settings.get(),
    },
    probe: async (server) => note('probe', null)(server),
    writeClipboard: note('clipboard', undefined),
    command: shell.command,
    ringContent,
    show: shell.show,
    devices: shell.devices,
    openDevices: shell.openDevices,
    favourites: shell.favourites,
    isHistoryShown,
    quit: note('quit', undefined),
    log: shell.log,
    selfTest: { step: note('step', undefined), finish: note('finish', undefined) },
  });
});

test('there is a handler for every request of the contract, and no other', () => {
  expect(Object.keys(handle).sort()).toEqual(Object.keys(requests).sort());
});

test.each([
  ['linux', 'linux'],
  ['darwin', 'darwin'],
  ['win32', 'win32'],
  ['freebsd', 'linux'],
] as const)('the page learns where it runs: %s is %s', (platform, expected) => {
  const info = handlers({ ...({} as Parameters<typeof handlers>[0]), version: '1', platform, storage: value('encrypted' as const) })[
    'app:ready'
  ]();
  expect(info).toEqual({ version: '1', platform: expected, secretStorage: 'encrypted' });
});

test('a patch changes what it names and nothing else, at both depths', () => {
  handle['settings:update']({ audio: { ringerVolume: 0.5 } });
  const answer = handle['settings:update']({
    theme: 'dark',
    callWaiting: undefined,
    audio: { speakerVolume: undefined, microphone: undefined },
  });
  const expected = { ...defaultSettings, theme: 'dark', audio: { ...defaultSettings.audio, ringerVolume: 0.5 } };
  expect(answer).toEqual(expected);
  expect(shell.settings.get()).toEqual(expected);
});

test('a chosen device stands before the others of its role', () => {
  const [desk, headset] = [
    { id: 'a', label: 'Desk' },
    { id: 'b', label: 'Headset' },
  ];
  handle['devices:choose']({ role: 'speaker', device: desk });
  handle['devices:choose']({ role: 'speaker', device: headset });
  handle['devices:choose']({ role: 'camera', device: desk });
  const { audio, video } = handle['devices:choose']({ role: 'speaker', device: null }) as Settings;
  expect(audio).toEqual({ ...defaultSettings.audio, speaker: [systemDefault, headset, desk] });
  expect(video).toEqual({ ...defaultSettings.video, camera: [desk] });
});

test('what the phone tells is what the system modules see', () => {
  const registration: RegistrationState = { kind: 'registered', since: 5 };
  const calls = [callIn({ kind: 'ringing' })];
  handle['phone:changed']({ registration, calls });
  expect([shell.registration.get(), shell.calls.get()]).toEqual([registration, calls]);
});

test('a line of the page keeps its level', () => {
  handle['log:write']({ level: 'warn', message: 'no microphone' });
  expect(shell.lines).toEqual(['warn no microphone']);
});

test('each request reaches its one port', async () => {
  const record = { id: 'r' } as never;
  await handle['account:update']({ accountId: 'a', patch: {} });
  await handle['account:sign-out']({ accountId: 'a' });
  await handle['account:credentials']({ accountId: 'b' });
  await handle['server:probe']({ server: 's' });
  await handle['history:list']({ before: 5, limit: 2 });
  await handle['history:add'](record);
  await handle['history:remove']({ ids: ['x'] });
  await handle['history:clear']();
  await handle['contacts:list']();
  await handle['contacts:save'](record);
  await handle['contacts:remove']({ ids: ['y'] });
  await handle['practice:stop']();
  await handle['clipboard:write']('text');
  await handle['self-test:finish']({ ok: true });
  expect(done).toEqual([
    ['account update', 'a', {}],
    ['sign-out', 'a'],
    ['credentials', 'b'],
    ['probe', 's'],
    ['list', { before: 5, limit: 2 }],
    ['add', record],
    ['remove', ['x']],
    ['clear'],
    ['contacts'],
    ['save contact', record],
    ['remove contacts', ['y']],
    ['practice stop'],
    ['clipboard', 'text'],
    ['finish', { ok: true }],
  ]);
  expect(await handle['practice:start']()).toEqual(account);
});

test('what is pressed in the small window reaches the phone, and its height the window', () => {
  handle['ring:act']({ kind: 'answer', callId: 'call-1' });
  handle['ring:fit'](184);
  handle['window:show']();
  expect([shell.commands, ringContent.get().height, shell.shown]).toEqual([[{ kind: 'answer', callId: 'call-1' }], 184, 1]);
});

test('the page says whether its list of past calls is shown', () => {
  handle['history:shown'](true);
  expect(isHistoryShown.get()).toBe(true);
});

test('the favourites of the page are what the tray shows', () => {
  const list = [{ name: 'Bob', target: '1002', lamp: 'busy' as const, note: '' }];
  handle['favourites:changed'](list);
  expect(shell.favourites.get()).toBe(list);
});

test('the devices that the page found are what the system modules see', () => {
  const list = { microphones: [{ id: 'm', label: 'Headset' }], speakers: [], cameras: [] };
  handle['devices:changed'](list);
  expect(shell.devices.get()).toBe(list);
  const open = { ...nothingOpen, speaker: { id: 's', label: 'Desk' } };
  handle['devices:opened'](open);
  expect(shell.openDevices.get()).toBe(open);
});

test('one thing about notifications changes alone', () => {
  handle['settings:update']({ notifications: { missed: false } });
  expect(shell.settings.get().notifications).toEqual({ ...defaultSettings.notifications, missed: false });
});
