import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { QualityBench } from './quality-page.ts';

const { asterisk: root, chromium } = await ensurePeers({ install: false });

describe.skipIf(root === null || chromium === null)('what is wrong with the sound itself, and what is left of it', () => {
  let pbx: Asterisk;
  let browser: MediaBrowser<QualityBench>;

  beforeAll(async () => {
    pbx = await startAsterisk();
    browser = await openMediaPage<QualityBench>(chromium!, 'quality-page.ts');
    // Asterisk takes no PUBLISH.
    const qualityReports = { collector: 'sip:collector@127.0.0.1', interval: 2 };
    for (const user of ['1001', '1002', '1003'])
      await browser.ask('open', { server: pbx.url, user, password: pbx.user(user).password, qualityReports });
  });
  afterAll(async () => {
    await browser?.close();
    await pbx?.stop();
  });

  test('a microphone that is too loud, and silence of theirs, are each named', { timeout: 60_000 }, async () => {
    const { ask } = browser;
    await Promise.all([ask('dial', '1001', '602'), ask('dial', '1002', '600')]);
    await ask('speakUp', '1001', 8);
    // The echo of a muted microphone: packets with nothing in them.
    await ask('mute', '1002');
    const [loud, silent] = await Promise.all([ask('reportOf', '1001', 'microphone-clipping'), ask('reportOf', '1002', 'their-silence')]);
    expect(loud.grade).toBe('fair');
    expect(loud.levels.local).toBeGreaterThan(0.7);
    // They may be muted: that is no fault.
    expect(silent.grade).toBe('good');
    await ask('speakUp', '1001', 0.3);
    expect(await ask('hangUp', '1001')).toMatchObject({ quality: { cause: 'microphone-clipping' } });
    await ask('hangUp', '1002');
  });

  test('an Asterisk refuses the reports of RFC 6035, and nobody is troubled', async () => {
    const { ask } = browser;
    await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
    expect((await ask('published', '1001')).length).toBeGreaterThan(0);
    expect(await ask('troubles')).toEqual([]);
    expect(await ask('registration', '1001')).toBe('registered');
  });

  test('of ten calls no part and no reading is left in the memory of the page', { timeout: 60_000 }, async () => {
    const { ask, count } = browser;
    const kept = ['Call', 'CallReports', 'RTCStatsReport', 'MediaStreamAudioSourceNode'];
    const take = async () => Object.fromEntries(await Promise.all(kept.map(async (name) => [name, await count(name)] as const)));
    const calls = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await ask('dial', '1003', '602');
        await ask('hears', '1003');
        await ask('hangUp', '1003');
      }
      await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
    };
    await calls(2);
    const before = await take();
    await calls(10);
    const after = await take();
    for (const name of kept) expect([name, after[name]! - before[name]!]).toEqual([name, expect.toSatisfy((more: number) => more <= 1)]);
  });
});
