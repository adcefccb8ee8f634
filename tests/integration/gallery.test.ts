import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type Scene, scenes } from '../../renderer/testing/gallery-scenes.ts';
import { expectAccessible } from '../accessibility.ts';
import { type Gallery, openGallery } from './gallery-browser.ts';

const { chromium } = await ensurePeers({ install: false });

/** What is opened with a button in a scene, by the buttons' names, one after the other. */
const opened: readonly (readonly [Scene, readonly RegExp[]])[] = [
  ['talking', [/^Transfer$/]],
  ['talking', [/^Add call$/]],
  ['talking-bluetooth', [/^Devices$/]],
  ['video', [/^Share screen$/]],
  ['video', [/^Choose what to record$/]],
  ['messages', [/^Messages/]],
  ['tones-waiting', [/^Keypad$/]],
  ['two-calls', [/^Transfer$/]],
  ['conference', [/^Add someone$/]],
  ['conference-sounds', [/^Poor sound/]],
  ['eight-calls', [/^More for Bob$/]],
  ['ringing', [/^More ways to handle/]],
  ['ringing', [/^More ways to handle/, /^Decline with a message/]],
  ['ringing', [/^More ways to handle/, /^Send to somebody else/]],
  ['idle', [/^More ways to call$/]],
  ['idle', [/^How the call with Carol Winter sounded$/]],
];

/** What is done with the keyboard alone, and the scene in which the card with that button goes. */
const gone: readonly (readonly [Scene, button: string])[] = [
  ['talking', 'Hang up'],
  ['two-calls', 'Hang up'],
  ['two-calls', 'All together'],
  ['two-calls', 'Connect them'],
  ['eight-calls', 'Hang up Bob'],
  ['ringing', 'Decline'],
  ['ringing-while-talking', 'Answer'],
  ['consulting', 'Back to Bob Marchetti'],
  ['conference', 'Remove Carol Winter from the conference'],
  ['conference', 'Split'],
  ['transfer-asked', 'Stay with Bob Marchetti'],
  ['video-asked', 'Not now'],
  ['video-sharing', 'Stop sharing'],
  ['ended-busy', 'Dismiss'],
];

describe.skipIf(chromium === null)('the interface can be used by everyone, and fits', () => {
  let gallery: Gallery;

  beforeAll(async () => {
    gallery = await openGallery(chromium!);
  });
  afterAll(() => gallery?.close());

  test.each(Object.keys(scenes) as Scene[])('%s', async (scene) => {
    const page = await gallery.show(scene);
    await expectAccessible(page);
    await page.close();
  });

  test.each(opened)('%s, then %s', async (scene, buttons) => {
    const page = await gallery.show(scene);
    for (const name of buttons) await page.getByRole('button', { name }).or(page.getByRole('menuitem', { name })).first().click();
    await expectAccessible(page);
    await page.close();
  });

  test.each(['idle', 'talking', 'ringing', 'favourites'] as const)('%s, with the command bar', async (scene) => {
    const page = await gallery.show(scene);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Name, number or command' });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches('body *') ?? false)).toBe(true);
    await page.close();
  });

  test('the clock of a call is drawn, as sharp as the screen is, and goes on', async () => {
    const page = await gallery.show('talking', { deviceScaleFactor: 2 });
    const timer = page.getByRole('timer');
    const face = timer.locator('canvas');
    const look = () =>
      face.evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const ink = data.filter((value, index) => index % 4 === 3 && value > 127).length;
        return { ink, picture: canvas.toDataURL(), scale: canvas.width / canvas.clientWidth };
      });
    const before = { ...(await look()), time: await timer.getAttribute('aria-label') };
    expect(before.scale).toBe(2);
    expect(before.ink).toBeGreaterThan(100);
    await expect.poll(async () => (await look()).picture).not.toBe(before.picture);
    expect(await timer.getAttribute('aria-label')).not.toBe(before.time);
    await page.close();
  });

  test.each(gone)('%s: the keyboard is not lost after “%s”', async (scene, name) => {
    const page = await gallery.show(scene);
    // This very button: another one of that name may take its place.
    const button = await page.getByRole('button', { name, exact: true }).first().elementHandle();
    await button?.focus();
    await page.keyboard.press('Enter');
    await button?.waitForElementState('hidden');
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches('body *') ?? false)).toBe(true);
    await page.close();
  });
});
