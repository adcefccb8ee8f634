import { describe, expect, it } from 'vitest';
import { inOrderOf, videoSections, withFewerPictures, withoutTheirVideo, withVideoWords } from './sdp-video.ts';

const head = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';
const audio = (mid = '0') => `m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:${mid}\r\na=sendrecv\r\n`;
const video = (mid = '1', more = 'a=sendrecv\r\n') =>
  `m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:${mid}\r\na=ice-ufrag:x\r\n${more}`;

describe('the streams of pictures of a description', () => {
  it('are told with their place, their direction, and what they show', () => {
    const sdp = `${head}${audio()}${video('1', 'a=recvonly\r\n')}${video('2', 'a=content:slides\r\na=sendonly\r\n')}`;
    expect(videoSections(sdp)).toEqual([
      { index: 1, isRefused: false, direction: 'recvonly', isSlides: false, label: null },
      { index: 2, isRefused: false, direction: 'sendonly', isSlides: true, label: null },
    ]);
  });

  it.each([
    ['refused', 'm=video 0 RTP/AVP 96\r\n', true, false],
    ['of several contents', `${video('1', 'a=content:speaker,slides\r\n')}`, false, true],
    ['of another content', `${video('1', 'a=content:slidesX\r\n')}`, false, false],
  ])('%s', (_, section, isRefused, isSlides) => {
    expect(videoSections(head + audio() + section)).toMatchObject([{ isRefused, isSlides }]);
  });

  it.each([
    ['1795299434.3', 'a=label:1795299434.3\r\n'],
    [null, 'a=label:\r\n'],
    [null, `a=label:${'x'.repeat(256)}\r\n`],
    [null, 'a=label:two words\r\n'],
  ])('are told with whose they are (RFC 4574): %s', (label, line) => {
    expect(videoSections(head + audio() + video('1', line))).toMatchObject([{ label }]);
  });

  it('are none where there are none', () => {
    expect(videoSections(head + audio())).toEqual([]);
    expect(videoSections('')).toEqual([]);
  });
});

describe('an offer of more pictures than can be looked at', () => {
  const portsOf = (sdp: string) => [...sdp.matchAll(/^m=video (\d+)/gm)].map(([, port]) => Number(port));

  it('has no more of them, and all else as it was', () => {
    const offer = head + audio() + video('1') + video('2') + video('3') + audio('4');
    expect(withFewerPictures(offer, 2, new Set())).toBe(offer.replace(video('3'), video('3').replace('m=video 9', 'm=video 0')));
    expect(withFewerPictures(offer, 3, new Set())).toBe(offer);
  });

  it('keeps those that are to be kept, and does not count those that are refused', () => {
    const offer = `${head}${audio()}m=video 0 RTP/AVP 96\r\n${video('1')}${video('2')}${video('3')}`;
    expect(portsOf(withFewerPictures(offer, 2, new Set(['3'])))).toEqual([0, 9, 0, 9]);
  });
});

describe('what a browser does not say', () => {
  it('stands behind the address of each stream of pictures, and the sound is left alone', () => {
    const told = withVideoWords(head + audio() + video(), { contents: new Map([['1', 'slides']]), maxBitRate: 300_500 });
    expect(told.startsWith(head + audio())).toBe(true);
    expect(told).toContain('c=IN IP4 0.0.0.0\r\nb=AS:301\r\nb=TIAS:300500\r\na=content:slides\r\na=mid:1\r\n');
  });

  it('is nothing without limit and contents, or for a stream that is refused', () => {
    const sdp = `${head}${audio()}${video()}`;
    expect(withVideoWords(sdp, { contents: new Map(), maxBitRate: null })).toBe(sdp);
    const refused = sdp.replace('m=video 9', 'm=video 0');
    expect(withVideoWords(refused, { contents: new Map([['1', 'main']]), maxBitRate: 1_000 })).toBe(refused);
  });
});

describe('an answer', () => {
  const offer = head + audio() + video();

  it('in the order of the offer is left as it is', () => {
    const answer = head + audio() + video();
    expect(inOrderOf(offer, answer)).toBe(answer);
  });

  it('in another order is put right', () => {
    expect(inOrderOf(offer, head + video() + audio())).toBe(head + audio() + video());
  });

  it('without a stream refuses it', () => {
    expect(inOrderOf(offer, head + audio())).toBe(`${head}${audio()}m=video 0 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\n`);
  });

  it('with two of a kind goes by their names', () => {
    const two = head + audio() + video('1') + video('2');
    expect(inOrderOf(two, head + video('2') + video('1') + audio())).toBe(head + audio() + video('1') + video('2'));
  });

  it('with more streams than were offered loses them', () => {
    expect(inOrderOf(head + audio(), head + video() + audio())).toBe(head + audio());
  });
});

it('their description without what they show still takes what we show, and leaves the sound alone', () => {
  const sdp = [head, audio(), video('1'), video('2', 'a=sendonly\r\n'), video('3', 'a=recvonly\r\n')].join('');
  const directions = withoutTheirVideo(sdp).match(/^a=(send|recv|inactive).*/gm);
  expect(directions?.map((line) => line.trim())).toEqual(['a=sendrecv', 'a=recvonly', 'a=inactive', 'a=recvonly']);
});
