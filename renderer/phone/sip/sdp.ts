/*
 * The few things of a session description (RFC 8866) that the phone itself must know. Everything else is the browser's to read.
 */

import type { RecordState } from '../line.ts';

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** The first audio stream of a description, as far as a phone cares. */
export interface AudioStream {
  /** What the describing side does, from its point of view. */
  direction: MediaDirection;
  /** It takes digits as RTP events (RFC 4733). */
  takesTones: boolean;
  /** ICE user fragment (RFC 8839 5.4); another one means another far end, or an ICE restart. */
  iceUser: string;
}

/** The first audio stream that is not refused (port 0, RFC 3264 6); null where there is none. */
export function audioOf(sdp: string): AudioStream | null {
  const [session = '', ...media] = sdp.split(/^(?=m=)/m);
  const audio = media.find((section) => /^m=audio /.test(section) && !/^m=audio 0[ /]/.test(section));
  if (audio === undefined) return null;
  return {
    direction: directionOf(audio, session),
    takesTones: /^a=rtpmap:\d+ telephone-event\//im.test(audio),
    iceUser: /^a=ice-ufrag:(\S+)/m.exec(audio)?.[1] ?? /^a=ice-ufrag:(\S+)/m.exec(session)?.[1] ?? '',
  };
}

/** The first ICE user fragment (RFC 8839 5.4) of a description of ours: there all streams share one. */
export function iceUserOf(sdp = ''): string {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? '';
}

/** There is a stream of pictures that is not refused (port 0, RFC 3264 6). */
export function offersVideo(sdp: string): boolean {
  return /^m=video [1-9]/m.test(sdp);
}

/** True for a description that says nothing of any media: there is no path to wait for. */
export function hasMedia(sdp: string): boolean {
  return /^m=/m.test(sdp);
}

export function directionOf(section: string, session: string): MediaDirection {
  // Hold as RFC 2543 had it: the address 0.0.0.0. With ICE that address only says that candidates follow (RFC 8839 4.3.1).
  const connection = /^c=IN IP4 (\S+)/m.exec(section)?.[1] ?? /^c=IN IP4 (\S+)/m.exec(session)?.[1];
  if (connection === '0.0.0.0' && !/^a=(ice-ufrag|candidate):/m.test(section + session)) return 'inactive';
  const attribute = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m;
  return (attribute.exec(section)?.[1] ?? attribute.exec(session)?.[1] ?? 'sendrecv') as MediaDirection;
}

/** The side that says so does not want to hear us: hold, as RFC 3264 8.4 tells it. */
export function isHolding(direction: MediaDirection): boolean {
  return direction === 'sendonly' || direction === 'inactive';
}

/** What a description says about recording, of its audio or of all of it; null where it says nothing, which changes nothing. */
export function recordOf(sdp: string): RecordState | null {
  const [session = '', ...media] = sdp.split(/^(?=m=)/m);
  const audio = media.find((section) => /^m=audio /.test(section)) ?? '';
  const attribute = /^a=record:(on|off|paused)\s*$/m;
  return (attribute.exec(audio)?.[1] ?? attribute.exec(session)?.[1] ?? null) as RecordState | null;
}

/**
 * The far end's description with digits (RFC 4733) by the clock of the codec that comes first, where it takes them so, and by no other one.
 * Chromium sends them by the slowest clock there is and counts their length by the codec's: beside Opus 160 ms were over after 40.
 */
export function withTonesOfOneClock(sdp: string): string {
  const sections = sdp.split(/^(?=m=)/m);
  const at = sections.findIndex((section) => /^m=audio [1-9]/.test(section));
  const audio = sections[at];
  const [, codec] = /^m=audio \S+ \S+ (\d+)/.exec(audio ?? '') ?? [];
  if (audio === undefined || codec === undefined) return sdp;
  const clockOf = (type: string) => new RegExp(`^a=rtpmap:${type} [^/]+/(\\d+)`, 'm').exec(audio)?.[1] ?? '8000'; // RFC 3551, table 4
  const events = [...audio.matchAll(/^a=rtpmap:(\d+) telephone-event\//gim)].map(([, type = '']) => type);
  const others = events.filter((type) => clockOf(type) !== clockOf(codec));
  if (others.length === events.length) return sdp;
  return sections.with(at, others.reduce(withoutType, audio)).join('');
}

function withoutType(section: string, type: string): string {
  return section
    .replace(/^m=.*/, (line) => line.replace(new RegExp(` ${type}(?=\\s|$)`), ''))
    .replace(new RegExp(`^a=(?:rtpmap|fmtp|rtcp-fb):${type} .*\\r?\\n?`, 'gm'), '');
}

/** Says so with the first audio stream. */
export function withRecord(sdp: string, state: RecordState): string {
  return sdp.replace(/^(m=audio .*\r?\n(?:(?!m=)(?:[icbk]=.*\r?\n))*)/m, `$1a=record:${state}\r\n`);
}

/** A candidate (RFC 8839 5.1), alone or as a line of a description, that only this machine could reach. */
export function isLoopback(candidate: string): boolean {
  return /^(?:a=)?candidate:(?:\S+ ){4}(?:127(?:\.\d+){3}|::1) /.test(candidate);
}

/** Without those: a far end elsewhere would try them in vain, and find itself at them. */
export function withoutLoopback(sdp: string): string {
  return sdp.replace(/^a=candidate:.*\r?\n/gm, (line) => (isLoopback(line) ? '' : line));
}
