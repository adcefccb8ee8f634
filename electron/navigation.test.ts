import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { beforeEach, expect, test } from 'vitest';
import { appUrl } from './app-url.ts';
import { lockNavigation, mayOpenOutside } from './navigation.ts';
import { recordingLog } from './testing/recording-log.ts';

let page: EventEmitter & { open?: (details: { url: string }) => unknown };
let opened: string[];
let logged: string[];

beforeEach(() => {
  opened = [];
  page = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: (details: { url: string }) => unknown) => {
      page.open = handler;
    },
  });
  const { log, lines } = recordingLog();
  logged = lines;
  const openExternal = (address: string): Promise<void> => {
    opened.push(address);
    return address.includes('no-browser') ? Promise.reject(new Error('no browser')) : Promise.resolve();
  };
  lockNavigation(page as unknown as WebContents, { url: appUrl({ isPackaged: true, devServer: undefined }), openExternal, log });
});

/** Whether Electron was told to stay. */
const go = (event: string, url: string, isMainFrame = true): boolean => {
  let isPrevented = false;
  page.emit(event, { url, isMainFrame, preventDefault: () => (isPrevented = true) });
  return isPrevented;
};

test('the page may reload itself', () => {
  for (const event of ['will-frame-navigate', 'will-redirect']) expect(go(event, 'app://offhook/index.html')).toBe(false);
  expect(opened).toEqual([]);
});

test('a link leads outside', () => {
  expect(go('will-frame-navigate', 'https://example.com/help')).toBe(true);
  expect(opened).toEqual(['https://example.com/help']);
});

test('a frame leads nowhere, and nor does a redirect', () => {
  expect(go('will-frame-navigate', 'https://example.com/', false)).toBe(true);
  expect(go('will-redirect', 'https://example.com/')).toBe(true);
  expect(opened).toEqual([]);
});

test.each(['file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x', 'smb://evil/x', 'ms-msdt:/id', 'app://evil/'])(
  '%s is neither shown nor opened',
  (address) => {
    expect(go('will-frame-navigate', address)).toBe(true);
    expect(page.open?.({ url: address })).toEqual({ action: 'deny' });
    expect(opened).toEqual([]);
    expect(logged.join()).toContain('refused to open');
  },
);

test('no second window: its address goes to the browser', () => {
  expect(page.open?.({ url: 'mailto:help@example.com' })).toEqual({ action: 'deny' });
  expect(opened).toEqual(['mailto:help@example.com']);
});

test('no webview', () => {
  expect(go('will-attach-webview', 'app://offhook/')).toBe(true);
});

test('a system without a browser is told in the log', async () => {
  page.open?.({ url: 'https://no-browser.example/' });
  await Promise.resolve();
  await Promise.resolve();
  expect(logged.join()).toContain('could not open');
});

test.each([
  ['https://example.com', true],
  ['http://example.com', true],
  ['mailto:a@example.com', true],
  ['https://user:pw@example.com', false],
  ['ftp://example.com', false],
  [`https://example.com/${'a'.repeat(3000)}`, false],
  ['not an address', false],
])('may %s be opened outside: %s', (address, expected) => {
  expect(mayOpenOutside(address)).toBe(expected);
});
