import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect } from 'vitest';
import { isStandIn } from '../host/launch.ts';
import type { Desk } from './desk.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk } from './peers.ts';
import { pbx, signInWithTray, untilNoCalls, usePbx } from './signed-in.ts';

// The tray and the window manager are the stand-in's.
const test = isStandIn ? testWithAsterisk : testWithAsterisk.skip;
const tone = 1000;
let phone: Offhook;
let desk: Desk;
let small: Page;

usePbx();
beforeAll(async () => {
  ({ phone, desk } = await signInWithTray('1001', { microphoneTone: tone }));
  small = await desk.smallPage();
}, 60_000);

beforeEach(async () => {
  await desk.closeWindow();
  await expect.poll(async () => (await desk.window).visible).toBe(false);
});

const card = (name: string) => small.getByRole('article', { name: `Incoming call from ${name}` });
const mini = () => small.getByRole('article', { name: /^Call with / });
const isShown = () => expect.poll(async () => (await desk.small)?.visible);
const ring = (name: string, extra = {}) => pbx.originate({ to: '1001', from: { name, number: '5551234' }, ...extra });

test('with the main window closed, a call is answered in the small one and hung up there', async () => {
  await ring('Bob');
  await card('Bob').getByText('5551234').waitFor();
  await isShown().toBe(true);
  await expect(desk.small).resolves.toMatchObject({ focused: false });
  await card('Bob').getByRole('button', { name: 'Answer' }).click();
  await phone.untilHeard(tone);
  await card('Bob').waitFor({ state: 'detached' });
  await mini().getByText('In call').waitFor();
  await expect(desk.window).resolves.toMatchObject({ visible: false });

  await mini().getByRole('button', { name: 'Mute' }).click();
  await mini().getByText('In call, muted').waitFor();
  await phone.untilSilent();
  await mini().getByRole('button', { name: 'Unmute' }).click();
  await phone.untilHeard(tone);
  await mini().getByRole('button', { name: 'Hang up' }).click();
  await isShown().toBe(false);
  await untilNoCalls();
});

test('a caller who gives up takes the window along', async () => {
  await ring('Bob');
  await isShown().toBe(true);
  await pbx.hangUpAll();
  await isShown().toBe(false);
  await card('Bob').waitFor({ state: 'detached' });
});

test('every caller has a card, and the window is as high as they are', async () => {
  await ring('Bob');
  await card('Bob').waitFor();
  await isShown().toBe(true);
  const one = await desk.small;
  await ring('Carol');
  await card('Carol').waitFor();
  await expect.poll(async () => (await desk.small)?.bounds.height).toBeGreaterThan((one?.bounds.height ?? 0) * 1.8);
  const { bounds } = (await desk.small) ?? { bounds: { x: 0, y: 0, width: 0, height: 0 } };
  // The work area of the stand-in's screen ends at 1920, 1040.
  expect([bounds.x + bounds.width, bounds.y + bounds.height]).toEqual([1904, 1024]);
  await card('Bob').getByRole('button', { name: 'Decline' }).click();
  await card('Bob').waitFor({ state: 'detached' });
  await card('Carol').waitFor();
});

test('a caller is told why they are declined', async () => {
  await ring('Bob');
  await card('Bob').getByRole('button', { name: 'More ways to handle Bob' }).click();
  await card('Bob').getByRole('button', { name: 'I am in a meeting.' }).click();
  await isShown().toBe(false);
});

test('a display that is unplugged under the window leaves it on the one that is left, and the call rings on', async () => {
  /** The stand-in's pointer is in the corner of the first display. */
  const displays = (change: 'plug' | 'unplug') =>
    phone.app.evaluate((electron, change) => {
      const { state } = (electron as unknown as { host: { state: { displays: Electron.Display[] } } }).host;
      const [first] = state.displays;
      const second = {
        ...first,
        id: 2,
        workArea: { x: 0, y: 0, width: 800, height: 600 },
        bounds: { x: 0, y: 0, width: 800, height: 600 },
      };
      if (change === 'plug') state.displays.unshift(second as Electron.Display);
      else state.displays.shift();
      electron.screen.emit(change === 'plug' ? 'display-added' : 'display-removed', {}, second);
    }, change);
  const corner = async () => {
    const { bounds } = (await desk.small) ?? { bounds: { x: 0, y: 0, width: 0, height: 0 } };
    return [bounds.x + bounds.width, bounds.y + bounds.height];
  };
  await displays('plug');
  await ring('Bob');
  await isShown().toBe(true);
  await expect.poll(corner).toEqual([784, 584]);
  await displays('unplug');
  await expect.poll(corner).toEqual([1904, 1024]);
  expect((await desk.small)?.visible).toBe(true);
  await card('Bob').getByRole('button', { name: 'Answer' }).click();
  await phone.untilHeard(tone);
});

test('the main window in front shows callers itself', async () => {
  await ring('Bob');
  await isShown().toBe(true);
  await desk.press('Show Offhook');
  await isShown().toBe(false);
  await phone.ringing('Bob').waitFor();
});

test('a second caller while a call is up: both are there, and answering holds the first', async () => {
  await ring('Bob', { extension: '601' });
  await card('Bob').getByRole('button', { name: 'Answer' }).click();
  await phone.untilHeard(440);
  await ring('Carol');
  await card('Carol').getByText('holds the other call').waitFor();
  await mini().waitFor();
  await card('Carol').getByRole('button', { name: 'Answer' }).click();
  await small.getByRole('article', { name: 'Call with Carol' }).waitFor();
  await phone.untilHeard(tone);
});

test('it can be read by everybody, in light, dark and forced colours', async () => {
  await ring('Bob', { extension: '601' });
  await card('Bob').getByRole('button', { name: 'Answer' }).click();
  await mini().getByText('In call').waitFor();
  await ring(`<img src=x onerror=alert(1)>${'W'.repeat(60)} שלום`);
  const second = small.getByRole('article', { name: /^Incoming call from/ });
  await second.getByRole('button', { name: /^More ways/ }).click();
  expect(await small.locator('img[src="x"]').count()).toBe(0);
  await small.evaluate(axe.source);
  for (const look of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }] as const) {
    await small.emulateMedia({ forcedColors: 'none', colorScheme: 'light', reducedMotion: 'reduce', ...look });
    const found = await small.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
    });
    expect({ look, found }).toEqual({ look, found: [] });
  }
  const overflow = await small.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBe(0);
  await small.emulateMedia({ forcedColors: 'none', colorScheme: 'light' });
});

test('keys that were meant for another program answer nobody', async () => {
  await ring('Bob');
  await card('Bob').waitFor();
  const answer = card('Bob').getByRole('button', { name: 'Answer' });
  for (const key of ['Space', 'Enter']) {
    await answer.focus();
    await small.keyboard.press(key);
  }
  // A call that was answered would have begun to be.
  expect(await card('Bob').getByRole('button', { name: 'Answer' }).isEnabled()).toBe(true);
  expect(await desk.tooltip).toBe('Offhook: Bob is calling');
});

test('a crashed page comes back with who rings', async () => {
  await ring('Bob');
  await isShown().toBe(true);
  type Changes = { changes?: string[] };
  await phone.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/ring/'));
    const changes: string[] = [];
    Object.assign(globalThis, { changes });
    // It may be back before anybody has looked.
    window?.on('hide', () => changes.push('hidden'));
    window?.on('show', () => changes.push('shown'));
    window?.webContents.forcefullyCrashRenderer();
  });
  await expect.poll(() => phone.app.evaluate(() => (globalThis as Changes).changes)).toEqual(['hidden', 'shown']);
  // Playwright gives a crashed page up for good.
  const words = () =>
    phone.app.evaluate(({ BrowserWindow }) => {
      const page = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/ring/'))?.webContents;
      return page?.executeJavaScript('document.body.innerText') as Promise<string>;
    });
  await expect.poll(words).toContain('Bob');
});
