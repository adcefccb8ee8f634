import { afterAll, beforeAll, expect } from 'vitest';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { Offhook } from './offhook.ts';
import { testWithSoundServer as test } from './peers.ts';
import { SoundServer } from './sound-server.ts';

const deskTone = 500;
const headsetTone = 900;
let sound: SoundServer;
let pbx: Asterisk;
let phone: Offhook;

beforeAll(async () => {
  [sound, pbx] = await Promise.all([SoundServer.start(), startAsterisk()]);
  await sound.plugIn('Desk', deskTone);
  await sound.makeDefault('Desk');
  const { name, password } = pbx.user('1001');
  phone = await Offhook.signedIn({ server: pbx.url, user: name, password }, { realDevices: true, env: sound.env });
}, 60_000);

afterAll(async () => {
  await phone?.close();
  await pbx?.stop();
  await sound?.stop();
});

/**
 * Tells the page that its devices changed. Chromium on Linux hears of that from udev, which knows no device of PulseAudio alone;
 * the list that the phone then reads is the real one.
 */
const tellOfChange = () => phone.page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));

test('a headset unplugged in a call is replaced by the next best microphone, and comes back when it is plugged in again', async () => {
  const headset = await sound.plugIn('Headset', headsetTone);
  await tellOfChange();
  await phone.talkTo('600');
  await phone.untilHeard(deskTone);
  await phone.button('Devices', phone.card()).click();
  await phone.card().getByLabel('Microphone', { exact: true }).selectOption({ label: 'Headset' });
  await phone.untilHeard(headsetTone);

  await headset.unplug();
  await tellOfChange();
  await phone.card().getByText('The microphone was unplugged').waitFor();
  await phone.untilHeard(deskTone);

  await sound.plugIn('Headset', headsetTone);
  await tellOfChange();
  await phone.untilHeard(headsetTone);
  await phone.card().getByText('The microphone was unplugged').waitFor({ state: 'detached' });
  expect(await phone.card().getByText('In call').count()).toBe(1);
});
