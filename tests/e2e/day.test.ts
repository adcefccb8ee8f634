import type { Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import type { Status } from '../../electron/control/status.ts';
import { defaultHotkeys } from '../../shared/hotkeys.ts';
import { isStandIn } from '../host/launch.ts';
import { exitOf, offhook, startBinary } from './command-line.ts';
import type { Desk } from './desk.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk } from './peers.ts';
import { pbx, signIn, signInWithTray, untilNoCalls, usePbx } from './signed-in.ts';

// Tray, keys and window manager are the stand-in's.
const test = isStandIn ? testWithAsterisk : testWithAsterisk.skip;
const voices = { alice: 1000, bob: 1300 };
/** 601 and 602 of the phone system play these. */
const machines = { '601': 440, '602': 1004 };
/** The phone system's own, for whoever is on hold. */
const music = 800;
const muteKey = 'Control+Alt+M';
/** Whose day it is. */
let alice: Offhook;
let bob: Offhook;
let desk: Desk;
let small: Page;

usePbx();
beforeAll(async () => {
  const signedIn = await Promise.all([
    signInWithTray('1001', { microphoneTone: voices.alice }),
    signIn('1002', { microphoneTone: voices.bob }),
  ]);
  [{ phone: alice, desk }, bob] = signedIn;
  small = await desk.smallPage();
  await alice.set({ hotkeys: { ...defaultHotkeys, mute: muteKey }, asksBeforeLink: false });
}, 90_000);

const says = (words: string) => expect.poll(() => desk.tooltip).toBe(`Offhook: ${words}`);
const staysClosed = () => expect(desk.window).resolves.toMatchObject({ visible: false });
const run = (...args: string[]) => offhook(alice.userData, ...args);
const done = { code: 0, out: '', err: '' };
const close = async () => {
  await desk.closeWindow();
  await expect.poll(async () => (await desk.window).visible).toBe(false);
};
const hearEachOther = async () => {
  await alice.untilHeard(voices.bob, { index: 0 });
  await bob.untilHeard(voices.alice);
};

test('a day’s work with the main window closed', { timeout: 120_000 }, async () => {
  await close();
  await says('Ready');

  // Called: the tray says so, the ringing window opens, and Answer in it answers. Each hears the other.
  await bob.dial('1001');
  await says('User 1002 is calling');
  const card = small.getByRole('article', { name: 'Incoming call from User 1002' });
  await expect.poll(async () => (await desk.small)?.visible).toBe(true);
  await expect(desk.small).resolves.toMatchObject({ focused: false });
  await card.getByRole('button', { name: 'Answer' }).click();
  await says('In call with User 1002');
  await hearEachOther();

  // Muted by a key while another program is in front: silence at the far end, which is heard on.
  await desk.pressKey(muteKey);
  await bob.untilSilent();
  await says('In call with User 1002, microphone off');
  await alice.untilHeard(voices.bob);
  await desk.pressKey(muteKey);
  await hearEachOther();

  // On hold from the tray: Bob hears the music of the phone system, and nobody hears Bob.
  await desk.press('Hold');
  await says('User 1002 is on hold');
  await bob.untilHeard(music);
  await alice.untilSilent();
  await staysClosed();

  // Somebody else is called by a link. It brings the window, which is closed again.
  expect(await exitOf(startBinary(alice.userData, 'tel:601'))).toBe(0);
  await alice.untilHeard(machines['601'], { index: 1 });
  await close();
  await bob.untilHeard(music);
  await small.getByRole('article', { name: 'Call with 601' }).getByRole('button', { name: 'Hang up' }).click();
  await says('User 1002 is on hold');
  await desk.press('Resume');
  await hearEachOther();

  // Handed over by the command line: Bob goes on with somebody else, and we are rid of him.
  expect(await run('transfer', '602')).toEqual(done);
  await bob.untilHeard(machines['602']);
  await says('Ready');
  await bob.hangUpAll();
  await untilNoCalls();

  // A call of a script, which the tray hangs up.
  const { code, out: id } = await run('dial', '600');
  expect(code).toBe(0);
  await alice.untilHeard(voices.alice);
  const { calls }: Status = JSON.parse((await run('status', '--json')).out).status;
  expect(calls).toEqual([expect.objectContaining({ id, number: '600', state: 'active' })]);
  await desk.press('Hang up');
  await says('Ready');
  await staysClosed();

  // Missed: tray, notification and badge count; a press on the count opens the list, and then nobody is counted.
  await pbx.originate({ to: '1001', from: { name: 'Carol', number: '5551234' } });
  await says('Carol is calling');
  await pbx.hangUpAll();
  await says('Ready, 1 missed call');
  await expect.poll(() => desk.badge).toBe(1);
  await expect.poll(async () => (await desk.notifications).at(-1)).toBe('1 missed call: The last one was from Carol.');
  await staysClosed();
  await desk.press('1 missed call');
  await expect.poll(async () => (await desk.window).visible).toBe(true);
  await alice.page.getByRole('region', { name: 'Recent calls' }).getByText('Carol').first().waitFor();
  await says('Ready');
  await expect.poll(() => desk.badge).toBe(0);
});
