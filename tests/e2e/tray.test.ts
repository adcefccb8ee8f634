import { rm } from 'node:fs/promises';
import { afterEach, beforeAll, describe, expect } from 'vitest';
import { isStandIn } from '../host/launch.ts';
import { Desk, desktopWith } from './desk.ts';
import { Offhook } from './offhook.ts';
import { testWithAsterisk } from './peers.ts';
import { accountOf, pbx, signInWithTray, usePbx } from './signed-in.ts';

// The tray, its menu and the notifications are the stand-in's.
const test = isStandIn ? testWithAsterisk : testWithAsterisk.skip;
const tone = 1000;
let phone: Offhook;
let desk: Desk;

usePbx();
beforeAll(async () => {
  ({ phone, desk } = await signInWithTray('1001', { microphoneTone: tone }));
}, 60_000);

const says = (words: string) => expect.poll(() => desk.tooltip).toBe(`Offhook: ${words}`);
const ring = (extra = {}) => pbx.originate({ to: '1001', from: { name: 'Bob', number: '5551234' }, ...extra });
const hide = async () => {
  await desk.closeWindow();
  await expect.poll(async () => (await desk.window).visible).toBe(false);
};

test('the window closes, the phone goes on, and says so once', async () => {
  await says('Ready');
  await hide();
  await desk.press('Show Offhook');
  await expect(desk.window).resolves.toMatchObject({ visible: true, focused: true });
  await hide();
  expect((await desk.notifications).filter((text) => text.startsWith('Offhook goes on'))).toHaveLength(1);
});

test('a whole call from the tray: answered, muted, held, hung up, with the window closed', async () => {
  await ring();
  await says('Bob is calling');
  await expect.poll(() => desk.notifications).toContain('Bob: Incoming call');
  await desk.press('Answer');
  await says('In call with Bob');
  await phone.untilHeard(tone);

  await desk.press('Mute');
  await says('In call with Bob, microphone off');
  await phone.untilSilent();
  await desk.press('Mute');
  await phone.untilHeard(tone);

  await desk.press('Hold');
  await says('Bob is on hold');
  await phone.untilSilent();
  await desk.press('Resume');
  await phone.untilHeard(tone);

  await desk.press('Hang up');
  await says('Ready');
  await expect(desk.window).resolves.toMatchObject({ visible: false });
});

test('a caller is declined', async () => {
  await ring();
  await says('Bob is calling');
  await desk.press('Decline');
  await says('Ready');
});

test('who was missed is counted until somebody looks', async () => {
  await ring();
  await says('Bob is calling');
  await pbx.hangUpAll();
  await says('Ready, 1 missed call');
  await ring();
  await says('Bob is calling, 1 missed call');
  await pbx.hangUpAll();
  await says('Ready, 2 missed calls');
  const badge = () => phone.app.evaluate(({ app }) => app.getBadgeCount());
  await expect.poll(badge).toBe(2);
  await expect
    .poll(async () => (await desk.notifications).filter((text) => text.includes('missed')).at(-1))
    .toBe('2 missed calls: The last one was from Bob.');
  await desk.press('2 missed calls');
  await says('Ready');
  await expect.poll(badge).toBe(0);
  await hide();
});

test('who was answered on another phone was not missed', async () => {
  const other = await Offhook.signedIn(accountOf('1001'));
  try {
    await hide();
    const missed = async () => (await desk.notifications).filter((text) => text.includes('issed'));
    const before = await missed();
    await ring();
    await says('Bob is calling');
    await other.button('Answer', other.ringing()).click();
    await phone.page.getByRole('region', { name: 'Recent calls' }).getByText('Answered elsewhere').waitFor();
    await says('Ready');
    expect(await missed()).toEqual(before);
    expect(await phone.app.evaluate(({ app }) => app.getBadgeCount())).toBe(0);
  } finally {
    await other.close();
  }
});

test('the last people are called again, and so is the clipboard', async () => {
  await ring({ from: { name: 'Echo', number: '600' } });
  await says('Echo is calling');
  await desk.press('Decline');
  await says('Ready');
  await desk.press('Call', 'Echo (600)');
  await phone.untilHeard(tone);
  await desk.press('Hang up');
  await says('Ready');
  await phone.app.evaluate(async ({ clipboard }) => clipboard.writeText('600'));
  await desk.press('Dial the clipboard');
  await phone.untilHeard(tone);
  await desk.press('Hang up');
  await says('Ready');
  await phone.app.evaluate(async ({ clipboard }) => clipboard.writeText('Dear Sir or Madam'));
  await desk.press('Dial the clipboard');
  await phone.page.getByText('no number on the clipboard').waitFor();
  await hide();
});

describe('devices', () => {
  const microphones = async () => {
    const menu = await desk.menu;
    return menu.slice(menu.indexOf('Microphone') + 1, menu.indexOf('Speaker'));
  };

  test('are one truth in tray, settings and call', async () => {
    await expect.poll(microphones).toContain('> [x] System default');
    await expect.poll(async () => (await microphones()).length).toBeGreaterThan(2);
    const names = (await microphones()).map((line) => line.replace(/^> (\[x\] )?/, '')).filter((line) => line !== 'System default');
    await desk.press('Settings…');
    await phone.page.getByRole('tab', { name: 'Audio' }).click();
    const select = phone.page.getByLabel('Microphone', { exact: true });
    await select.waitFor();
    const chosen = () => select.evaluate((element) => (element as HTMLSelectElement).selectedOptions[0]?.label);
    // How fast is measured in the bench (`device_choice_shown_ms`).
    for (const name of [...names, ...names]) {
      await desk.press('Microphone', name);
      await expect.poll(chosen).toBe(name);
      await expect.poll(microphones).toContain(`> [x] ${name}`);
    }
    await select.selectOption('');
    await expect.poll(microphones).toContain('> [x] System default');

    await phone.page.keyboard.press('Control+1');
    await phone.talkTo('600');
    await phone.button('Devices', phone.card()).click();
    const [name = ''] = names;
    await desk.press('Microphone', name);
    const inCard = phone.card().getByLabel('Microphone', { exact: true });
    await expect.poll(() => inCard.evaluate((element) => (element as HTMLSelectElement).selectedOptions[0]?.label)).toBe(name);
    await inCard.selectOption('');
    await expect.poll(microphones).toContain('> [x] System default');
    await hide();
  });
});

test('quitting with a call up asks, and keeps the call when told so', async () => {
  await ring();
  await says('Bob is calling');
  await desk.press('Answer');
  await says('In call with Bob');
  await desk.answerNextDialog(1);
  await desk.press('Quit Offhook');
  await expect.poll(() => desk.dialogs).toContain('Hang up and quit?');
  await phone.untilHeard(tone);
  await desk.press('Hang up');
});

describe('a desktop without a tray', () => {
  let other: Offhook;
  let bare: string;
  afterEach(async () => {
    await other?.close();
    await rm(bare, { recursive: true, force: true });
  });
  const open = async (tray: boolean, env: Record<string, string> = {}) => {
    const desktop = await desktopWith({ tray });
    bare = desktop.folder;
    other = await Offhook.open({ env: { ...desktop.env, ...env } });
    return { place: new Desk(other.app), changeTray: desktop.changeTray };
  };

  test('minimises the window and says so', async () => {
    const { place } = await open(false);
    await place.closeWindow();
    await expect.poll(() => place.window).toMatchObject({ visible: true, minimized: true });
    await expect.poll(() => place.notifications).toEqual([expect.stringContaining('the window was minimised')]);
  });

  test('that makes no icon is told, and the window minimises there as well', async () => {
    const { place } = await open(true, { STAND_IN_TRAY: 'broken' });
    await other.page.getByText('did not show Offhook beside the clock').waitFor();
    await place.closeWindow();
    await expect.poll(() => place.window).toMatchObject({ visible: true, minimized: true });
  });

  test('any more: a window that was hidden in it can be found again', async () => {
    const { place, changeTray } = await open(true);
    await place.closeWindow();
    await expect.poll(async () => (await place.window).visible).toBe(false);
    await changeTray(false);
    await expect.poll(() => place.window, { timeout: 15_000 }).toMatchObject({ minimized: true });
    await expect.poll(() => place.tooltip).toBe('');
  });
});
