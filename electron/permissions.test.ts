import type { Session } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { appUrl } from './app-url.ts';
import { mayUse, restrictPermissions } from './permissions.ts';
import { recordingLog } from './testing/recording-log.ts';

const url = appUrl({ isPackaged: true, devServer: undefined });
const page = { url: 'app://offhook/index.html', isMainFrame: true, mediaTypes: [] };

describe('our page', () => {
  test.each([
    'speaker-selection',
    'hid',
    'display-capture',
    'fullscreen',
    'local-network-access',
    'local-network',
    'loopback-network',
    'media',
  ])('may use %s', (permission) => {
    expect(mayUse(permission, page, url)).toBe(true);
  });

  test('may use microphone and camera, and no screen by that name', () => {
    expect(mayUse('media', { ...page, mediaTypes: ['audio', 'video'] }, url)).toBe(true);
    expect(mayUse('media', { ...page, mediaTypes: ['audio', 'screen'] }, url)).toBe(false);
  });

  test.each(['notifications', 'geolocation', 'clipboard-read', 'usb', 'serial', 'openExternal', 'unknown', 'fileSystem'])(
    'may not use %s',
    (permission) => {
      expect(mayUse(permission, page, url)).toBe(false);
    },
  );
});

test.each([
  ['a frame in our page', { ...page, isMainFrame: false }],
  ['a foreign page', { ...page, url: 'https://example.com/' }],
  ['a page of another host in our scheme', { ...page, url: 'app://evil/' }],
  ['a page without an address', { ...page, url: '' }],
])('%s may use nothing', (_who, asker) => {
  expect(mayUse('media', asker, url)).toBe(false);
  expect(mayUse('display-capture', asker, url)).toBe(false);
  expect(mayUse('loopback-network', asker, url)).toBe(false);
});

describe('the page of a headset maker’s program', () => {
  const aside = { ...page, url: 'app://headset/headset-program/index.html' };
  test.each(['local-network-access', 'loopback-network'])('may use %s', (permission) => {
    expect(mayUse(permission, aside, url)).toBe(true);
    expect(mayUse(permission, { ...aside, isMainFrame: false }, url)).toBe(false);
  });
  test.each(['media', 'hid', 'local-network', 'display-capture', 'fullscreen', 'speaker-selection', 'notifications'])(
    'may not use %s',
    (permission) => {
      expect(mayUse(permission, aside, url)).toBe(false);
    },
  );
});

describe('what Electron is told', () => {
  let asked: Record<'request' | 'check' | 'device', (...args: unknown[]) => unknown>;
  let logged: string[];
  let systemLets: boolean | 'broken';
  const systemAsked: string[] = [];
  beforeEach(() => {
    asked = {} as typeof asked;
    const session = {
      setPermissionRequestHandler: (handler: never) => Object.assign(asked, { request: handler }),
      setPermissionCheckHandler: (handler: never) => Object.assign(asked, { check: handler }),
      setDevicePermissionHandler: (handler: never) => Object.assign(asked, { device: handler }),
    };
    const { log, lines } = recordingLog();
    logged = lines;
    systemLets = true;
    const askSystem = async (kinds: readonly string[]) => {
      systemAsked.push(...kinds);
      if (systemLets === 'broken') throw new Error('The system does not answer.');
      return systemLets;
    };
    systemAsked.length = 0;
    restrictPermissions(session as unknown as Session, url, { log, askSystem });
  });
  const request = (permission: string, details: object): Promise<boolean> =>
    new Promise((resolve) => void asked.request(null, permission, resolve, details));

  test('a request is answered by the asking frame', async () => {
    expect(await request('media', { requestingUrl: page.url, isMainFrame: true, mediaTypes: ['audio'] })).toBe(true);
    expect(await request('media', { requestingUrl: 'https://example.com/', isMainFrame: true, mediaTypes: ['audio'] })).toBe(false);
    expect(logged.at(-1)).toContain('media to https://example.com/');
    expect(systemAsked).toEqual(['microphone']);
  });

  test('the system has a word in what microphone and camera open, and in nothing else', async () => {
    systemLets = false;
    const ours = { requestingUrl: page.url, isMainFrame: true };
    expect(await request('media', { ...ours, mediaTypes: ['audio', 'video'] })).toBe(false);
    expect(systemAsked).toEqual(['microphone', 'camera']);
    expect(await request('hid', ours)).toBe(true);
    systemLets = 'broken';
    expect(await request('media', { ...ours, mediaTypes: ['audio'] })).toBe(true);
  });

  test('a check is answered by the asking origin', () => {
    expect(asked.check(null, 'media', 'app://offhook/', { isMainFrame: true, mediaType: 'audio' })).toBe(true);
    expect(asked.check(null, 'local-network', 'app://offhook/', { isMainFrame: true })).toBe(true);
    expect(asked.check(null, 'media', 'app://offhook/', { isMainFrame: false, mediaType: 'audio' })).toBe(false);
    expect(asked.check(null, 'notifications', 'app://offhook/', { isMainFrame: true })).toBe(false);
  });

  test('no device is ever handed out', () => {
    expect(asked.device({ deviceType: 'hid', origin: 'app://offhook/' })).toBe(false);
  });
});
