import { describe, expect, it } from 'vitest';
import { audioOf, hasMedia, isHolding } from './sdp.ts';

const session = 'v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n';
const audio = 'm=audio 4000 RTP/SAVPF 0 101\r\na=rtpmap:0 PCMU/8000\r\n';
const video = 'm=video 4002 RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\na=sendonly\r\n';

describe('the audio stream of a description', () => {
  it.each([
    ['says nothing', `${session}${audio}`, 'sendrecv'],
    ['its own attribute', `${session}${audio}a=recvonly\r\n`, 'recvonly'],
    ['the session speaks for it', `${session}a=inactive\r\n${audio}`, 'inactive'],
    ['its own attribute goes before that of the session', `${session}a=inactive\r\n${audio}a=sendonly\r\n`, 'sendonly'],
    ['another stream does not speak for it', `${session}${video}${audio}`, 'sendrecv'],
    ['nor one after it', `${session}${audio}${video}`, 'sendrecv'],
    ['line ends without CR', `${session}${audio}a=sendonly\r\n`.replaceAll('\r', ''), 'sendonly'],
    ['hold by address', `${session}${audio}c=IN IP4 0.0.0.0\r\n`, 'inactive'],
    ['that address with ICE is no hold', `${session}${audio}c=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n`, 'sendrecv'],
  ])('direction: %s', (_, sdp, direction) => {
    expect(audioOf(sdp)?.direction).toBe(direction);
  });

  it.each([
    ['video alone', session + video],
    ['no stream', session],
    ['refused', `${session}m=audio 0 RTP/SAVPF 0\r\n`],
    ['no text', ''],
    ['not SDP', 'hello'],
  ])('is missing: %s', (_, sdp) => {
    expect(audioOf(sdp)).toBeNull();
  });

  it('finds the stream that is not refused', () => {
    expect(audioOf(`${session}m=audio 0 RTP/AVP 0\r\na=inactive\r\n${audio}a=recvonly\r\n`)?.direction).toBe('recvonly');
  });

  it('knows whether digits can be sent as events, in the audio stream itself', () => {
    expect(audioOf(session + audio)?.takesTones).toBe(false);
    expect(audioOf(`${session}${audio}a=rtpmap:101 telephone-event/8000\r\n`)?.takesTones).toBe(true);
    expect(audioOf(`${session}${audio}${video}a=rtpmap:101 telephone-event/8000\r\n`)?.takesTones).toBe(false);
  });

  it('reads the ICE user of the stream or of the session', () => {
    expect(audioOf(`${session}${audio}a=ice-ufrag:one\r\n`)?.iceUser).toBe('one');
    expect(audioOf(`${session}a=ice-ufrag:two\r\n${audio}`)?.iceUser).toBe('two');
  });
});

it('tells a description without streams', () => {
  expect(hasMedia(session)).toBe(false);
  expect(hasMedia(session + video)).toBe(true);
});

it('takes sendonly and inactive for hold', () => {
  expect(['sendrecv', 'sendonly', 'recvonly', 'inactive'].filter((d) => isHolding(d as 'sendrecv'))).toEqual(['sendonly', 'inactive']);
});
