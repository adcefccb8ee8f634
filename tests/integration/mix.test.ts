import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { SoundServer } from '../e2e/sound-server.ts';
import { type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { MixBench } from './mix-page.ts';

const { chromium } = await ensurePeers({ install: false });
const hasSoundServer = spawnSync('pulseaudio', ['--version']).status === 0;

const us = 400;
/** As many as can be joined. */
const tones = { bob: 700, carol: 1_100, dave: 1_500, erin: 1_900, frank: 2_300, grace: 2_700 };
const newMicrophone = 3_100;
const all = [us, ...Object.values(tones), newMicrophone];
const allBut = (...silent: number[]): number[] => [us, ...Object.values(tones)].filter((tone) => !silent.includes(tone));

describe.skipIf(chromium === null)('the mix of a conference, as each far end hears it over WebRTC', () => {
  let browser: MediaBrowser<MixBench>;
  const hears = (id: string, expected: number[]) =>
    vi.waitFor(async () => expect(await browser.ask('heard', id, all)).toEqual(expected), { timeout: 10_000, interval: 100 });

  beforeAll(async () => {
    browser = await openMediaPage<MixBench>(chromium!, 'mix-page.ts');
    await browser.ask('start', tones, us);
  });
  afterAll(() => browser?.close());

  test.each(Object.entries(tones))('of six, %s hears us and the others, and not themselves', (id, own) => hears(id, allBut(own)));

  test('who is muted is heard by nobody, and hears all', async () => {
    await browser.ask('setAudible', 'bob', false);
    await hears('carol', allBut(tones.carol, tones.bob));
    await hears('bob', allBut(tones.bob));
    await browser.ask('setAudible', 'bob', true);
    await hears('carol', allBut(tones.carol));
  });

  test('a recording hears all but us, and nobody who is muted', async () => {
    const others = Object.values(tones);
    await hears('everyone', others);
    await browser.ask('setAudible', 'bob', false);
    await hears('everyone', others.slice(1));
    await browser.ask('setAudible', 'bob', true);
    await hears('everyone', others);
  });

  test('another microphone takes over without a new track', async () => {
    await browser.ask('changeMicrophone', 'bob', newMicrophone);
    await hears('bob', [...allBut(us, tones.bob), newMicrophone]);
    await hears('carol', allBut(tones.carol));
  });

  test('who leaves is heard no more', async () => {
    await browser.ask('leave', 'dave');
    await hears('carol', allBut(tones.carol, tones.dave));
    await hears('dave', []);
    await hears(
      'everyone',
      Object.values(tones).filter((tone) => tone !== tones.dave),
    );
  });
});

describe.skipIf(chromium === null || !hasSoundServer)('the mix of a conference on a computer whose sound fails', () => {
  let browser: MediaBrowser<MixBench>;
  let server: SoundServer;

  beforeAll(async () => {
    server = await SoundServer.start();
    browser = await openMediaPage<MixBench>(chromium!, 'mix-page.ts', server.env);
    await browser.ask('start', { bob: tones.bob, carol: tones.carol }, us);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** What a second of us and of one other, at -20 dB each, comes to at least. */
  const second = 0.005;
  const goesOn = async () => {
    const before = await browser.ask('sent', 'bob');
    await expect.poll(() => browser.ask('sent', 'bob'), { timeout: 15_000 }).toBeGreaterThan(before + second);
  };

  test('the others go on hearing us', async () => {
    await goesOn();
    await server.stop();
    await goesOn();
    await goesOn();
  });
});
