import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { Desk, desktopWith } from './desk.ts';
import { Offhook } from './offhook.ts';
import { testWithSoundServer as test } from './peers.ts';
import type { RoomMicrophone } from './room-microphone.ts';
import { openView } from './setting-steps.ts';
import { type PluggedIn, SoundServer } from './sound-server.ts';
import { watchWire } from './wire.ts';

const deskTone = 500;
const headsetTone = 900;
let sound: SoundServer;
let pbx: Asterisk;
let phone: Offhook;
let desk: Desk;
let desktop: string;
let onDesk: PluggedIn;

const theirs = 440;
/** They speak until they are told to listen, then they say back what they hear. */
const speaksThenListens = '650';
const dialplan = `[users](+)
exten => ${speaksThenListens},1,Answer()
 same => n,Playtones(${theirs})
 same => n(speak),Wait(0.1)
 same => n,GotoIf($["\${DB(far/listens)}"="yes"]?:speak)
 same => n,StopPlaytones()
 same => n,Echo()
`;

beforeAll(async () => {
  [sound, pbx] = await Promise.all([SoundServer.start(), startAsterisk({ dialplan })]);
  onDesk = await sound.plugIn('Desk', deskTone);
  await sound.makeDefault('Desk');
  const { name, password } = pbx.user('1001');
  const { env, folder } = await desktopWith({ tray: true });
  desktop = folder;
  phone = await Offhook.signedIn({ server: pbx.url, user: name, password }, { realDevices: true, env: { ...env, ...sound.env } });
  desk = new Desk(phone.app);
  // To these a steady tone is noise, and what comes back an echo.
  await phone.set({ audio: { processing: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } } });
}, 60_000);

afterAll(async () => {
  await phone?.close();
  await pbx?.stop();
  await sound?.stop();
  await rm(desktop, { recursive: true, force: true });
});

/**
 * Tells the page that its devices changed. Chromium on Linux hears of that from udev, which knows no device of PulseAudio alone;
 * the list that the phone then reads is the real one.
 */
const tellOfChange = () => phone.page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));

test('without any microphone a call listens and says so, and becomes two-way when one is plugged in', async () => {
  await onDesk.unplug();
  await tellOfChange();
  await phone.talkTo(speaksThenListens);
  await phone.card().getByText('No microphone was found: you can listen').waitFor();
  await phone.untilHeard(theirs);
  await pbx.command('database put far listens yes');
  await sound.plugIn('Desk', deskTone);
  await sound.makeDefault('Desk');
  await tellOfChange();
  await phone.untilHeard(deskTone);
  await phone.card().getByText('No microphone was found').waitFor({ state: 'detached' });
  await phone.hangUpAll();
});

test('a headset unplugged in a call is replaced by the next best microphone, and comes back when it is plugged in again', async () => {
  const headset = await sound.plugIn('Headset', headsetTone);
  // A null sink to which nobody listens gives its sound two seconds late.
  const others = [deskTone, headsetTone].map((hertz) => sound.listenAt(`tone_${hertz}`));
  await tellOfChange();
  await phone.talkTo('600');
  await phone.untilHeard(deskTone);
  await phone.button('Devices', phone.card()).click();
  await phone.card().getByLabel('Microphone', { exact: true }).selectOption({ label: 'Headset' });
  await phone.untilHeard(headsetTone);
  const putOnWire = await watchWire(phone.page);

  await headset.unplug();
  await tellOfChange();
  await phone.card().getByText('The microphone was unplugged').waitFor();
  await phone.card().getByText('“Headset” is not connected. In use: System default.').waitFor();
  await phone.untilHeard(deskTone);

  await sound.plugIn('Headset', headsetTone);
  await tellOfChange();
  await phone.untilHeard(headsetTone);
  await phone.card().getByText('The microphone was unplugged').waitFor({ state: 'detached' });
  expect(await phone.card().getByText('In call').count()).toBe(1);
  // On the way down the next one took the lost one's place by itself; on the way up it was spoken with until the better one was open.
  expect(await putOnWire()).toEqual(['live after ended', 'live after live']);
  for (const one of others) one.stop();
  await phone.hangUpAll();
});

/** What each place says is used as the microphone, now and then again until they all say `name`. */
async function everywhereSays(name: string): Promise<void> {
  const { page } = phone;
  const select = page.getByLabel('Microphone', { exact: true });
  const chosen = () => select.evaluate((element) => (element as HTMLSelectElement).selectedOptions[0]?.label);
  const inTray = async () => {
    const menu = await desk.menu;
    return menu.slice(menu.indexOf('Microphone') + 1, menu.indexOf('Speaker')).filter((line) => line.startsWith('> [x]'));
  };
  await expect.poll(inTray).toEqual([`> [x] ${name}`]);
  await openView(phone, 'Phone');
  await expect.poll(chosen).toBe(name);
  await openBar('microphone:');
  const inBar = page.getByRole('option').and(page.locator('[data-in-use="true"]'));
  await expect.poll(() => inBar.allInnerTexts()).toEqual([expect.stringMatching(`^Microphone: ${name}\\s+In use$`)]);
  await page.keyboard.press('Escape');
  await openView(phone, 'Settings');
  await page.getByRole('tab', { name: 'Audio' }).click();
  await expect.poll(chosen).toBe(name);
}

async function openBar(text: string): Promise<void> {
  await phone.page.keyboard.press('Control+k');
  await phone.page.getByRole('combobox', { name: 'Name, number or command' }).fill(text);
}

test('whatever place it is chosen in, every place says so, and it is what is heard', async () => {
  await sound.plugIn('Headset', headsetTone);
  await tellOfChange();
  await phone.talkTo('600');
  await phone.button('Devices', phone.card()).click();
  const choices: Record<string, () => Promise<unknown>> = {
    tray: () => desk.press('Microphone', 'Desk'),
    card: async () => {
      await openView(phone, 'Phone');
      await phone.card().getByLabel('Microphone', { exact: true }).selectOption({ label: 'Headset' });
    },
    bar: async () => {
      await openBar('microphone: desk');
      await phone.page.keyboard.press('Enter');
    },
    settings: () => phone.page.getByLabel('Microphone', { exact: true }).selectOption({ label: 'Headset' }),
  };
  for (const [index, choose] of Object.values(choices).entries()) {
    await choose();
    await everywhereSays(index % 2 === 0 ? 'Desk' : 'Headset');
    await phone.untilHeard(index % 2 === 0 ? deskTone : headsetTone);
  }
  await openView(phone, 'Phone');
  await phone.hangUpAll();
});

test('a call moves to the speaker that is chosen, is as loud as wished, and goes on elsewhere when that speaker goes', async () => {
  const wall = await sound.plugInSpeaker('Wall');
  const [room, elsewhere] = [sound.listenAt('Wall'), sound.listenAt('loudspeaker')];
  await tellOfChange();
  await phone.talkTo('600');
  await elsewhere.untilSound();
  await phone.button('Devices', phone.card()).click();
  await phone.card().getByLabel('Speaker', { exact: true }).selectOption({ label: 'Wall' });
  await room.untilSound();
  await elsewhere.untilSilent();

  const volume = phone.card().getByRole('slider', { name: 'Volume of this call' });
  await volume.press('Home');
  await room.untilSilent();
  await volume.press('End');
  room.forget();
  await room.untilSound();

  elsewhere.forget();
  await wall.unplug();
  await tellOfChange();
  await elsewhere.untilSound();
  for (const ear of [room, elsewhere]) ear.stop();
  await phone.hangUpAll();
});

test('for the microphone of a Bluetooth headset another one is offered, and the headset stays the speaker', async () => {
  const name = 'WH-1000XM4';
  await sound.connectHeadset(name, headsetTone);
  const inHeadset = sound.listenAt('bluez_sink.headset');
  await tellOfChange();
  await phone.talkTo('600');
  await phone.button('Devices', phone.card()).click();
  const choose = (role: string, label: string) => phone.card().getByLabel(role, { exact: true }).selectOption({ label });
  const offer = phone.page.getByText(`“${name}” is connected by Bluetooth`);
  await choose('Microphone', 'Desk');
  await choose('Speaker', name);
  await choose('Microphone', name);
  await phone.untilHeard(headsetTone);
  await offer.waitFor();
  await phone.button('Use Desk').click();
  await phone.untilHeard(deskTone);
  await offer.waitFor({ state: 'detached' });
  inHeadset.forget();
  await inHeadset.untilSound();

  await choose('Microphone', name);
  await phone.button(`Do not offer this again for ${name}`).click();
  await offer.waitFor({ state: 'detached' });
  await phone.hangUpAll();
  await phone.talkTo('600');
  await phone.untilHeard(headsetTone);
  expect(await offer.count()).toBe(0);
  inHeadset.stop();
  await phone.hangUpAll();
  await phone.set({ audio: { microphone: [], speaker: [] } });
});

test('in the settings each device is tried where it is: the level moves, tone, bell and own voice come from what was chosen', async () => {
  await Promise.all([sound.plugInSpeaker('Study'), sound.plugInSpeaker('Hall')]);
  const [study, hall, elsewhere] = ['Study', 'Hall', 'loudspeaker'].map((name) => sound.listenAt(name)) as [
    RoomMicrophone,
    RoomMicrophone,
    RoomMicrophone,
  ];
  await tellOfChange();
  // What a sound server has still to play of before is none of this.
  await elsewhere.untilSilent();
  elsewhere.forget();
  await openView(phone, 'Settings');
  await phone.page.getByRole('tab', { name: 'Audio' }).click();
  for (const [role, label] of Object.entries({ Microphone: 'Desk', Speaker: 'Study', Ringer: 'Hall' })) {
    await phone.page.getByLabel(role, { exact: true }).selectOption({ label });
  }
  await phone.button('Test microphone').click();
  const level = phone.page.getByRole('meter', { name: 'Microphone level' });
  await expect.poll(async () => Number(await level.getAttribute('aria-valuenow'))).toBeGreaterThan(0.5);
  await phone.button('Stop test').click();

  await phone.button('Play a tone').click();
  await study.untilSound();
  await study.untilSilent();
  await phone.button('Ring').click();
  await hall.untilSound();
  await phone.button('Stop').click();
  await hall.untilSilent();
  study.forget();
  const began = Date.now();
  await phone.button('Hear yourself').click();
  await phone.button('Speak now… 4 s').waitFor();
  expect((await study.untilSound()) - began).toBeGreaterThan(3_500);
  await phone.button('Playing back…').click();
  await study.untilSilent();
  expect(elsewhere.heard).toBe(false);
  for (const ear of [study, hall, elsewhere]) ear.stop();
  await phone.set({ audio: { speaker: [], ringer: [] } });
  await openView(phone, 'Phone');
});

test('the microphone is sent as loud as wished, in the middle of a call', async () => {
  await phone.talkTo('600');
  const level = async () => (await phone.hear({ seconds: 0.6 }))?.level ?? 0;
  /** As soon as two looks agree: the first may have the end of what was before in it, and a busy machine leaves gaps. */
  const settled = async () => {
    let [last, next] = [Number.NaN, await level()];
    while (!(Math.abs(next - last) < next * 0.05)) [last, next] = [next, await level()];
    return next;
  };
  await expect.poll(level).toBeGreaterThan(0.05);
  const bare = await settled();
  await phone.set({ audio: { microphoneGain: 0.25 } });
  await expect.poll(level).toBeLessThan(bare * 0.35);
  expect(await settled()).toBeGreaterThan(bare * 0.15);
  await phone.set({ audio: { microphoneGain: 1 } });
  await expect.poll(level).toBeGreaterThan(bare * 0.8);
  await phone.hangUpAll();
});

test('a caller rings on two devices at once, and on one when the other is gone', async () => {
  const kitchen = await sound.plugInSpeaker('Kitchen');
  await tellOfChange();
  const ears = [sound.listenAt('loudspeaker'), sound.listenAt('Kitchen')];
  await openView(phone, 'Settings');
  await phone.page.getByRole('tab', { name: 'Audio' }).click();
  await phone.page.getByRole('switch', { name: 'Kitchen' }).click();
  await pbx.originate({ to: '1001', from: { name: 'Bob', number: '5551234' } });
  await Promise.all(ears.map((ear) => ear.untilSound()));
  await kitchen.unplug();
  await tellOfChange();
  ears[0]?.forget();
  await ears[0]?.untilSound();
  for (const ear of ears) ear.stop();
  await phone.hangUpAll();
});
