import { EventEmitter } from 'node:events';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type RingView, requests } from '../shared/ipc.ts';
import { defaultSettings } from '../shared/settings.ts';
import { appUrl } from './app-url.ts';
import { type Handlers, type Ipc, ipc } from './ipc.ts';
import { recordingLog } from './testing/recording-log.ts';

type Handle = (event: unknown, name: unknown, input: unknown) => Promise<unknown>;
const emptyView: RingView = { ringing: [], current: null, isCallUp: false, hasVoicemail: false, declineMessages: [], theme: 'system' };
const { main } = vi.hoisted(() => ({ main: { handle: undefined as Handle | undefined, closed: [] as string[] } }));
vi.mock('electron', () => ({
  ipcMain: {
    handle: (_channel: string, handle: Handle) => {
      main.handle = handle;
    },
    removeHandler: () => {
      main.handle = undefined;
    },
    removeAllListeners: (channel: string) => main.closed.push(channel),
  },
}));

const OURS = 'app://offhook/index.html';
const RING = 'app://offhook/ring/index.html';
type FakePage = EventEmitter & { sent: unknown[][] };
let page: FakePage;
let ring: FakePage;
let bridge: Ipc;
let logged: string[];
let calls: unknown[];
let gone: number;

/** Every request is answered with an error but those named. */
const handlers = (some: Partial<Handlers>): Handlers =>
  ({
    ...Object.fromEntries(Object.keys(requests).map((name) => [name, () => Promise.reject(new Error(`no handler for ${name}`))])),
    'app:ready': () => ({ version: '1.0.0', platform: 'linux', secretStorage: 'encrypted' }),
    ...some,
  }) as Handlers;

const ask = (name: unknown, input?: unknown, from: Partial<IpcMainInvokeEvent> | object = {}): Promise<unknown> =>
  main.handle?.({ sender: page, senderFrame: { url: OURS, parent: null }, ...from }, name, input) ??
  Promise.reject(new Error('not served'));

function fakePage(): FakePage {
  const fake: FakePage = Object.assign(new EventEmitter(), {
    sent: [] as unknown[][],
    send: (...what: unknown[]) => void fake.sent.push(what),
    isDestroyed: () => false,
  });
  return fake;
}

const fromProgram = { senderFrame: { url: 'app://headset/headset-program/index.html?program=epos', parent: null } };
const fromRing = { senderFrame: { url: RING, parent: null } };

beforeEach(() => {
  calls = [];
  gone = 0;
  page = fakePage();
  ring = fakePage();
  const { log, lines } = recordingLog();
  logged = lines;
  bridge = ipc({ url: appUrl({ isPackaged: true, devServer: undefined }), log, onPageGone: () => gone++ });
  bridge.attach(page as unknown as WebContents);
  bridge.attach(ring as unknown as WebContents, 'ring');
  bridge.serve(
    handlers({
      'settings:read': () => ({ ...defaultSettings, password: 'leaked' }) as typeof defaultSettings,
      'clipboard:write': (text) => void calls.push(text),
      'account:credentials': () => ({ password: 'secret-word', turnPassword: '' }),
      'ring:act': (command) => void calls.push(command),
      'settings:update': (patch) => {
        calls.push(patch);
        throw new Error('disk full');
      },
    }),
  );
});

test('our page is answered', async () => {
  await expect(ask('app:ready')).resolves.toEqual({ version: '1.0.0', platform: 'linux', secretStorage: 'encrypted' });
});

test.each([
  ['another page', { sender: new EventEmitter() }],
  ['a frame inside our page', { senderFrame: { url: OURS, parent: {} } }],
  ['a frame that is gone', { senderFrame: null }],
  ['our window showing a foreign address', { senderFrame: { url: 'https://offhook/index.html', parent: null } }],
  ['our window showing nothing yet', { senderFrame: { url: 'about:blank', parent: null } }],
  ['our window showing the page of the small one', { senderFrame: { url: RING, parent: null } }],
])('%s is refused', async (_who, from) => {
  await expect(ask('clipboard:write', 'x', from)).rejects.toThrow(/^Refused$/);
  expect(calls).toEqual([]);
});

describe('the small window', () => {
  const askAs = (name: string, input?: unknown, from: object = {}): Promise<unknown> =>
    ask(name, input, { sender: ring, ...fromRing, ...from });

  test('has a call answered', async () => {
    await askAs('ring:act', { kind: 'answer', callId: 'call-1' });
    expect(calls).toEqual([{ kind: 'answer', callId: 'call-1' }]);
  });

  test.each([
    { kind: 'dial', target: '0900123', confirm: false },
    { kind: 'redirect', callId: 'call-1', target: '0900123' },
    { kind: 'transfer', callId: 'call-1', target: '0900123' },
    { kind: 'close-phone' },
    { kind: 'open-account', accountId: 'a' },
  ])('calls nobody and does nothing but with the calls there are: %j', async (command) => {
    await expect(askAs('ring:act', command)).rejects.toThrow('Bad input for ring:act');
    expect(calls).toEqual([]);
  });

  test('may ask five things and no more', async () => {
    const refused: string[] = [];
    for (const name of Object.keys(requests)) {
      await askAs(name).catch(({ message }) => message === 'Refused' && refused.push(name));
    }
    expect(Object.keys(requests).filter((name) => !refused.includes(name))).toEqual([
      'app:ready',
      'log:write',
      'ring:act',
      'window:show',
      'ring:fit',
    ]);
    expect(calls).toEqual([]);
  });

  test.each([
    ['on the page of the main window', { senderFrame: { url: OURS, parent: null } }],
    ['from a frame within it', { senderFrame: { url: RING, parent: {} } }],
    ['shown by a window that is none of ours', { sender: new EventEmitter() }],
  ])('%s is refused', async (_where, from) => {
    await expect(askAs('ring:act', { kind: 'answer', callId: 'call-1' }, from)).rejects.toThrow(/^Refused$/);
    expect(calls).toEqual([]);
  });

  test('is told its own things, once it listens, and the main window nothing of them', async () => {
    bridge.tell('ring:changed', emptyView, 'ring');
    await ask('app:ready');
    expect([page.sent, ring.sent]).toEqual([[], []]);
    await askAs('app:ready');
    expect([page.sent, ring.sent]).toEqual([[], [['event', 'ring:changed', emptyView]]]);
  });

  test('may come down without the phone being given up', async () => {
    await askAs('app:ready');
    ring.emit('render-process-gone');
    expect(gone).toBe(0);
  });
});

test('the page of a headset maker’s program may ask for what it needs and nothing else, and only where it belongs', async () => {
  const aside = fakePage();
  bridge.attach(aside as unknown as WebContents, 'program');
  const askAside = (name: unknown, from: object = {}) => ask(name, undefined, { sender: aside, ...fromProgram, ...from });
  const allowed: string[] = [];
  for (const name of Object.keys(requests)) {
    await askAside(name).then(
      () => allowed.push(name),
      ({ message }) => message !== 'Refused' && allowed.push(name),
    );
  }
  expect(allowed).toEqual(['app:ready', 'log:write', 'program:state', 'program:press']);
  await expect(askAside('app:ready', { senderFrame: { url: OURS, parent: null } })).rejects.toThrow(/^Refused$/);
  await expect(ask('app:ready', undefined, fromProgram)).rejects.toThrow(/^Refused$/);
});

test.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', 'no:such', '', 7, null, ['app:ready']])(
  '%j is no request',
  async (name) => {
    await expect(ask(name)).rejects.toThrow(/^Refused$/);
  },
);

test('bad input is refused in plain words that do not repeat it, and reaches no handler', async () => {
  const signIn = { server: 5, user: 'u', password: ['secret-word'] };
  await expect(ask('account:sign-in', signIn)).rejects.toThrow(
    'Bad input for account:sign-in: server (invalid_type), password (invalid_type)',
  );
  await expect(ask('clipboard:write', { evil: true })).rejects.toThrow('Bad input for clipboard:write: value (invalid_type)');
  await expect(ask('settings:update', { accounts: [] })).rejects.toThrow('unrecognized_keys');
  expect(calls).toEqual([]);
  expect(logged.join()).not.toContain('secret-word');
});

test('what the contract does not name is stripped from the answer', async () => {
  expect(await ask('settings:read')).toEqual(defaultSettings);
});

test('an answer that breaks the contract does not leave', async () => {
  bridge.serve(handlers({ 'settings:read': () => ({ theme: 'pink' }) as never }));
  await expect(ask('settings:read')).rejects.toThrow(/^settings:read failed: Bad output/);
});

test('a handler that fails is logged, and the page learns the message only', async () => {
  const rejection = ask('settings:update', { theme: 'dark' });
  await expect(rejection).rejects.toThrow(/^settings:update failed: disk full$/);
  expect(logged.some((line) => line.includes('disk full') && line.includes('ipc.test.ts'))).toBe(true);
});

test('what was told before the page listens waits, in order', async () => {
  bridge.tell('command', { kind: 'dial', target: 'tel:1', confirm: true });
  bridge.tell('secrets:changed', 'encrypted');
  expect(page.sent).toEqual([]);
  await ask('app:ready');
  expect(page.sent).toEqual([
    ['event', 'command', { kind: 'dial', target: 'tel:1', confirm: true }],
    ['event', 'secrets:changed', 'encrypted'],
  ]);
  bridge.tell('secrets:changed', 'plain');
  expect(page.sent).toHaveLength(3);
});

test('a page that is reloaded is waited for again, and hears nothing twice', async () => {
  bridge.tell('secrets:changed', 'starting');
  await ask('app:ready');
  page.emit('did-navigate');
  bridge.tell('secrets:changed', 'plain');
  expect(page.sent).toHaveLength(1);
  expect(gone).toBe(1);
  await ask('app:ready');
  expect(page.sent.map(([, , payload]) => payload)).toEqual(['starting', 'plain']);
});

test('a navigation that begins and is refused changes nothing', async () => {
  await ask('app:ready');
  page.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
  bridge.tell('secrets:changed', 'plain');
  expect(page.sent).toHaveLength(1);
});

test('a crashed page is waited for', async () => {
  await ask('app:ready');
  page.emit('render-process-gone');
  page.emit('did-navigate');
  expect(gone).toBe(1);
  bridge.tell('secrets:changed', 'plain');
  expect(page.sent).toEqual([]);
});

test('an event that breaks the contract is a bug and is thrown', () => {
  expect(() => bridge.tell('command', { kind: 'dial' } as never)).toThrow();
});

test("electron-store's own channel is closed", () => {
  expect(main.closed).toContain('electron-store-get-data');
});

test('after stop nothing is answered', async () => {
  bridge.stop();
  await expect(ask('app:ready')).rejects.toThrow('not served');
});
