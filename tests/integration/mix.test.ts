import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { MixBench } from './mix-page.ts';

const { chromium } = await ensurePeers({ install: false });

const us = 400;
const tones = { bob: 900, carol: 1_500, dave: 2_200 };
const newMicrophone = 3_000;
const all = [us, ...Object.values(tones), newMicrophone];

describe.skipIf(chromium === null)('the mix of a conference, as each far end hears it over WebRTC', () => {
  let browser: MediaBrowser<MixBench>;
  const hears = (id: string, expected: number[]) =>
    vi.waitFor(async () => expect(await browser.ask('heard', id, all)).toEqual(expected), { timeout: 10_000, interval: 100 });

  beforeAll(async () => {
    browser = await openMediaPage<MixBench>(chromium!, 'mix-page.ts');
    await browser.ask('start', tones, us);
  });
  afterAll(() => browser?.close());

  test('each hears us and the others, and nobody themselves', async () => {
    await hears('bob', [us, tones.carol, tones.dave]);
    await hears('carol', [us, tones.bob, tones.dave]);
    await hears('dave', [us, tones.bob, tones.carol]);
  });

  test('who is muted is heard by nobody, and hears all', async () => {
    await browser.ask('setAudible', 'bob', false);
    await hears('carol', [us, tones.dave]);
    await hears('bob', [us, tones.carol, tones.dave]);
    await browser.ask('setAudible', 'bob', true);
    await hears('carol', [us, tones.bob, tones.dave]);
  });

  test('another microphone takes over without a new track', async () => {
    await browser.ask('changeMicrophone', 'bob', newMicrophone);
    await hears('bob', [tones.carol, tones.dave, newMicrophone]);
    await hears('carol', [us, tones.bob, tones.dave]);
  });

  test('who leaves is heard no more', async () => {
    await browser.ask('leave', 'dave');
    await hears('carol', [us, tones.bob]);
    await hears('dave', []);
  });
});
