import { expect, test } from 'vitest';
import { LoopbackMedia, offersVoice } from './media.ts';

const sdp = (...media: string[]): string => ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', ...media, ''].join('\r\n');

const secured = ['a=ice-ufrag:abcd', 'a=ice-pwd:0123456789012345678901', `a=fingerprint:sha-256 ${'AA:'.repeat(31)}AA`, 'a=setup:actpass'];

test.each([
  ['Opus and G.711', sdp('m=audio 9 UDP/TLS/RTP/SAVPF 111 0', 'a=rtpmap:111 opus/48000/2'), true, true],
  ['G.711 by its static number', sdp('m=audio 9 UDP/TLS/RTP/SAVPF 0'), true, true],
  ['G.711 by another number', sdp('m=audio 9 UDP/TLS/RTP/SAVPF 97', 'a=rtpmap:97 PCMU/8000'), true, true],
  ['Opus alone', sdp('m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=rtpmap:111 OPUS/48000/2'), true, false],
  ['another voice', sdp('m=audio 9 UDP/TLS/RTP/SAVPF 9', 'a=rtpmap:9 G722/8000'), false, false],
  ['digits alone', sdp('m=audio 9 UDP/TLS/RTP/SAVPF 101', 'a=rtpmap:101 telephone-event/8000'), false, false],
  ['audio that is switched off', sdp('m=audio 0 UDP/TLS/RTP/SAVPF 0'), false, false],
  ['video alone', sdp('m=video 9 UDP/TLS/RTP/SAVPF 0', 'a=rtpmap:0 opus/48000/2'), false, false],
  ['nothing', '', false, false],
])('an offer of %s is judged', (_what, offer, byEcho, byMelody) => {
  expect(offersVoice(offer, ['opus', 'pcmu'])).toBe(byEcho);
  expect(offersVoice(offer, ['pcmu'])).toBe(byMelody);
});

test('video is declined, audio accepted, and only 127.0.0.1 is named', async () => {
  const media = new LoopbackMedia(['opus', 'pcmu']);
  const audio = ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=rtpmap:111 opus/48000/2', 'a=mid:0', 'a=rtcp-mux', 'a=sendrecv', ...secured];
  const video = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=rtpmap:96 VP8/90000', 'a=mid:1', 'a=rtcp-mux', 'a=sendrecv', ...secured];
  const hidden = 'a=candidate:1 1 udp 2113937151 25aed34b-b05c-4a98-815c-2551365b38ee.local 55031 typ host';
  await media.setDescription(sdp('a=group:BUNDLE 0 1', ...audio, hidden, ...video));
  const { body } = await media.getDescription();
  expect(body).toMatch(/^m=audio [1-9]\d* /m);
  expect(body).toMatch(/^m=video 0 /m);
  expect(body).toContain('a=ice-lite');
  const addresses = new Set(body.match(/\d+\.\d+\.\d+\.\d+/g));
  addresses.delete('0.0.0.0');
  expect([...addresses]).toEqual(['127.0.0.1']);
  media.close();
});

test('the description of one call keeps its session and counts its versions', async () => {
  const media = new LoopbackMedia(['opus']);
  const origin = async (): Promise<number[]> =>
    /^o=- (\d+) (\d+) /m
      .exec((await media.getDescription()).body)!
      .slice(1)
      .map(Number);
  const [session, version] = await origin();
  await media.rollbackDescription();
  expect(await origin()).toEqual([session, version! + 1]);
  media.close();
});
