export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface DescriptionOptions {
  readonly direction?: Direction;
  /** `c=` address. `0.0.0.0` is hold as RFC 2543 had it. */
  readonly address?: string;
  /** DTLS role. Default `passive`, right for an answer; an offer says `actpass`. */
  readonly setup?: 'actpass' | 'active' | 'passive';
  /** Grows with every description of one side in one dialog (RFC 3264 8). Default 1. */
  readonly version?: number;
  /** Changes restart ICE. */
  readonly iceUser?: string;
  /** Identification of the stream; an answer repeats the offer's. Default `0`, Chromium's first. */
  readonly mid?: string;
  /** Offers telephone-event. Default true. */
  readonly tones?: boolean;
  /** Port (1024 or more: Chromium takes no other) on 127.0.0.1 where sound is said to be. Where nobody answers, ICE fails after a while. */
  readonly candidatePort?: number;
}

/**
 * A description that a browser takes: one audio stream of Opus and PCMU over DTLS-SRTP. Nobody is behind it and no
 * candidate comes, so ICE waits for ever: a call is up in SIP and silent. The payload numbers are Chromium's, so it serves as offer and as answer.
 */
export function webrtcSdp({
  direction = 'sendrecv',
  address = '127.0.0.1',
  setup = 'passive',
  version = 1,
  iceUser = 'test',
  mid = '0',
  tones = true,
  candidatePort,
}: DescriptionOptions = {}): string {
  return lines(
    'v=0',
    `o=- 4611686018427387904 ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid}`,
    'a=msid-semantic: WMS far',
    `m=audio 9 UDP/TLS/RTP/SAVPF 111 0${tones ? ' 110 126' : ''}`,
    `c=IN IP4 ${address}`,
    'a=rtcp:9 IN IP4 0.0.0.0',
    ...(candidatePort === undefined ? [] : [`a=candidate:1 1 udp 2113937151 127.0.0.1 ${candidatePort} typ host`]),
    `a=ice-ufrag:${iceUser}`,
    `a=ice-pwd:${iceUser.padEnd(22, 'x')}`,
    `a=fingerprint:sha-256 ${Array(32).fill('A5').join(':')}`,
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    `a=${direction}`,
    'a=msid:far far-audio',
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 minptime=10;useinbandfec=1',
    'a=rtpmap:0 PCMU/8000',
    ...(tones ? ['a=rtpmap:110 telephone-event/48000', 'a=rtpmap:126 telephone-event/8000'] : []),
    'a=ssrc:1001 cname:far',
  );
}

/** An answer to that offer: its first audio stream is taken, under its identification, any other stream is refused. */
export function answerTo(offer: string, options: DescriptionOptions = {}): string {
  const [, ...streams] = offer.split(/\r\n(?=m=)/);
  const taken = streams.findIndex((stream) => stream.startsWith('m=audio'));
  const midOf = (stream: string): string => /^a=mid:(.*)$/m.exec(stream)?.[1] ?? '0';
  const [session = '', audio = ''] = webrtcSdp({ mid: midOf(streams[taken] ?? ''), ...options }).split(/\r\n(?=m=)/);
  const refused = (stream: string): string =>
    `${(stream.split('\r\n')[0] ?? '').replace(/^(m=\w+) \d+/, '$1 0')}\r\na=mid:${midOf(stream)}\r\n`;
  return `${session}\r\n${streams.map((stream, i) => (i === taken ? audio : refused(stream))).join('')}`;
}

/** Plain RTP, as a desk phone describes itself: a browser cannot take it (488). */
export function plainSdp({ direction = 'sendrecv', address = '127.0.0.1', version = 1 }: DescriptionOptions = {}): string {
  return lines(
    'v=0',
    `o=- 1 ${version} IN IP4 127.0.0.1`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    'm=audio 9 RTP/AVP 0 101',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    `a=${direction}`,
  );
}

const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n`;
