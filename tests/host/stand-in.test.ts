import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isStandIn, type Launched, type LaunchOptions, launchApp } from './launch.ts';

interface Fixture {
  invoke: (channel: string, value?: unknown) => Promise<unknown>;
  on: (channel: string, listener: (...args: unknown[]) => void) => void;
}
declare global {
  interface Window {
    fixture: Fixture;
  }
}
interface Seen {
  navigations: string[];
  permissions: string[];
  starts: string[];
  second: { argv: string[]; data: unknown }[];
  gone: string[];
}

const root = path.join(import.meta.dirname, 'fixture');
const launch = (options: LaunchOptions = {}): Promise<Launched> => launchApp({ root, ...options });
const seen = ({ page }: Launched): Promise<Seen> => page.evaluate(() => window.fixture.invoke('seen')) as Promise<Seen>;

describe.runIf(isStandIn)('the stand-in for Electron', () => {
  let launched: Launched;
  beforeAll(async () => {
    launched = await launch();
  });
  afterAll(() => launched.close());

  test('a page of the app’s scheme has the size of its window and a secure context', async () => {
    expect(await launched.page.evaluate(() => [document.title, innerWidth, innerHeight, isSecureContext])).toEqual([
      'Fixture',
      500,
      400,
      true,
    ]);
  });

  test('the content security policy of the app’s handler is enforced', async () => {
    const title = await launched.page.evaluate(async () => {
      const add = (script: Partial<HTMLScriptElement>) => document.body.append(Object.assign(document.createElement('script'), script));
      const violated = new Promise((resolve) => document.addEventListener('securitypolicyviolation', resolve));
      add({ textContent: 'document.title = "inline"' });
      await violated;
      await new Promise((resolve) => add({ src: '/script.js', onload: resolve }));
      return document.title;
    });
    expect(title).toBe('ran');
  });

  test('an invoke tells main its frame by the address it gave, and values survive both ways', async () => {
    const value = { nan: Number.NaN, date: new Date(0), nothing: undefined, list: [1, null] };
    const who = await launched.page.evaluate((given) => window.fixture.invoke('who', given), value);
    expect(who).toEqual({ url: 'app://fixture/index.html', isTop: true, isMainFrame: true, isOurs: true, value });
  });

  test('a failing invoke has Electron’s words', async () => {
    const error = await launched.page.evaluate(() => window.fixture.invoke('nothing').catch(String));
    expect(error).toBe("Error: Error invoking remote method 'nothing': Error: No handler registered for 'nothing'");
  });

  test('main sends to the page', async () => {
    const { app, page } = launched;
    await page.evaluate(() => {
      window.fixture.on('told', (...args) => document.body.append(`told ${args.join(' ')}`));
    });
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.send('told', 'a', 1));
    await page.getByText('told a 1').waitFor();
  });

  test('a subframe gets no bridge', async () => {
    const { page } = launched;
    const kind = await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = '/index.html';
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await loaded;
      return typeof (frame.contentWindow as Window & typeof globalThis).fixture;
    });
    expect(kind).toBe('undefined');
    const frames = await launched.app.evaluate(({ BrowserWindow }) => {
      const main = BrowserWindow.getAllWindows()[0]!.webContents.mainFrame;
      return main.frames.map((frame) => [frame.url, frame.parent === main, frame.top === main]);
    });
    expect(frames).toEqual([['app://fixture/index.html', true, true]]);
  });

  test('permissions: what the handlers allow works, the rest is refused', async () => {
    const results = await launched.page.evaluate(async () => [
      await navigator.mediaDevices.getUserMedia({ audio: true }).then((stream) => stream.getAudioTracks().length, String),
      (await navigator.mediaDevices.enumerateDevices()).some(({ label }) => label !== ''),
      (await navigator.permissions.query({ name: 'notifications' })).state,
      await Notification.requestPermission(),
    ]);
    expect(results).toEqual([1, true, 'denied', 'denied']);
    expect((await seen(launched)).permissions).toContain('media app://fixture/index.html true');
  });

  test('the app decides about navigations and windows', async () => {
    const { app, page } = launched;
    await page.click('#outside');
    await expect.poll(async () => (await seen(launched)).navigations).toEqual(['https://outside.invalid/']);
    expect(await page.evaluate(() => window.open('https://window.invalid/'))).toBeNull();
    await page.click('#blank');
    await expect
      .poll(() => app.evaluate((electron) => (electron as unknown as { host: { state: { opened: unknown[] } } }).host.state.opened))
      .toEqual([
        { window: 'https://window.invalid/', action: 'deny' },
        { window: 'https://blank.invalid/', action: 'deny' },
      ]);
    await expect.poll(() => app.windows().length).toBe(1);
    await page.click('#inside');
    await page.waitForURL('**/other');
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getURL())).toBe('app://fixture/other');
  });

  test('a utility process answers and ends', async () => {
    const { page } = launched;
    const answer = await page.evaluate(() => window.fixture.invoke('utility', { n: 1 }));
    expect(answer).toEqual([{ got: { n: 1 }, type: 'utility' }, 15]);
  });

  test('an unknown member and an unknown event throw', async () => {
    const message = await launched.app.evaluate(({ app }) => {
      const of = (f: () => unknown) => {
        try {
          return `gave ${f()}`;
        } catch (error) {
          return String(error);
        }
      };
      return [of(() => app.getAppMetrics), of(() => (app as NodeJS.EventEmitter).on('never', () => undefined))];
    });
    expect(message).toEqual([
      'Error: stand-in for Electron: app.getAppMetrics is not implemented',
      "Error: stand-in for Electron: app has no event 'never'",
    ]);
  });

  test('a crashed page is told, and a reload brings it back', async () => {
    // Playwright gives a crashed page up, so main asks it.
    const gone = await launched.app.evaluate(async ({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      const crashed = new Promise<void>((resolve) => webContents.once('render-process-gone', () => resolve()));
      webContents.forcefullyCrashRenderer();
      await crashed;
      const loaded = new Promise<void>((resolve) => webContents.once('did-finish-load', () => resolve()));
      webContents.reload();
      await loaded;
      const { gone } = await webContents.executeJavaScript('window.fixture.invoke("seen")');
      return gone;
    });
    expect(gone).toEqual(['crashed']);
  });
});

describe.runIf(isStandIn)('the life of the stand-in', () => {
  test('a second instance hands over its arguments and its data, and ends', async () => {
    const launched = await launch();
    const second = spawn(path.join(import.meta.dirname, 'double/electron'), [`--user-data-dir=${launched.userData}`, root, 'tel:555']);
    expect(await once(second, 'exit')).toEqual([0, null]);
    await expect
      .poll(async () => (await seen(launched)).second)
      .toEqual([expect.objectContaining({ argv: expect.arrayContaining(['tel:555']), data: { from: 'data' } })]);
    await launched.close();
  });

  test('closing tells the app in Electron’s order', async () => {
    const launched = await launch();
    await launched.close();
    expect(launched.output()).toContain('order: before-quit will-quit quit');
    const other = await launch();
    const exited = once(other.app.process(), 'exit');
    await other.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await exited;
    expect(other.output()).toContain('order: window-all-closed before-quit will-quit quit');
    await other.close();
  });

  test.runIf(process.platform === 'linux')('a killed app leaves no process behind', async () => {
    const launched = await launch();
    const children = () => processesWith(launched.userData);
    expect(children().length).toBeGreaterThan(1);
    launched.app.process().kill('SIGKILL');
    await expect.poll(children, { timeout: 10_000 }).toEqual([]);
    await launched.close();
  });

  test.each([
    ['gnome_libsecret', true, 'gnome_libsecret'],
    ['basic_text', false, 'basic_text'],
    ['late', false, 'gnome_libsecret'],
  ] as const)('keyring %s', async (keyring, atOnce, backend) => {
    const { app, close } = await launch({ keyring });
    const status = () => app.evaluate(({ safeStorage: s }) => [s.isEncryptionAvailable(), s.getSelectedStorageBackend()]);
    expect(await status()).toEqual([atOnce, backend]);
    if (keyring === 'late') await expect.poll(status, { timeout: 5000 }).toEqual([true, backend]);
    if (keyring === 'basic_text') await app.evaluate(({ safeStorage }) => safeStorage.setUsePlainTextEncryption(true));
    const [clear, hidden] = await app.evaluate(({ safeStorage }) => {
      const encrypted = safeStorage.encryptString('täst');
      return [safeStorage.decryptString(encrypted), encrypted.toString('latin1')];
    });
    expect(clear).toBe('täst');
    expect(hidden).not.toContain('t\u00e4st');
    await close();
  });
});

/** Ids of the processes that have `text` on their command line or as an open file's folder. */
function processesWith(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text) || readlinkSync(`/proc/${pid}/cwd`).includes(text);
    } catch {
      return false; // ended meanwhile
    }
  });
}
