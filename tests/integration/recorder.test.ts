import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { keepWhole } from '../../electron/data/recording-files.ts';
import { decode, meanLevelOf, probe, type Sound } from '../decode.ts';
import { type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { RecorderBench } from './recorder-page.ts';

const { chromium, ffmpeg } = await ensurePeers({ install: false });
const [ours, theirs, other] = [700, 1_300, 2_100];

describe.skipIf(chromium === null || ffmpeg === null)('a recording', () => {
  let browser: MediaBrowser<RecorderBench>;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offhook-recorder-'));
    browser = await openMediaPage<RecorderBench>(chromium!, 'recorder-page.ts');
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const save = async (name: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, new Uint8Array(await browser.ask('stop')));
    return file;
  };

  test('has each side in its channel, silence where it was paused, and goes on with another microphone', async () => {
    const { ask } = browser;
    await ask('start', { sides: 'both', local: ours, remote: theirs });
    await ask('untilWritten', 2);
    await ask('pause', true);
    const paused = await ask('written');
    await ask('untilWritten', paused + 3);
    const resumed = await ask('written');
    await ask('pause', false);
    await ask('speak', other);
    await ask('untilWritten', resumed + 3);
    const file = await save('both.ogg');
    expect(await probe(file)).toMatchObject({ format: 'ogg', codec: 'opus', channels: 2 });
    const sound = await decode(file);
    expect(sound.seconds).toBeGreaterThan(resumed + 3);
    const heard = (from: number, to: number) => tonesIn(sound, from, to);
    expect(heard(0.5, 1.5)).toEqual([[ours], [theirs]]);
    expect(heard(paused + 1.2, resumed - 0.2)).toEqual([[], []]);
    expect(heard(resumed + 1.5, resumed + 2.5)).toEqual([[other], [theirs]]);
    const peaks = await ask('peaks');
    expect(peaks[2]).toEqual([expect.closeTo(0.4, 1), expect.closeTo(0.4, 1)]);
    expect(peaks[Math.round(paused) + 3]).toEqual([0, 0]);
  });

  test.each([
    ['local', ours],
    ['remote', theirs],
  ] as const)('of the %s side alone has nothing of the other', async (sides, tone) => {
    const { ask } = browser;
    await ask('start', { sides, local: ours, remote: theirs });
    await ask('untilWritten', 2);
    const file = await save(`${sides}.ogg`);
    expect(await probe(file)).toMatchObject({ channels: 1 });
    expect(tonesIn(await decode(file), 0.5, 1.5)).toEqual([[tone]]);
  });

  test('as a WAV has each side in its channel too', async () => {
    const { ask } = browser;
    await ask('start', { sides: 'both', local: ours, remote: theirs, format: 'wav' });
    await ask('untilWritten', 2);
    const file = await save('both.wav');
    const descriptor = openSync(file, 'r+');
    keepWhole(descriptor, 'wav');
    closeSync(descriptor);
    expect(await probe(file)).toMatchObject({ format: 'wav', codec: 'pcm_s16le', channels: 2 });
    const sound = await decode(file);
    expect(sound.seconds).toBeGreaterThan(1.9);
    expect(tonesIn(sound, 0.5, 1.5)).toEqual([[ours], [theirs]]);
    expect((await ask('peaks'))[1]).toEqual([expect.closeTo(0.4, 1), expect.closeTo(0.4, 1)]);
  });
});

/** Which of the tones are there, channel by channel: from -40 dB below the loudest on, which is a fortieth of a leak. */
const tonesIn = (sound: Sound, from: number, to: number): number[][] =>
  sound.channels.map((_, channel) => [ours, theirs, other].filter((hertz) => meanLevelOf(sound, { channel, hertz, from, to }) > 0.01));
