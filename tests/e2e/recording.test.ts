import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { expectAccessible } from '../accessibility.ts';
import { decode, meanLevelOf, pauseIn, probe, type Sound } from '../decode.ts';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { Offhook } from './offhook.ts';
import { testWithDecoder as test } from './peers.ts';
import { untilRecorded } from './recorded.ts';

const ours = 1_000;
const theirs = 440;
let pbx: Asterisk;
let phone: Offhook | undefined;
const folders: string[] = [];

beforeAll(async () => {
  pbx = await startAsterisk();
});

afterEach(async () => {
  await phone?.close();
  phone = undefined;
});

afterAll(async () => {
  await pbx?.stop();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
});

const open = (userData?: string) =>
  Offhook.signedIn(
    { server: pbx.url, user: '1001', password: pbx.user('1001').password },
    { microphoneTone: ours, ...(userData && { userData }) },
  );

const folderOf = ({ userData }: Offhook) => path.join(userData, 'recordings');

/** Which side is heard in which channel. */
const heard = (sound: Sound, from: number, to: number): number[][] =>
  sound.channels.map((_, channel) => [ours, theirs].filter((hertz) => meanLevelOf(sound, { channel, hertz, from, to }) > 0.01));

test('a call is recorded side by side, with silence in the pause, and can be heard again, renamed and deleted', async () => {
  phone = await open();
  const { page } = phone;
  await phone.talkTo('601');
  await phone.untilHeard(theirs);
  await phone.button('Record', phone.card()).click();
  await untilRecorded(phone, 3);
  await phone.button('Pause recording', phone.card()).click();
  await phone.card().getByText('Recording paused').waitFor();
  await untilRecorded(phone, 7);
  await phone.button('Continue recording', phone.card()).click();
  await untilRecorded(phone, 10);
  await phone.button('Stop recording', phone.card()).click();
  await phone.button('Record', phone.card()).waitFor();
  await phone.button('Hang up', phone.card()).click();

  await page.getByRole('navigation').getByRole('button', { name: 'Recordings' }).click();
  const list = page.getByRole('list', { name: 'Recordings, newest first' });
  await list.getByRole('heading', { name: '601' }).waitFor();
  const [name] = readdirSync(folderOf(phone));
  const file = path.join(folderOf(phone), name!);
  expect(name).toMatch(/^\d{4}-\d\d-\d\d \d\d-\d\d-\d\d 601\.ogg$/);
  expect(await probe(file)).toMatchObject({ format: 'ogg', codec: 'opus', channels: 2 });
  const sound = await decode(file);
  expect(sound.seconds).toBeGreaterThan(8.5);
  const pause = pauseIn(sound, [ours, theirs]);
  expect(pause.to - pause.from).toBeGreaterThan(2.5);
  expect(heard(sound, 0.8, pause.from - 0.2)).toEqual([[ours], [theirs]]);
  expect(heard(sound, pause.from + 0.2, pause.to - 0.2)).toEqual([[], []]);
  expect(heard(sound, pause.to + 0.5, sound.seconds - 0.3)).toEqual([[ours], [theirs]]);

  await list.getByRole('button', { name: 'Play 601' }).click();
  const slider = list.getByRole('slider', { name: 'Position in 601' });
  await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('input[type=range]')?.value) > 1);
  await list.getByRole('button', { name: 'Pause 601' }).click();
  await slider.fill('6');
  await list.getByRole('button', { name: 'Play 601' }).click();
  await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('input[type=range]')?.value) > 6.5);

  await expectAccessible(page);
  const menu = (item: string) => page.getByRole('menuitem', { name: item });
  await list.getByRole('button', { name: 'More for 601' }).click();
  await menu('Rename').click();
  await page.getByRole('textbox', { name: 'New name of the recording' }).fill('The offer');
  await phone.button('Save').click();
  await list.getByRole('heading', { name: 'The offer' }).waitFor();
  await list.getByRole('button', { name: 'More for The offer' }).click();
  await menu('Delete').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No recordings yet').waitFor();
  await expect.poll(() => existsSync(file)).toBe(false);
}, 90_000);

test('a recording that was cut off by a crash plays, and lacks two seconds at most', async () => {
  const userData = await mkdtemp(path.join(tmpdir(), 'offhook-crash-'));
  folders.push(userData);
  phone = await open(userData);
  await phone.talkTo('601');
  await phone.untilHeard(theirs);
  await phone.button('Record', phone.card()).click();
  await untilRecorded(phone, 8);
  await phone.crash();
  phone = await open(userData);
  await phone.page.getByRole('navigation').getByRole('button', { name: 'Recordings' }).click();
  await phone.page.getByRole('heading', { name: '601' }).waitFor();
  await phone.page.getByText('cut off by a crash').waitFor();
  const [name, ...others] = readdirSync(folderOf(phone));
  expect(others).toEqual([]);
  const file = path.join(folderOf(phone), name!);
  const sound = await decode(file);
  expect(sound.seconds).toBeGreaterThan(6);
  expect(heard(sound, 1, sound.seconds - 0.2)).toEqual([[ours], [theirs]]);
  await phone.page.getByRole('button', { name: 'Play 601' }).click();
  await phone.page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('input[type=range]')?.value) > 0.5);
}, 90_000);
