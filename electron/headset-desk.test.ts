import type { Session } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { defaultSettings, type Settings } from '../shared/settings.ts';
import { appUrl } from './app-url.ts';
import { type HeadsetHandlers, headsetDesk } from './headset-desk.ts';
import { value } from './shell.ts';

const { asked } = vi.hoisted(() => ({ asked: { options: [] as { buttons: string[] }[], response: 0 } }));
vi.mock('electron', () => ({
  dialog: {
    showMessageBox: async (options: { buttons: string[] }) => {
      asked.options.push(options);
      return { response: asked.response };
    },
  },
}));

const url = appUrl({ isPackaged: true, devServer: undefined });
const page = { url: 'app://offhook/index.html', parent: null };
const device = (name: string, productId: number, usagePages = [0x0c, 0x0b]) => ({
  ...{ deviceId: `${name}#${productId}`, name, vendorId: 0x0b0e, productId },
  collections: usagePages.map((usagePage) => ({ usagePage })),
});
const jabra = device('Jabra Link 380', 0x24c8);
const poly = device('Poly Blackwire', 0x430a);
const keyboard = device('Keyboard', 7, [0x01, 0x0c]);

let settings: ReturnType<typeof value<Settings>>;
let handlers: HeadsetHandlers;
let onSelect: (event: object, details: object, answer: (id: string | null) => void) => Promise<void>;
let mayUse: (details: object) => boolean;

beforeEach(() => {
  Object.assign(asked, { options: [], response: 0 });
  settings = value<Settings>(defaultSettings);
  const session = {
    on: (_name: string, listener: never) => {
      onSelect = listener;
    },
    setDevicePermissionHandler: (handler: never) => {
      mayUse = handler;
    },
  };
  ({ handlers } = headsetDesk({ session: session as unknown as Session, url, settings }));
});

async function select(deviceList: object[], frame: object | null = page): Promise<string | null> {
  let answer: string | null = 'nothing was answered';
  await onSelect({ preventDefault: () => {} }, { deviceList, frame }, (id) => (answer = id));
  return answer;
}
const asks = (what: object, origin = 'app://offhook') => mayUse({ deviceType: 'hid', origin, device: what });

describe('pairing', () => {
  test('takes the only headset there is, and keeps its kind', async () => {
    expect(await select([keyboard, jabra, { ...jabra, deviceId: 'its second interface' }])).toBe(jabra.deviceId);
    expect(settings.get().headsets).toEqual([{ vendorId: 0x0b0e, productId: 0x24c8, name: 'Jabra Link 380' }]);
    expect(asked.options).toEqual([]);
    await select([jabra]);
    expect(settings.get().headsets).toHaveLength(1);
  });

  test('asks which of several, outside of the page', async () => {
    asked.response = 1;
    expect(await select([jabra, poly])).toBe(poly.deviceId);
    expect(asked.options[0]?.buttons).toEqual(['Jabra Link 380', 'Poly Blackwire', 'None of them']);
    asked.response = 2;
    expect(await select([jabra, poly])).toBeNull();
    expect(settings.get().headsets.map(({ name }) => name)).toEqual(['Poly Blackwire']);
  });

  test.each([
    ['a keyboard', [keyboard], page],
    ['a device that does not say what it is', [{ ...jabra, collections: undefined }], page],
    ['nothing', [], page],
    ['a foreign page', [jabra], { url: 'https://example.com/', parent: null }],
    ['a frame in our page', [jabra], { ...page, parent: page }],
    ['the small window', [jabra], { url: 'app://offhook/ring/index.html', parent: null }],
    ['a page that is gone', [jabra], null],
  ])('%s is given nothing', async (_, devices, frame) => {
    expect(await select(devices, frame)).toBeNull();
    expect(settings.get().headsets).toEqual([]);
  });
});

test('only what was paired may be opened, by our own pages, until it is forgotten', async () => {
  expect(asks(jabra)).toBe(false);
  await select([jabra]);
  expect(asks(jabra)).toBe(true);
  expect([asks(poly), asks(keyboard), asks(jabra, 'https://example.com'), asks(jabra, 'app://evil')]).toEqual([false, false, false, false]);
  expect(mayUse({ deviceType: 'usb', origin: 'app://offhook', device: jabra })).toBe(false);
  const { headsets } = await handlers['headset:forget']({ ...jabra });
  expect(headsets).toEqual([]);
  expect(asks(jabra)).toBe(false);
});
