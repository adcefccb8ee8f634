import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { readVoiceReport } from '../../renderer/phone/testing/voice-report-grammar.ts';
import { type Kamailio, startKamailio } from '../pbx/kamailio.ts';
import type { SipRequest } from '../pbx/message.ts';
import { openRawPhone, type RawPhone } from '../pbx/raw-phone.ts';
import { type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { QualityBench } from './quality-page.ts';

const { kamailio: hasKamailio, chromium } = await ensurePeers({ install: false });

/** Two whole phones that talk by way of a Kamailio, and a third place that collects what one of them says of it (RFC 6035). */
describe.skipIf(hasKamailio === null || chromium === null)('reports of how a call sounded', () => {
  let kamailio: Kamailio;
  let collector: RawPhone;
  let browser: MediaBrowser<QualityBench>;

  beforeAll(async () => {
    kamailio = await startKamailio();
    collector = await openRawPhone({ url: kamailio.url, user: '1003', password: 'secret-1003' });
    await collector.register();
    browser = await openMediaPage<QualityBench>(chromium!, 'quality-page.ts');
    const { ask } = browser;
    const qualityReports = { collector: 'sip:1003@127.0.0.1', interval: 2 };
    await ask('open', { server: kamailio.url, user: '1001', password: 'secret-1001', qualityReports });
    await ask('open', { server: kamailio.url, user: '1002', password: 'secret-1002' });
    await ask('answerAll', '1002');
  });
  afterAll(async () => {
    await browser?.close();
    collector?.close();
    await kamailio?.stop();
  });
  afterEach(() => browser.ask('hangUp', '1001'));

  /** The next report, as the collector reads it. */
  async function next(status = 200): Promise<{ request: SipRequest; report: ReturnType<typeof readVoiceReport> }> {
    const request = await collector.socket.inbox.next('PUBLISH', 10_000);
    collector.socket.reply(request, status, status === 200 ? { headers: ['SIP-ETag: 1', 'Expires: 60'] } : {});
    return { request, report: readVoiceReport(request.body) };
  }

  test('reach the collector through the phone system, which has asked for the password, during the call and at its end', {
    timeout: 40_000,
  }, async () => {
    const { ask } = browser;
    await ask('dial', '1001', '1002');
    const { request, report } = await next();
    expect(request.getHeader('Event')).toBe('vq-rtcpxr');
    expect(request.getHeader('Content-Type')).toBe('application/vq-rtcpxr');
    expect(report.kind).toBe('interval');
    const ended = await ask('hangUp', '1001');
    const { report: last } = await next();
    expect(last).toMatchObject({
      kind: 'session-end',
      values: {
        ...{ CallID: ended!.id, LocalID: '<sip:1001@127.0.0.1>', OrigID: '<sip:1001@127.0.0.1>', PD: 'opus', SR: '48000' },
        RemoteID: expect.stringContaining('1002@'),
      },
    });
    const { values } = last;
    expect(Number(values.NLR)).toBeLessThan(5);
    expect(Number(values.PPS)).toBeGreaterThan(40);
    expect(Number(values.PPS)).toBeLessThan(60);
    expect(Number(values.MOSLQ)).toBeGreaterThan(4);
    expect(values.LocalAddr).toMatch(/PORT=[1-9]\d+ SSRC=0x(?!0{8})/);
    expect(Date.parse(values.STOP!) - Date.parse(values.START!)).toBeGreaterThanOrEqual(2_000);
  });

  test('are not sent again to a collector that refuses, and the call goes on', { timeout: 40_000 }, async () => {
    const { ask } = browser;
    await ask('dial', '1001', '1002');
    await next(489);
    const [first] = await ask('takeReports', '1001', 2);
    expect(first).toMatchObject({ codec: 'opus' });
    await ask('hangUp', '1001');
    expect(await ask('registration', '1001')).toBe('registered');
    // The same once more: with the challenge.
    expect((await ask('published', '1001')).length).toBeLessThanOrEqual(2);
    expect(collector.socket.inbox.unread).toEqual([]);
    expect(await ask('troubles')).toEqual([]);
  });
});
