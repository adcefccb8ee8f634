/*
 * What of a session description concerns pictures. Fetched with the first that has any.
 */
import { directionOf, type MediaDirection } from './sdp.ts';

/** One stream of pictures as one side describes it. */
export interface VideoSection {
  /** Its place among all streams, from 0. */
  readonly index: number;
  readonly isRefused: boolean;
  readonly direction: MediaDirection;
  /** A presentation, as RFC 4796 calls what a screen shows. */
  readonly isSlides: boolean;
  /** Whose it is, in the words of the describing side (RFC 4574); null where it does not say. */
  readonly label: string | null;
}

const split = (sdp: string): [string, ...string[]] => sdp.split(/^(?=m=)/m) as [string, ...string[]];

/** The streams of pictures, in the order of the description. */
export function videoSections(sdp: string): VideoSection[] {
  const [session, ...media] = split(sdp);
  return media.flatMap((section, index) => {
    if (!section.startsWith('m=video ')) return [];
    const isSlides = /^a=content:(?:\S+,)?slides\b/m.test(section);
    const label = /^a=label:(\S{1,255})\s*$/m.exec(section)?.[1] ?? null;
    return { index, isRefused: /^m=video 0[ /]/.test(section), direction: directionOf(section, session), isSlides, label };
  });
}

/** The identification of each stream (RFC 5888), of a description as a browser writes it. */
export function midsOf(sdp: string): string[] {
  const [, ...media] = split(sdp);
  return media.map((section) => /^a=mid:(\S+)/m.exec(section)?.[1] ?? '');
}

export interface VideoWords {
  /** By the identification of each stream that we show something in. */
  readonly contents: ReadonlyMap<string, 'main' | 'slides'>;
  /** What the far end is to stay under, bits per second; null: as it likes. */
  readonly maxBitRate: number | null;
}

/** Says what a browser does not: what our pictures show (RFC 4796), and how much we take (RFC 8866 5.8, RFC 3890). */
export function withVideoWords(sdp: string, { contents, maxBitRate }: VideoWords): string {
  const [session, ...media] = split(sdp);
  const told = media.map((section) => {
    if (!/^m=video [1-9]/.test(section)) return section;
    const content = contents.get(/^a=mid:(\S+)/m.exec(section)?.[1] ?? '');
    const limit = maxBitRate === null ? '' : `b=AS:${Math.ceil(maxBitRate / 1_000)}\r\nb=TIAS:${maxBitRate}\r\n`;
    return section.replace(/^(m=.*\r?\n(?:[ic]=.*\r?\n)*)/, `$1${limit}${content ? `a=content:${content}\r\n` : ''}`);
  });
  return [session, ...told].join('');
}

/**
 * An answer with the streams in the order of the offer, as RFC 3264 6 asks and browsers insist on: those that come in another order are put
 * right, and those that are missing are refused.
 */
export function inOrderOf(offer: string, answer: string): string {
  const [, ...offered] = split(offer);
  const [session, ...answered] = split(answer);
  const kindOf = (section: string) => /^m=(\w+)/.exec(section)?.[1];
  if (offered.length === answered.length && offered.every((section, i) => kindOf(section) === kindOf(answered[i] ?? ''))) return answer;
  const rest = [...answered];
  const ordered = offered.map((section) => {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
    const isSame = (other: string) => kindOf(other) === kindOf(section);
    const found = rest.find((other) => isSame(other) && mid !== undefined && /^a=mid:(\S+)/m.exec(other)?.[1] === mid) ?? rest.find(isSame);
    if (found === undefined) return refusalOf(section);
    rest.splice(rest.indexOf(found), 1);
    return found;
  });
  return [session, ...ordered].join('');
}

function refusalOf(section: string): string {
  const [, kind, rest] = /^m=(\w+) \S+ (.*?)\r?\n/.exec(section) ?? [];
  return `m=${kind} 0 ${rest}\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\n`;
}

/**
 * An offer with so many streams of pictures at most: those after them are as good as refused (port 0, RFC 3264 6), unless they are among the kept,
 * which are known by their identification.
 */
export function withFewerPictures(offer: string, most: number, kept: ReadonlySet<string>): string {
  const [session, ...media] = split(offer);
  const isOpen = (section: string) => /^m=video [1-9]/.test(section);
  const isKept = (section: string) => kept.has(/^a=mid:(\S+)/m.exec(section)?.[1] ?? '');
  let left = most - media.filter((section) => isOpen(section) && isKept(section)).length;
  const fewer = media.map((section) => {
    if (!isOpen(section) || isKept(section) || left-- > 0) return section;
    return section.replace(/^m=video \d+/, 'm=video 0');
  });
  return [session, ...fewer].join('');
}

/** Their description, if they took our pictures and sent none. */
export function withoutTheirVideo(sdp: string): string {
  const [session, ...media] = split(sdp);
  const silenced = media.map((section) =>
    section.startsWith('m=video ') ? section.replace(/^a=sendrecv/m, 'a=recvonly').replace(/^a=sendonly/m, 'a=inactive') : section,
  );
  return [session, ...silenced].join('');
}
