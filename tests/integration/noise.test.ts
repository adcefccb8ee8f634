import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { NoiseBench } from './noise-page.ts';

const { chromium } = await ensurePeers({ install: false });

describe.skipIf(chromium === null)('the strong noise suppression, as the far end hears it over WebRTC', () => {
  let browser: MediaBrowser<NoiseBench>;
  /** Settles once two readings, each of sound that is wholly newer than the last, are alike. */
  async function level(): Promise<number> {
    let last = Number.NaN;
    let next = Number.NaN;
    do {
      last = next;
      await new Promise((resolve) => setTimeout(resolve, 700));
      next = await browser.ask('level');
    } while (!(Math.abs(next - last) < 1.5));
    return next;
  }

  beforeAll(async () => {
    browser = await openMediaPage<NoiseBench>(chromium!, 'noise-page.ts');
    await browser.ask('call');
    await vi.waitFor(async () => expect(await browser.ask('level')).toBeGreaterThan(-40), { timeout: 10_000 });
  });
  afterAll(() => browser?.close());

  test('noise falls by 30 dB at least, a voice by 6 at most', async () => {
    await browser.ask('sound', { noise: 1, voice: 0 });
    const noise = await level();
    await browser.ask('sound', { noise: 0, voice: 1 });
    const voice = await level();
    expect(await browser.ask('suppress', true)).toEqual([]);
    const voiceLeft = await level();
    await browser.ask('sound', { noise: 1, voice: 1 });
    const bothLeft = await level();
    await browser.ask('sound', { noise: 1, voice: 0 });
    let noiseLeft = 0;
    // A machine that is busy elsewhere misses samples now and then, and a click is no steady noise.
    await vi.waitFor(
      async () => {
        noiseLeft = await browser.ask('level');
        expect(noise - noiseLeft).toBeGreaterThan(30);
      },
      { timeout: 20_000, interval: 700 },
    );
    expect(Math.abs(voice - voiceLeft)).toBeLessThan(6);
    // What the quality watch calls digital silence lies at -80: somebody who only listens is above it.
    expect(noiseLeft).toBeGreaterThan(-80);
    // Noise does not take the voice with it.
    expect(Math.abs(voice - bothLeft)).toBeLessThan(6);
  });

  test('noise falls that was there before the suppression, each time it is begun', async () => {
    await browser.ask('sound', { noise: 1, voice: 0 });
    for (let turn = 0; turn < 3; turn++) {
      await browser.ask('suppress', false);
      // All of its -26 dB is there again, and not what a busy machine has still to play of before.
      await expect.poll(() => browser.ask('level')).toBeGreaterThan(-29);
      const noise = await level();
      await browser.ask('suppress', true);
      await expect.poll(async () => noise - (await browser.ask('level')), { interval: 700 }).toBeGreaterThan(20);
    }
  });

  test('noise falls that a busy machine has let through in pieces', async () => {
    await browser.ask('sound', { noise: 1, voice: 0 });
    for (let turn = 0; turn < 3; turn++) {
      await browser.ask('suppress', false);
      await expect.poll(() => browser.ask('level')).toBeGreaterThan(-29);
      await browser.ask('suppress', true);
      await browser.ask('breakUp', 2);
      await expect.poll(() => browser.ask('level'), { interval: 700 }).toBeLessThan(-46);
    }
  });

  test('a microphone that is dead stays dead', async () => {
    await browser.ask('sound', { noise: 0, voice: 0 });
    await expect.poll(() => browser.ask('level')).toBeLessThan(-90);
    expect(await level()).toBeLessThan(-90);
  });

  test('the cost is measured', async () => {
    const { delay, load } = await browser.ask('measure');
    // A frame of RNNoise is 10 ms, and no sound is out before it is in.
    expect(delay).toBeGreaterThan(10);
    expect(delay).toBeLessThan(150);
    expect(load).toBeGreaterThan(0);
    expect(load).toBeLessThan(0.5);
  });

  test('it comes and goes in a call without a gap', async () => {
    await browser.ask('sound', { noise: 1, voice: 1 });
    await browser.ask('suppress', false);
    await level();
    await browser.ask('watchForGaps');
    await browser.ask('suppress', true);
    await level();
    await browser.ask('suppress', false);
    await level();
    expect(await browser.ask('longestGap')).toBeLessThan(250);
  });

  test('without it the track of the device itself is sent', async () => {
    const [device, ...sent] = await browser.ask('labels');
    expect(sent).toEqual([device, 'MediaStreamAudioDestinationNode', device]);
  });
});
