import { describe, expect, it } from 'vitest';
import { audioOf, hasMedia, isHolding, recordOf, withoutLoopback, withRecord, withTonesOfOneClock } from './sdp.ts';

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

it('what only this machine can reach is not offered to others', () => {
  const kept =
    'a=candidate:1 1 udp 2122 192.0.2.2 5000 typ host generation 0\r\na=candidate:2 1 udp 1 198.51.100.7 5001 typ srflx raddr 127.0.0.1 rport 0\r\n';
  const own = 'a=candidate:3 1 udp 2122 127.0.0.1 5002 typ host\r\na=candidate:4 1 udp 2122 ::1 5003 typ host\r\n';
  expect(withoutLoopback(`m=audio 9 RTP/SAVPF 0\r\n${own}${kept}a=sendrecv\r\n`)).toBe(`m=audio 9 RTP/SAVPF 0\r\n${kept}a=sendrecv\r\n`);
});

describe('what a description says about recording', () => {
  it.each([
    ['nothing', session + audio, null],
    ['of its audio', `${session}${audio}a=record:on\r\n`, 'on'],
    ['of all of it', `${session}a=record:paused\r\n${audio}`, 'paused'],
    ['the audio goes before the session', `${session}a=record:on\r\n${audio}a=record:off\r\n`, 'off'],
    ['video alone', `${session}${audio}${video}a=record:on\r\n`, null],
    ['something unknown', `${session}${audio}a=record:maybe\r\n`, null],
  ])('%s', (_, sdp, state) => {
    expect(recordOf(sdp)).toBe(state);
  });

  it('is put behind the lines that must come first in the audio stream, and is read again', () => {
    const told = withRecord(`${session}${audio.replace('\r\n', '\r\nc=IN IP4 10.0.0.1\r\n')}${video}`, 'on');
    expect(told).toContain('m=audio 4000 RTP/SAVPF 0 101\r\nc=IN IP4 10.0.0.1\r\na=record:on\r\na=rtpmap:0');
    expect(recordOf(told)).toBe('on');
  });
});

describe('digits go by one clock', () => {
  const clocks = { 110: 'telephone-event/48000', 126: 'telephone-event/8000' };
  const stream = (types: string, ...own: (keyof typeof clocks)[]) =>
    [
      `m=audio 4000 RTP/SAVPF ${types}`,
      'a=rtpmap:111 opus/48000/2',
      ...own.flatMap((type) => [`a=rtpmap:${type} ${clocks[type]}`, `a=fmtp:${type} 0-16`]),
      '',
    ].join('\r\n');

  it.each([
    ['Opus has its own', '111 0 110 126', [110, 126], '111 0 110', [110]],
    ['PCMU has its own, without a line that says so', '0 111 126 110', [110, 126], '0 111 126', [126]],
    ['another one is better than none', '111 126', [126], '111 126', [126]],
    ['none', '111 0', [], '111 0', []],
  ] as const)('%s', (_, types, own, left, ownLeft) => {
    expect(withTonesOfOneClock(session + stream(types, ...own) + video)).toBe(session + stream(left, ...ownLeft) + video);
  });

  it('in the stream that is not refused', () => {
    const refused = 'm=audio 0 RTP/SAVPF 126\r\na=rtpmap:126 telephone-event/8000\r\n';
    expect(withTonesOfOneClock(session + refused + stream('111 110 126', 110, 126))).toBe(session + refused + stream('111 110', 110));
    expect(withTonesOfOneClock(session + refused)).toBe(session + refused);
    expect(withTonesOfOneClock('m=audio')).toBe('m=audio');
  });
});
