import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { finishFile, repairFile } from '../../electron/data/recording-files.ts';
import { decode, meanLevelOf, pauseIn, probe, type Sound } from '../decode.ts';
import { decodePictures, seenIn } from '../decode-pictures.ts';
import { type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { Pattern, RecorderBench } from './recorder-page.ts';

const { chromium, ffmpeg } = await ensurePeers({ install: false });
const [ours, theirs] = [700, 1_300];
const size = { width: 640, height: 360 };
const mine: Pattern = { isLocal: true, content: 'camera', ground: 'red', ...size };
const hers: Pattern = { isLocal: false, content: 'camera', ground: 'blue', ...size };
const herScreen: Pattern = { isLocal: false, content: 'screen', ground: 'green', ...size };

const whole = { x: 0, y: 0, width: 1280, height: 720 };
/** Where the first of several is, and the one and only beside it. Of pictures that are as wide as a television's. */
const large = { x: 0, y: 90, width: 960, height: 540 };
const beside = { x: 960, y: 270, width: 320, height: 180 };

describe.skipIf(chromium === null || ffmpeg === null)('a recording of pictures', () => {
  let browser: MediaBrowser<RecorderBench>;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offhook-pictures-'));
    browser = await openMediaPage<RecorderBench>(chromium!, 'recorder-page.ts');
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (change: Partial<Parameters<RecorderBench['start']>[0]> = {}) =>
    browser.ask('start', { sides: 'both', mode: 'both', local: ours, remote: theirs, ...change });
  /** Records for so many more seconds. */
  const go = async (seconds: number): Promise<void> => {
    await browser.ask('untilWritten', (await browser.ask('written')) + seconds);
  };
  const save = async (name: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, new Uint8Array(await browser.ask('stop')));
    return file;
  };
  const finish = (file: string): void => {
    const descriptor = openSync(file, 'r+');
    finishFile(descriptor, 'webm');
    closeSync(descriptor);
  };

  test('has both sides in one picture and each in its channel, and neither in the pause', async () => {
    await start();
    await browser.ask('show', [hers, mine]);
    await go(3);
    await browser.ask('pause', true);
    await go(4);
    await browser.ask('pause', false);
    await go(3);
    const file = await save('both.webm');
    finish(file);
    expect(await probe(file)).toMatchObject({ codec: 'vp8+opus', channels: 2 });
    const [sound, pictures] = await Promise.all([decode(file), decodePictures(file)]);
    expect((await probe(file)).seconds).toBeCloseTo(sound.seconds, 0);
    const pause = pauseIn(sound, [ours, theirs]);
    expect(pause.to - pause.from).toBeGreaterThan(3);
    const found = (from: number, to: number) => [
      ...[large, beside].map((place) => seenIn(pictures, place, [from, to])),
      tonesIn(sound, from, to),
    ];
    const both = ['blue moving', 'red moving', [[ours], [theirs]]];
    expect(found(1, pause.from - 0.5)).toEqual(both);
    expect(found(pause.from + 0.5, pause.to - 0.5)).toEqual(['none', 'none', [[], []]]);
    expect(found(pause.to + 0.5, sound.seconds - 0.3)).toEqual(both);
    // A player jumps into the middle.
    expect(seenIn(await decodePictures(file, { at: pause.to + 0.5 }), large, [0, 1])).toBe('blue moving');
  }, 60_000);

  test('outlives pictures that come, go, change their size and are shared', async () => {
    await start();
    await go(2);
    await browser.ask('show', [hers]);
    await go(3);
    await browser.ask('show', [{ ...hers, width: 320, height: 180 }, mine]);
    await go(3);
    await browser.ask('show', [hers, mine, herScreen]);
    await go(3);
    await browser.ask('end', 'blue');
    await browser.ask('show', [mine, herScreen]);
    await go(3);
    const file = await save('changes.webm');
    finish(file);
    expect(scenesOf(await decodePictures(file))).toEqual([
      'none, none, none, none',
      'blue moving, blue, blue, blue',
      'blue moving, none, red, none',
      'green moving, blue, blue, red',
      'green moving, none, red, none',
    ]);
  }, 60_000);

  test('has all of the sound while the page has too much to do', async () => {
    await start();
    await browser.ask('show', [hers, mine]);
    await go(1);
    const before = await browser.ask('written');
    await browser.ask('keepBusy', 4);
    const file = await save('busy.webm');
    const sound = await decode(file);
    expect(sound.seconds).toBeGreaterThan(before + 3.8);
    // Where a piece is missing the tone jumps, and is weak for a moment.
    const stretches = Array.from({ length: 36 }, (_, i) => before + i / 10);
    const weak = stretches.filter((from) => meanLevelOf(sound, { channel: 1, hertz: theirs, from, to: from + 0.1 }) < 0.35);
    expect(weak.length).toBeLessThan(4);
  }, 30_000);

  test('can be without sound', async () => {
    await start({ mode: 'video' });
    await browser.ask('show', [mine]);
    await go(3);
    const file = await save('silent.webm');
    finish(file);
    expect(await probe(file)).toMatchObject({ codec: 'vp8', channels: 0 });
    expect(seenIn(await decodePictures(file), whole, [1, 2.5])).toBe('red moving');
  }, 30_000);

  test('that was cut off anywhere is repaired up to its last second, and can be jumped into', async () => {
    await start({ sides: 'remote' });
    await browser.ask('show', [hers]);
    await go(7);
    const file = await save('cut.webm');
    const { length } = await readFile(file);
    await truncate(file, length - 20_000);
    const repaired = repairFile(file, 'webm');
    const { seconds, channels } = await probe(file);
    expect(seconds).toBeCloseTo(repaired!.seconds, 2);
    expect([seconds > 4.5, channels]).toEqual([true, 1]);
    expect((await readFile(file)).length).toBe(repaired!.bytes);
    expect(seenIn(await decodePictures(file, { at: 4 }), whole, [0, seconds - 4.2])).toBe('blue moving');
    // Once more, as after a crash in the middle of the repair: nothing is different.
    const before = await readFile(file);
    repairFile(file, 'webm');
    expect(await readFile(file)).toEqual(before);
  }, 30_000);
});

/** Which of the tones are there, channel by channel. */
const tonesIn = (sound: Sound, from: number, to: number): number[][] =>
  sound.channels.map((_, channel) => [ours, theirs].filter((hertz) => meanLevelOf(sound, { channel, hertz, from, to }) > 0.01));

/** What is seen at the left, and in three stripes at the right, one after the other: what lasts less than half a second is a change. */
function scenesOf(pictures: readonly Uint8Array[]): string[] {
  const stripes = [180, 270, 450].map((y) => ({ x: 960, y, width: 320, height: 90 }));
  const lookAt = (i: number): string =>
    [large, ...stripes].map((place) => seenIn(pictures, place, [i / 10, (i + 1) / 10]).split(' ')[0]).join(', ');
  const runs: { scene: string; from: number; to: number }[] = [];
  for (let i = 0; i < pictures.length; i++) {
    const scene = lookAt(i);
    const last = runs.at(-1);
    if (last?.scene === scene) last.to = i + 1;
    else runs.push({ scene, from: i, to: i + 1 });
  }
  return runs
    .filter(({ from, to }) => to - from >= 5)
    .map(({ from, scene, to }) => [seenIn(pictures, large, [from / 10, to / 10]), ...scene.split(', ').slice(1)].join(', '));
}
