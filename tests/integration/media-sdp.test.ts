import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { SdpBench } from './media-sdp-page.ts';

const { chromium } = await ensurePeers({ install: false });

const session = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';

const inForeignCodec = (section: string): string =>
  `${section.replace(/^(m=\w+ \d+ \S+) .*/, '$1 96').replace(/^a=(rtpmap|fmtp|rtcp-fb|extmap|ssrc|msid).*\r\n/gm, '')}a=rtpmap:96 foreign/90000\r\n`;

describe.skipIf(chromium === null)('session descriptions in a browser', () => {
  let browser: MediaBrowser<SdpBench>;
  beforeAll(async () => {
    browser = await openMediaPage<SdpBench>(chromium!, 'media-sdp-page.ts');
  });
  afterAll(() => browser?.close());

  type Stream = 'audio' | 'video' | 'data';
  /** In that order, whichever order the browser would write them in; what is foreign is in a codec that no browser has. */
  async function offerOf(streams: readonly (Stream | `foreign ${Stream}`)[]): Promise<string> {
    const kinds = streams.map((each) => each.replace('foreign ', '') as Stream);
    const [session, ...sections] = (await browser.ask('browserOffer', ...kinds)).split(/^(?=m=)/m);
    const ordered = streams.map((each, i) => {
      const name = kinds[i] === 'data' ? 'application' : kinds[i];
      const [section = ''] = sections.splice(
        sections.findIndex((other) => other.startsWith(`m=${name} `)),
        1,
      );
      return each.startsWith('foreign') ? inForeignCodec(section) : section;
    });
    return [session, ...ordered].join('');
  }

  test('an ordinary offer is answered with sound both ways', async () => {
    const { hasAudio, log, media } = await browser.ask('call', await browser.ask('browserOffer'));
    expect(hasAudio).toBe(true);
    expect(log.slice(0, 5)).toEqual(['< INVITE', '> 100 INVITE', '> 180 INVITE', '> 200 INVITE', '< ACK']);
    expect(media).toEqual([expect.stringMatching(/^m=audio [1-9]/), 'a=sendrecv']);
  });

  test.each([
    ['without a stream', 200, session],
    ['that is no description at all', 488, 'v=hello\r\n'],
    ['that breaks off', 488, session.slice(0, 20)],
    ['of plain RTP, which no browser takes', 488, `${session}m=audio 4000 RTP/AVP 0\r\nc=IN IP4 127.0.0.1\r\n`],
    [
      'without fingerprint',
      488,
      `${session}m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 127.0.0.1\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdabcdabcdabcdabcdabcd\r\n`,
    ],
    ['of 200 kB', 200, `${session}${'a=x:y\r\n'.repeat(30_000)}`],
  ])('an offer %s gets %i, and the next call rings', async (_, status, description) => {
    const { log } = await browser.ask('call', description);
    expect(log).toContain(`> ${status} INVITE`);
    expect(await browser.ask('callAgain', description)).toBe(true);
  });

  test('an offer of video alone can be answered, and nothing is sent', async () => {
    const offer = (await browser.ask('browserOffer'))
      .replace(/m=audio (\d+) (\S+) .*/, 'm=video $1 $2 96')
      .replace(/^a=(rtpmap|fmtp|rtcp-fb|ssrc|msid|extmap).*\r\n/gm, '');
    const { hasAudio, media, confirmed } = await browser.ask('call', `${offer}a=rtpmap:96 VP8/90000\r\n`);
    expect(hasAudio).toBe(false);
    expect(confirmed).toBe(true);
    expect(media.at(-1)).toMatch(/^m=video 0|a=inactive/);
  });

  test.each([
    ['pictures before the sound', ['video', 'audio'], ['m=video 9', 'a=inactive', 'm=audio 9', 'a=sendrecv']],
    ['two streams of sound', ['audio', 'audio'], ['m=audio 9', 'a=sendrecv', 'm=audio 9', 'a=inactive']],
    ['data in between', ['audio', 'data', 'video'], ['m=audio 9', 'a=sendrecv', 'm=application 9', 'm=video 9', 'a=inactive']],
    ['pictures in a codec that we have not', ['audio', 'foreign video'], ['m=audio 9', 'a=sendrecv', 'm=video 0', 'a=inactive']],
  ] as const)('an offer of %s is answered with sound, stream by stream', async (_, streams, answered) => {
    const { media, confirmed } = await browser.ask('call', await offerOf(streams));
    expect(confirmed).toBe(true);
    expect(media.map((line) => line.replace(/ [1-9]\d*$/, ' 9'))).toEqual(answered);
  });

  test('of an offer of sixty streams of pictures no more are taken than can be looked at, and the rest is refused', async () => {
    const { media, confirmed } = await browser.ask('call', await offerOf(['audio', ...Array<'video'>(60).fill('video')]));
    expect(confirmed).toBe(true);
    expect(media.filter((line) => line.startsWith('m='))).toHaveLength(61);
    expect(media.filter((line) => /^m=video [1-9]/.test(line))).toHaveLength(18);
    expect(media.slice(0, 2)).toEqual([expect.stringMatching(/^m=audio [1-9]/), 'a=sendrecv']);
  });

  test.each([[['foreign audio']], [['foreign audio', 'video']]] as const)(
    'an offer of %s gets 488, and the next call rings',
    async (streams) => {
      const offer = await offerOf(streams);
      expect((await browser.ask('call', offer)).log).toContain('> 488 INVITE');
      expect(await browser.ask('callAgain', offer)).toBe(true);
    },
  );

  test('an UPDATE that leaves us no codec for the sound changes nothing, and the next one is answered', async () => {
    expect(await browser.ask('updateBadly', await offerOf(['foreign audio']))).toEqual({ error: true, heard: 700 });
  });

  test('a re-INVITE that leaves us no codec for the sound gets 488, the call goes on, and the next one is answered', async () => {
    expect(await browser.ask('reinviteBadly', await offerOf(['foreign audio']))).toEqual({
      answers: ['> 200 INVITE', '> 488 INVITE', '> 200 INVITE'],
      heard: [500, 700, 900],
    });
  });

  test('a forked call is heard early from one branch and goes on with the one that answers', async () => {
    expect(await browser.ask('fork')).toEqual({ early: 500, neededRestart: true, late: 900 });
  });

  test.each([
    ['the same', 700, false],
    ['another', 900, true],
  ] as const)('UPDATE before the answer changes what is heard; then %s branch answers', async (who, last, neededRestart) => {
    expect(await browser.ask('updateEarly', who)).toEqual({ heard: [500, 700, last], neededRestart, direction: 'sendrecv' });
  });

  test('an UPDATE that cannot be answered changes nothing, and the next one is answered', async () => {
    expect(await browser.ask('updateBadly')).toEqual({ error: true, heard: 700 });
  });

  test('an offer that is left to us is heard, at the beginning and within the call', async () => {
    expect(await browser.ask('offerLate')).toEqual([500, 700]);
  });
});
