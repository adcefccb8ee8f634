import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { expectAccessible } from '../accessibility.ts';
import { isStandIn } from '../host/launch.ts';
import { callersDialplan, callIn } from './callers.ts';
import { FakeHeadset, type Light } from './fake-headset.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';
import { writeNoise } from './sound.ts';

let folder: string;
let phone: Offhook;

usePbx({ dialplan: callersDialplan });
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'offhook-headset-'));
  phone = await signIn('1001', { microphone: await writeNoise(path.join(folder, 'noise.wav')) });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const openAudio = async () => {
  await phone.button('Settings').click();
  await phone.page.getByRole('tab', { name: 'Audio' }).click();
};

// What Electron asks of the app is asked by the stand-in, and the headset is one made up in the page: no real one was pressed.
describe.runIf(isStandIn)('a headset', () => {
  let headset: FakeHeadset;
  const lit = (...lights: Light[]) => expect.poll(() => headset.lit()).toEqual(lights);

  test('is paired by a click, and its buttons take, mute, hold and end a call while its lights follow', async () => {
    headset = await FakeHeadset.plugIn(phone);
    await openAudio();
    await phone.button('Use a headset’s buttons…').click();
    await phone.page.getByText('Its buttons work').waitFor();
    expect(await headset.isOpen()).toBe(true);
    await expectAccessible(phone.page);
    await phone.button('Phone').click();

    await callIn(pbx, '1001', { name: 'Carol' });
    await lit('ring');
    await headset.press('hook');
    await phone.card().getByText('In call').waitFor();
    await lit('offHook');

    await headset.press('mute');
    await phone.button('Unmute', phone.card()).waitFor();
    await lit('offHook', 'mute');
    await headset.press('mute');
    await lit('offHook');

    await headset.press('flash');
    await phone.button('Resume', phone.card()).waitFor();
    await lit('offHook', 'hold');
    await headset.press('flash');
    await lit('offHook');

    await headset.press('hook');
    await phone.card().waitFor({ state: 'detached' });
    await lit();
  });

  test('that another program talks with is left alone, and used again afterwards', async () => {
    await headset.press('hook');
    await callIn(pbx, '1001', { name: 'Carol' });
    await phone.ringing('Carol').waitFor();
    expect(await headset.lit()).toEqual([]);
    await headset.press('hook');
    await phone.ringing('Carol').waitFor();
    await lit('ring');
    await headset.press('hook');
    await phone.card().getByText('In call').waitFor();
  });

  test('that is forgotten is closed, and its buttons do nothing', async () => {
    await openAudio();
    await phone.button('Stop using the buttons of Jabra Link 380').click();
    await phone.button('Stop using the buttons of Jabra Link 380').waitFor({ state: 'detached' });
    await expect.poll(() => headset.isOpen()).toBe(false);
    await phone.button('Phone').click();
  });
});

test('noise stays out of a call from one click on, under the policy of the app, and what that costs is measured', async () => {
  // Nothing else is to change the sound: the browser's own processing knows steady noise as well, by and by.
  const processing = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  await phone.set({ audio: { processing } });
  const level = async () => (await phone.hear())?.level ?? 0;
  await phone.talkTo('600');
  await expect.poll(level).toBeGreaterThan(0.05);
  const before = await level();
  await openAudio();
  await phone.page.getByRole('switch', { name: 'Strong noise suppression' }).click();
  await phone.page.getByText(/On this computer: \d+ ms of delay, and [\d.]+% of one processor core/).waitFor();
  await expectAccessible(phone.page);
  // By how much it falls is measured in integration/noise.test.ts: a busy machine that misses samples makes clicks, which are no steady noise.
  await expect.poll(level).toBeLessThan(before / 3);
  await phone.page.getByRole('switch', { name: 'Strong noise suppression' }).click();
  await expect.poll(level).toBeGreaterThan(before / 2);
});
