import type { DesktopCapturerSource, Session, Streams } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ScreenOffer } from '../shared/screen.ts';
import { appUrl } from './app-url.ts';
import { asksBySystem, type ScreenHandlers, screenDesk } from './screen-desk.ts';
import { recordingLog } from './testing/recording-log.ts';

const { os } = vi.hoisted(() => ({
  os: { sources: [] as unknown[] | Error, asked: [] as unknown[], access: 'granted', opened: [] as string[] },
}));
vi.mock('electron', () => ({
  desktopCapturer: {
    getSources: async (options: unknown) => {
      os.asked.push(options);
      if (os.sources instanceof Error) throw os.sources;
      return os.sources;
    },
  },
  systemPreferences: { getMediaAccessStatus: () => os.access },
  shell: { openExternal: async (url: string) => void os.opened.push(url) },
}));

const url = appUrl({ isPackaged: true, devServer: undefined });
const page = { url: 'app://offhook/index.html', parent: null };
const picture = (text: string) => ({ isEmpty: () => text === '', toDataURL: () => text });
const source = (id: string, name: string, more = {}) =>
  ({
    id,
    name,
    display_id: '',
    thumbnail: picture('data:image/png;base64,AA=='),
    appIcon: null,
    ...more,
  }) as unknown as DesktopCapturerSource;

type Capture = (request: { frame: unknown; audioRequested: boolean }, answer: (streams: Streams | null) => void) => Promise<void>;
let handlers: ScreenHandlers;
let onCapture: Capture;
let options: unknown;

function begin(platform: NodeJS.Platform, { isWayland = false, release = '6.1' } = {}): void {
  const setDisplayMediaRequestHandler = (handler: unknown, opts: unknown): void => {
    onCapture = handler as Capture;
    options = opts;
  };
  const session = { setDisplayMediaRequestHandler } as unknown as Session;
  ({ handlers } = screenDesk({ session, url, isWayland, log: recordingLog().log, platform, release }));
}
async function captured({ frame = page as unknown, audioRequested = true } = {}): Promise<Streams | null> {
  let given: Streams | null | undefined;
  await onCapture({ frame, audioRequested }, (streams) => (given = streams));
  return given as Streams | null;
}

beforeEach(() => {
  Object.assign(os, {
    sources: [source('screen:0:0', 'Entire screen'), source('window:7:0', 'Letters')],
    asked: [],
    access: 'granted',
    opened: [],
  });
});

test.each([
  ['linux', false, '6.1.0', false],
  ['linux', true, '6.1.0', true],
  ['win32', false, '10.0.26100', false],
  ['darwin', false, '23.6.0', false],
  ['darwin', false, '24.0.0', true],
] as const)('on %s (Wayland: %s, kernel %s) the system asks by itself: %s', (platform, isWayland, release, expected) => {
  expect(asksBySystem(platform, isWayland, release)).toBe(expected);
});

describe('where the page asks', () => {
  test('it lists screens and windows with pictures that the page may show', async () => {
    begin('linux');
    os.sources = [
      source('screen:0:0', 'Entire screen'),
      source('window:7:0', 'x'.repeat(400), { thumbnail: picture(''), appIcon: picture('data:image/png;base64,BB==') }),
    ];
    const offer = ScreenOffer.parse(await handlers['screen:list']());
    expect(offer).toEqual({
      kind: 'sources',
      hasSound: false,
      sources: [
        { id: 'screen:0:0', kind: 'screen', name: 'Entire screen', thumbnail: 'data:image/png;base64,AA==', icon: '' },
        { id: 'window:7:0', kind: 'window', name: 'x'.repeat(300), thumbnail: '', icon: 'data:image/png;base64,BB==' },
      ],
    });
    expect(options).toEqual({ useSystemPicker: false });
  });

  test('a capture gets what was chosen, once', async () => {
    begin('linux');
    await handlers['screen:list']();
    expect(await handlers['screen:choose']({ id: 'window:7:0', withSound: false })).toBe(true);
    expect(await captured()).toMatchObject({ video: { id: 'window:7:0' } });
    expect(await captured()).toBeNull();
  });

  test('a capture that nobody chose for, or that another frame asks for, gets nothing', async () => {
    begin('linux');
    await handlers['screen:list']();
    expect(await captured()).toBeNull();
    for (const frame of [
      null,
      { ...page, parent: page },
      { ...page, url: 'https://example.com/' },
      { ...page, url: 'app://offhook/ring/index.html' },
    ]) {
      await handlers['screen:list']();
      await handlers['screen:choose']({ id: 'screen:0:0', withSound: false });
      expect(await captured({ frame })).toBeNull();
    }
  });

  test('what has gone, or was never listed, cannot be chosen, and takes the choice before with it', async () => {
    begin('linux');
    await handlers['screen:list']();
    await handlers['screen:choose']({ id: 'screen:0:0', withSound: false });
    expect(await handlers['screen:choose']({ id: 'window:8:0', withSound: false })).toBe(false);
    expect(await captured()).toBeNull();
  });

  test('sound goes along on Windows only, and only where the page wants it', async () => {
    for (const [platform, expected] of [
      ['win32', 'loopback'],
      ['linux', undefined],
    ] as const) {
      begin(platform);
      expect(await handlers['screen:list']()).toMatchObject({ hasSound: platform === 'win32' });
      await handlers['screen:choose']({ id: 'screen:0:0', withSound: true });
      expect((await captured())?.audio).toBe(expected);
      await handlers['screen:list']();
      await handlers['screen:choose']({ id: 'screen:0:0', withSound: true });
      expect(await captured({ audioRequested: false })).not.toHaveProperty('audio');
    }
  });

  test('a system that refuses says so, and its settings are one step away on macOS', async () => {
    begin('darwin', { release: '23.6.0' });
    os.access = 'denied';
    expect(await handlers['screen:list']()).toEqual({ kind: 'refused' });
    expect(os.asked).toEqual([]);
    os.access = 'not-determined'; // it is asked now, and says no
    os.sources = new Error('Failed to get sources.');
    expect(await handlers['screen:list']()).toEqual({ kind: 'refused' });
    await handlers['screen:open-permission']();
    expect(os.opened).toEqual([expect.stringContaining('Privacy_ScreenCapture')]);
  });
});

describe('where the system asks', () => {
  test('nothing is listed before, and what the portal gives is captured', async () => {
    begin('linux', { isWayland: true });
    expect(await handlers['screen:list']()).toEqual({ kind: 'system' });
    expect(os.asked).toEqual([]);
    os.sources = [source('screen:5:0', '')];
    expect(await captured()).toEqual({ video: os.sources[0] });
    expect(os.asked).toHaveLength(1);
  });

  test('its Cancel gives nothing', async () => {
    begin('linux', { isWayland: true });
    os.sources = new Error('Failed to get sources.');
    expect(await captured()).toBeNull();
    os.sources = [];
    expect(await captured()).toBeNull();
  });

  test('macOS 15 opens its own picker', async () => {
    begin('darwin', { release: '24.1.0' });
    expect(options).toEqual({ useSystemPicker: true });
    expect(await handlers['screen:list']()).toEqual({ kind: 'system' });
  });
});
