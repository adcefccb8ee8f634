import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { expectAccessible } from '../accessibility.ts';
import { decode, meanLevelOf, pauseIn, probe, type Sound } from '../decode.ts';
import { decodePictures, seenIn } from '../decode-pictures.ts';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { Offhook } from './offhook.ts';
import { testWithDecoder as test } from './peers.ts';
import { untilSeen } from './picture.ts';
import { untilRecorded } from './recorded.ts';
import { openView } from './setting-steps.ts';

const ours = 1_000;
const theirs = 440;
const whole = { x: 0, y: 0, width: 1280, height: 720 };
/** Where a recording has the other side, and us beside it. */
const large = { x: 0, y: 90, width: 960, height: 540 };
const beside = { x: 960, y: 270, width: 320, height: 180 };
let pbx: Asterisk;
/** Her camera sees a bar that crosses red, his one on blue; she is heard with 1000 Hz, he with 440. She records. */
let alice: Offhook;
let bob: Offhook;
let userData: string;

const account = (name: string) => ({ server: pbx.url, user: name, password: pbx.user(name).password });
const openAlice = () => Offhook.signedIn(account('1001'), { cameraGround: 'red', microphoneTone: ours, userData });

beforeAll(async () => {
  const passesVideo = (name: string): string => `[${name}](+type=endpoint)\nallow=vp8,h264\n`;
  userData = await mkdtemp(path.join(tmpdir(), 'offhook-films-'));
  pbx = await startAsterisk({ pjsip: `${passesVideo('1001')}${passesVideo('1002')}` });
  [alice, bob] = await Promise.all([openAlice(), Offhook.signedIn(account('1002'), { cameraGround: 'blue', microphoneTone: theirs })]);
}, 60_000);
afterAll(async () => {
  await Promise.all([alice?.close(), bob?.close()]);
  await pbx?.stop();
  await rm(userData, { recursive: true, force: true, maxRetries: 5 });
});
afterEach(async () => {
  await Promise.all([alice.hangUpAll(), bob.hangUpAll()]);
  await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
  for (const name of readdirSync(folder())) rmSync(path.join(folder(), name));
});

const folder = () => path.join(userData, 'recordings');
/** Files in the order in which they were begun. */
const files = () => readdirSync(folder()).sort();
const fileAt = (index: number) => path.join(folder(), files()[index]!);

async function seeEachOther(): Promise<void> {
  await alice.dialField.fill('1002');
  await alice.choose('Call with video', 'More ways to call');
  await bob.button('Answer with video', bob.ringing()).click();
  await Promise.all([untilSeen(alice.page, 'Video of ', 'blue'), untilSeen(bob.page, 'Video of ', 'red')]);
}

async function stopRecording(): Promise<void> {
  await alice.button('Stop recording', alice.card()).click();
  // The last second is written then, and how long all of it is.
  await expect.poll(async () => (await probe(fileAt(files().length - 1))).seconds).toBeGreaterThan(0);
}

/** Which side is heard in which channel. */
const heard = (sound: Sound, from: number, to: number): number[][] =>
  sound.channels.map((_, channel) => [ours, theirs].filter((hertz) => meanLevelOf(sound, { channel, hertz, from, to }) > 0.01));

const playedTo = (seconds: number) =>
  alice.page.waitForFunction((least) => (document.querySelector<HTMLVideoElement>('li video')?.currentTime ?? 0) > least, seconds);

test('a call with video is recorded in one picture and in stereo, with neither in the pause, and can be watched again', async () => {
  await seeEachOther();
  await alice.button('Record', alice.card()).click();
  await alice.card().getByText('with pictures').waitFor();
  await untilRecorded(alice, 4);
  await alice.button('Pause recording', alice.card()).click();
  await untilRecorded(alice, 8);
  await alice.button('Continue recording', alice.card()).click();
  await untilRecorded(alice, 12);
  await stopRecording();

  expect(files()).toEqual([expect.stringMatching(/ User 1002\.webm$|1002\.webm$/)]);
  const file = fileAt(0);
  expect(await probe(file)).toMatchObject({ codec: 'vp8+opus', channels: 2 });
  const [sound, pictures] = await Promise.all([decode(file), decodePictures(file)]);
  const pause = pauseIn(sound, [ours, theirs]);
  expect(pause.to - pause.from).toBeGreaterThan(2.5);
  const found = (from: number, to: number) => [
    ...[large, beside].map((place) => seenIn(pictures, place, [from, to])),
    heard(sound, from, to),
  ];
  const both = ['blue moving', 'red moving', [[ours], [theirs]]];
  expect(found(0.8, pause.from - 0.5)).toEqual(both);
  expect(found(pause.from + 0.5, pause.to - 0.5)).toEqual(['none', 'none', [[], []]]);
  expect(found(pause.to + 0.5, sound.seconds - 0.3)).toEqual(both);

  await openView(alice, 'Recordings');
  const { page } = alice;
  await page.getByRole('listitem').getByText('video').waitFor();
  await page
    .getByRole('button', { name: /^Play / })
    .first()
    .click();
  await playedTo(0.5);
  await untilSeen(page, 'Pictures of ', 'blue');
  await page.getByRole('slider').fill(String(pause.to + 0.5));
  await playedTo(pause.to + 0.6);
  await untilSeen(page, 'Pictures of ', 'blue');
  await expectAccessible(page);
  await alice.button('Full screen').click();
  await page.waitForFunction(() => document.fullscreenElement?.tagName === 'VIDEO');
  await page.evaluate(() => document.exitFullscreen());
  await alice.choose('Delete', /^More for /);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No recordings yet').waitFor();
  await expect.poll(() => files()).toEqual([]);
  await openView(alice, 'Phone');
}, 90_000);

test('pictures that come while the sound is recorded are recorded from there on', async () => {
  await alice.dial('1002');
  await bob.button('Answer', bob.ringing()).click();
  await alice.untilHeard(theirs);
  await alice.button('Record', alice.card()).click();
  await untilRecorded(alice, 2);
  await alice.button('Turn camera on', alice.card()).click();
  await untilSeen(bob.page, 'Video of ', 'red');
  const since = Number(/(\d+):(\d\d)/.exec((await alice.card().textContent())!.replace(/^.*Recording/, ''))?.[2]);
  await untilRecorded(alice, since + 3);
  await stopRecording();
  expect(files().map((name) => path.extname(name))).toEqual(['.ogg', '.webm']);
  expect(heard(await decode(fileAt(0)), 0.8, 1.6)).toEqual([[ours], [theirs]]);
  const sound = await decode(fileAt(1));
  expect(heard(sound, 1, 2)).toEqual([[ours], [theirs]]);
  expect(seenIn(await decodePictures(fileAt(1)), whole, [1.5, sound.seconds - 0.3])).toBe('red moving');
}, 60_000);

test('what is recorded is chosen: the sound, the pictures, one side', async () => {
  await seeEachOther();
  const record = async (item: string) => {
    await alice.choose(item, 'Choose what to record');
    await untilRecorded(alice, 3);
    await stopRecording();
  };
  await record('Only the sound');
  expect(await probe(fileAt(0))).toMatchObject({ format: 'ogg', codec: 'opus', channels: 2 });
  await alice.set({ recording: { sides: 'local' } });
  await record('Only the pictures');
  expect(await probe(fileAt(1))).toMatchObject({ codec: 'vp8', channels: 0 });
  expect(seenIn(await decodePictures(fileAt(1)), whole, [0.8, 2.3])).toBe('red moving');
  await alice.set({ recording: { sides: 'remote' } });
  await record('Sound and pictures');
  await alice.set({ recording: { sides: 'both' } });
  expect(seenIn(await decodePictures(fileAt(2)), whole, [0.8, 2.3])).toBe('blue moving');
  expect(heard(await decode(fileAt(2)), 0.8, 2.3)).toEqual([[theirs]]);
}, 90_000);

test('a recording of pictures that was cut off by a crash plays and can be jumped into, and lacks two seconds at most', async () => {
  await seeEachOther();
  await alice.button('Record', alice.card()).click();
  await untilRecorded(alice, 8);
  await alice.crash();
  alice = await openAlice();
  await openView(alice, 'Recordings');
  const { page } = alice;
  await page.getByText('cut off by a crash').waitFor();
  const file = fileAt(0);
  const { seconds } = await probe(file);
  expect(seconds).toBeGreaterThan(6);
  expect(seenIn(await decodePictures(file, { at: 4.5 }), large, [0.2, seconds - 4.8])).toBe('blue moving');
  expect(heard(await decode(file), 1, seconds - 0.3)).toEqual([[ours], [theirs]]);
  await page.getByRole('slider').fill('4.5');
  await page
    .getByRole('button', { name: /^Play / })
    .first()
    .click();
  await playedTo(5);
  await untilSeen(page, 'Pictures of ', 'blue');
}, 90_000);
