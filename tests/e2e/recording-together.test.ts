import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { decode, meanLevelOf, pauseIn, type Sound } from '../decode.ts';
import { type Kamailio, startKamailio } from '../pbx/kamailio.ts';
import { Offhook } from './offhook.ts';
import { testWithProxyAndDecoder as test } from './peers.ts';
import { untilRecorded } from './recorded.ts';

const tones = { alice: 700, bob: 1_100, carol: 1_900 };
const beep = 1_400;
let proxy: Kamailio;
let phones: Offhook[] = [];

beforeAll(async () => {
  proxy = await startKamailio();
  const open = (user: string, microphoneTone: number) =>
    Offhook.signedIn({ server: proxy.url, user, password: proxy.user(user).password }, { microphoneTone });
  phones = await Promise.all([open('1001', tones.alice), open('1002', tones.bob), open('1003', tones.carol)]);
}, 120_000);

afterEach(() => Promise.all(phones.map((phone) => phone.hangUpAll())));

afterAll(async () => {
  await Promise.all(phones.map((phone) => phone.close()));
  await proxy?.stop();
});

async function talk(to: string): Promise<void> {
  const [alice, ...others] = phones as [Offhook, Offhook, Offhook];
  const callee = others[Number(to) - 1002]!;
  await alice.dial(to);
  await callee.button('Answer', callee.ringing()).click();
  await callee.card().getByText('In call').waitFor();
}

const newest = async ({ userData }: Offhook): Promise<Sound> => {
  const folder = path.join(userData, 'recordings');
  return decode(path.join(folder, readdirSync(folder).sort().at(-1)!));
};

/** Which of all tones is heard in which channel. */
const heard = (sound: Sound, from: number, to: number): number[][] =>
  sound.channels.map((_, channel) =>
    [...Object.values(tones), beep].filter((hertz) => meanLevelOf(sound, { channel, hertz, from, to }) > 0.01),
  );

test('the other side’s phone says that it is recorded, and both hear the tone if that is wanted', async () => {
  const [alice, bob] = phones as [Offhook, Offhook];
  await alice.set({ recording: { tone: true } });
  await talk('1002');
  await alice.untilHeard(tones.bob);
  await alice.button('Mute', alice.card()).click();
  await bob.untilSilent();
  const beeps = Promise.all([bob.untilHeardPass(beep), alice.untilPlaysPass(beep)]);
  await alice.button('Record', alice.card()).click();
  await beeps;
  await bob.card().getByText('They record').waitFor();
  await alice.button('Stop recording', alice.card()).click();
  await bob.card().getByText('They record').waitFor({ state: 'detached' });
  await alice.button('Unmute', alice.card()).click();
  await bob.untilHeard(tones.alice);
  await alice.set({ recording: { tone: false } });
}, 90_000);

test('a call on hold is recorded as silence of ours, and goes on behind it', async () => {
  const [alice, bob] = phones as [Offhook, Offhook];
  await talk('1002');
  await alice.untilHeard(tones.bob);
  await alice.button('Record', alice.card()).click();
  await untilRecorded(alice, 3);
  await alice.button('Hold', alice.card()).click();
  await alice.card().getByText('On hold', { exact: true }).waitFor();
  await untilRecorded(alice, 7);
  await alice.button('Resume', alice.card()).click();
  await bob.untilHeard(tones.alice);
  await alice.untilHeard(tones.bob);
  await untilRecorded(alice, 12);
  await alice.button('Hang up', alice.card()).click();
  await alice.ended.waitFor();
  await expect.poll(async () => (await newest(alice)).seconds).toBeGreaterThan(11);
  const sound = await newest(alice);
  const hold = pauseIn(sound, [tones.alice, tones.bob]);
  expect(hold.to - hold.from).toBeGreaterThan(2.5);
  expect(heard(sound, 0.8, hold.from - 0.2)).toEqual([[tones.alice], [tones.bob]]);
  expect(heard(sound, hold.from + 0.2, hold.to - 0.2)).toEqual([[], []]);
  expect(heard(sound, sound.seconds - 1.5, sound.seconds - 0.5)).toEqual([[tones.alice], [tones.bob]]);
}, 90_000);

test('a conference is recorded whole', async () => {
  const [alice, bob, carol] = phones as [Offhook, Offhook, Offhook];
  await talk('1002');
  await talk('1003');
  await alice.button('All together').click();
  await alice.conference.waitFor();
  await bob.untilHeardOf([tones.alice, tones.carol], Object.values(tones));
  await alice.button('Record', alice.conference).click();
  await Promise.all([bob, carol].map((phone) => phone.card().getByText('They record').waitFor()));
  await untilRecorded(alice, 4);
  await bob.button('Hang up', bob.card()).click();
  await alice.conference.waitFor({ state: 'detached' });
  await carol.card().getByText('They record').waitFor({ state: 'detached' });
  await alice.page.getByRole('navigation').getByRole('button', { name: 'Recordings' }).click();
  const list = alice.page.getByRole('list', { name: 'Recordings, newest first' });
  await list.getByRole('heading', { name: '1003, 1002' }).waitFor();
  const sound = await newest(alice);
  expect(heard(sound, 0.8, 2.8)).toEqual([[tones.alice], [tones.bob, tones.carol]]);
}, 90_000);
