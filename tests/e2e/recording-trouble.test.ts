import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { decode, meanLevelOf, probe } from '../decode.ts';
import { decodePictures, seenIn } from '../decode-pictures.ts';
import type { Offhook } from './offhook.ts';
import { testWithDecoder, testWithDecoderAndDisk } from './peers.ts';
import { signIn, usePbx } from './signed-in.ts';

const ours = 1_000;
const theirs = 440;
let phone: Offhook;
let base: string;
const mounted: string[] = [];

usePbx({ pjsip: '[1001](+type=endpoint)\nallow=vp8,h264\n' });
beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'offhook-disks-'));
  phone = await signIn('1001', { microphoneTone: ours, cameraGround: 'red' });
}, 60_000);
afterEach(() => {
  for (const disk of mounted.splice(0)) spawnSync('umount', ['--lazy', disk]);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

type Host = { host: { state: { dialogAnswers: object[]; opened: { path?: string }[] } } };

/** Chooses a folder in the settings, through the dialog of the system. */
async function record(into: string): Promise<void> {
  await phone.app.evaluate(
    (electron, folder) => void (electron as unknown as Host).host.state.dialogAnswers.push({ canceled: false, filePaths: [folder] }),
    into,
  );
  await phone.page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await phone.page.getByRole('tab', { name: 'Recording and quality' }).click();
  await phone.button('Choose another folder').click();
  await phone.page.getByText(into).waitFor();
  await phone.page.getByRole('navigation').getByRole('button', { name: 'Phone' }).click();
}

/** A disk of that many bytes, and nothing on it. */
function disk(bytes: number): string {
  const folder = mkdtempSync(path.join(base, 'disk-'));
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  if (status !== 0) throw new Error(String(stderr));
  mounted.push(folder);
  return folder;
}

async function startRecording(): Promise<void> {
  await phone.talkTo('601');
  await phone.untilHeard(theirs);
  await phone.button('Record', phone.card()).click();
}

/** Waits until that much was written. */
const untilWritten = (folder: string, seconds: number) =>
  expect.poll(async () => (await probe(path.join(folder, readdirSync(folder)[0]!))).seconds, { timeout: 15_000 }).toBeGreaterThan(seconds);

testWithDecoder(
  'a recording goes into the folder, under the name, of the side and in the format that were chosen, and is shown there',
  async () => {
    const folder = path.join(base, 'mine');
    mkdirSync(folder);
    await record(folder);
    await phone.set({ recording: { pattern: '{number} {direction}', sides: 'remote', format: 'wav' } });
    await startRecording();
    await expect.poll(() => readdirSync(folder)).toEqual(['601 outgoing.wav']);
    await untilWritten(folder, 2);
    await phone.button('Stop recording', phone.card()).click();
    await phone.button('Record', phone.card()).waitFor();
    const file = path.join(folder, '601 outgoing.wav');
    const sound = await decode(file);
    expect(
      sound.channels.map((_, channel) =>
        [ours, theirs].filter((hertz) => meanLevelOf(sound, { channel, hertz, from: 0.5, to: 1.5 }) > 0.01),
      ),
    ).toEqual([[theirs]]);
    await phone.set({ recording: { sides: 'both', format: 'ogg' } });
    await phone.page.getByRole('navigation').getByRole('button', { name: 'Recordings' }).click();
    await phone.page.getByRole('button', { name: 'Play 601' }).click();
    await phone.page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('input[type=range]')?.value) > 0.5);
    await phone.choose('Show in folder', 'More for 601');
    await expect.poll(() => phone.app.evaluate((electron) => (electron as unknown as Host).host.state.opened.at(-1)?.path)).toBe(file);
    await phone.page.getByRole('navigation').getByRole('button', { name: 'Phone' }).click();
  },
  60_000,
);

testWithDecoder(
  'each call of an account is recorded from its answer on, when that is wanted',
  async () => {
    const folder = path.join(base, 'all');
    mkdirSync(folder);
    await record(folder);
    const turnAutomatic = async () => {
      await phone.page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
      await phone.page.getByRole('tab', { name: 'Recording and quality' }).click();
      await phone.page.getByRole('switch', { name: /^Record every call of/ }).click();
      await phone.page.getByRole('navigation').getByRole('button', { name: 'Phone' }).click();
    };
    await turnAutomatic();
    await phone.talkTo('601');
    await phone.button('Pause recording', phone.card()).waitFor();
    await expect.poll(() => readdirSync(folder)).toHaveLength(1);
    await untilWritten(folder, 1);
    await phone.hangUpAll();
    await turnAutomatic();
    await phone.talkTo('601');
    await phone.untilHeard(theirs);
    await phone.button('Record', phone.card()).waitFor();
    expect(readdirSync(folder)).toHaveLength(1);
  },
  60_000,
);

testWithDecoder(
  'a folder that goes while it is recorded into ends the recording with a sentence, and the call goes on',
  async () => {
    const folder = path.join(base, 'stick');
    mkdirSync(folder);
    await record(folder);
    await startRecording();
    await phone.card().getByText('Recording', { exact: true }).waitFor();
    rmSync(folder, { recursive: true });
    await phone.card().getByText('the folder for recordings is not there').waitFor();
    await phone.button('Record', phone.card()).click();
    await phone.card().getByText('the folder for recordings is not there').waitFor();
    await phone.untilHeard(theirs);
    expect(await phone.card().getByText('In call').count()).toBe(1);
  },
  60_000,
);

testWithDecoderAndDisk(
  'a disk that fills up is told before it is full, and the call and what was recorded outlast it',
  async () => {
    const folder = disk(30_000_000);
    await record(folder);
    await startRecording();
    await phone.card().getByText('The disk is almost full.').waitFor();
    const [name] = readdirSync(folder);
    await untilWritten(folder, 2);
    writeFileSync(path.join(folder, 'something else'), new Uint8Array(15_000_000));
    await phone.card().getByText('The recording has ended because the disk is full.').waitFor();
    await phone.untilHeard(theirs);
    expect((await decode(path.join(folder, name!))).seconds).toBeGreaterThan(1.9);
  },
  60_000,
);

testWithDecoderAndDisk(
  'a folder that cannot be written to is told, and the call goes on',
  async () => {
    const folder = disk(300_000_000);
    spawnSync('mount', ['-o', 'remount,ro', folder]);
    await record(folder);
    await startRecording();
    await phone.card().getByText('Offhook may not write into the folder').waitFor();
    await phone.untilHeard(theirs);
  },
  60_000,
);

testWithDecoderAndDisk(
  'a recording of pictures ends the same way, with a sentence each time: the call goes on, and what was recorded plays',
  async () => {
    const full = disk(30_000_000);
    await record(full);
    await phone.talkTo('601');
    await phone.button('Turn camera on', phone.card()).click();
    await phone.button('Turn camera off', phone.card()).waitFor();
    await phone.button('Record', phone.card()).click();
    await phone.card().getByText('with pictures').waitFor();
    await phone.card().getByText('The disk is almost full.').waitFor();
    const file = path.join(full, readdirSync(full)[0]!);
    await phone.page.waitForFunction(() => /Recording\s*\d+:0[3-9]/.test(document.querySelector('article')?.textContent ?? ''));
    writeFileSync(path.join(full, 'something else'), new Uint8Array(15_000_000));
    await phone.card().getByText('The recording has ended because the disk is full.').waitFor();
    expect(await probe(file)).toMatchObject({ codec: 'vp8+opus', channels: 2 });
    const { seconds } = await decode(file);
    expect(seconds).toBeGreaterThan(1.9);
    expect(seenIn(await decodePictures(file), { x: 0, y: 0, width: 1280, height: 720 }, [1, seconds - 0.3])).toBe('red moving');

    const stick = path.join(base, 'another stick');
    mkdirSync(stick);
    await record(stick);
    await phone.button('Record', phone.card()).click();
    await expect.poll(() => readdirSync(stick)).toEqual([expect.stringMatching(/\.webm$/)]);
    rmSync(stick, { recursive: true });
    await phone.card().getByText('the folder for recordings is not there').waitFor();

    const closed = disk(300_000_000);
    spawnSync('mount', ['-o', 'remount,ro', closed]);
    await record(closed);
    await phone.button('Record', phone.card()).click();
    await phone.card().getByText('Offhook may not write into the folder').waitFor();
    await phone.untilHeard(theirs);
    expect(await phone.card().getByText('In call').count()).toBe(1);
  },
  60_000,
);
