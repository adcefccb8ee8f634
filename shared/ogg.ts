/** Opus in Ogg (RFC 3533, RFC 7845): written page by page, so that a file that was cut off anywhere is whole up to its last page. */

import { joined } from './ebml.ts';

/** Every Opus stream counts time in these, whatever it was recorded with: RFC 7845 4. */
export const opusRate = 48_000;

/** Samples at the beginning that only warm the decoder up: what libopus needs in its best mode. RFC 7845 4.2. */
export const preSkip = 312;

const flags = { begin: 0x02, end: 0x04 };
const headerLength = 27;

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

export interface PageOptions {
  /** Complete packets, at most 255 bytes of lacing in all: about a second of sound. */
  readonly packets: readonly Uint8Array[];
  /** Samples from the beginning, the pre-skip among them, up to the end of this page. */
  readonly granule: number;
  readonly sequence: number;
  readonly serial: number;
  readonly isFirst?: boolean;
  readonly isLast?: boolean;
}

/** One page. Throws a RangeError when the packets do not fit. */
export function makePage({ packets, granule, sequence, serial, isFirst = false, isLast = false }: PageOptions): Uint8Array<ArrayBuffer> {
  const lacing = packets.flatMap(({ length }) => [...Array(Math.floor(length / 255)).fill(255), length % 255]);
  if (lacing.length > 255) throw new RangeError('These packets do not fit on one page.');
  const start = headerLength + lacing.length;
  const page = new Uint8Array(packets.reduce((sum, { length }) => sum + length, start));
  const view = new DataView(page.buffer);
  page.set(ascii('OggS'));
  view.setUint8(5, (isFirst ? flags.begin : 0) | (isLast ? flags.end : 0));
  view.setBigInt64(6, BigInt(granule), true);
  view.setUint32(14, serial, true);
  view.setUint32(18, sequence, true);
  view.setUint8(26, lacing.length);
  page.set(lacing, headerLength);
  let offset = start;
  for (const packet of packets) {
    page.set(packet, offset);
    offset += packet.length;
  }
  view.setUint32(22, checksum(page), true);
  return page;
}

/** What a decoder of Opus is told before the first packet, in any container: RFC 7845 5.1. */
export function makeOpusHead(channels: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(ascii('OpusHead'));
  view.setUint8(8, 1);
  view.setUint8(9, channels);
  view.setUint16(10, preSkip, true);
  view.setUint32(12, opusRate, true);
  return head;
}

/** The two pages that every file begins with: RFC 7845 5. */
export function makeHead({ channels, serial, program }: { channels: 1 | 2; serial: number; program: string }): Uint8Array<ArrayBuffer> {
  const vendor = ascii(program);
  const tags = new Uint8Array(16 + vendor.length);
  tags.set(ascii('OpusTags'));
  new DataView(tags.buffer).setUint32(8, vendor.length, true);
  tags.set(vendor, 12);
  const pages = [
    makePage({ packets: [makeOpusHead(channels)], granule: 0, sequence: 0, serial, isFirst: true }),
    makePage({ packets: [tags], granule: 0, sequence: 1, serial }),
  ];
  return joined(pages);
}

/** How far a file is good: its whole pages in bytes, where the last of them begins, and the sound on them in seconds. */
export interface Extent {
  readonly bytes: number;
  readonly lastPage: number;
  readonly seconds: number;
}

/** Reads a file that may have been cut off, or end in garbage; null when not even its head is there. */
export function measureOgg(file: Uint8Array): Extent | null {
  let extent: Extent | null = null;
  for (let offset = 0, pages = 1; ; pages++) {
    const length = pageLength(file, offset);
    if (length === null) return extent;
    const granule = Number(new DataView(file.buffer, file.byteOffset + offset).getBigInt64(6, true));
    const seconds = Math.max(0, granule - preSkip) / opusRate;
    if (pages > 1) extent = { bytes: offset + length, lastPage: offset, seconds };
    offset += length;
  }
}

/** Of the page that begins there; null where there is no whole one. */
function pageLength(file: Uint8Array, offset: number): number | null {
  const segments = file[offset + 26];
  if (segments === undefined || String.fromCharCode(...file.subarray(offset, offset + 4)) !== 'OggS') return null;
  const lacing = file.subarray(offset + headerLength, offset + headerLength + segments);
  const length = lacing.reduce((sum, size) => sum + size, headerLength + segments);
  if (lacing.length < segments || offset + length > file.length) return null;
  // A copy of its own: a slice of a Buffer would share memory with it.
  const page = new Uint8Array(file.subarray(offset, offset + length));
  const view = new DataView(page.buffer);
  const sum = view.getUint32(22, true);
  view.setUint32(22, 0);
  return checksum(page) === sum ? length : null;
}

/** The same page as the last one of its stream. */
export function asLastPage(page: Uint8Array): Uint8Array<ArrayBuffer> {
  const last = new Uint8Array(page);
  const view = new DataView(last.buffer);
  view.setUint8(5, view.getUint8(5) | flags.end);
  view.setUint32(22, 0);
  view.setUint32(22, checksum(last), true);
  return last;
}

/** CRC-32 with the polynomial 04c11db7, straight, from 0: RFC 3533 6. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

function checksum(page: Uint8Array): number {
  let sum = 0;
  for (const byte of page) sum = (sum << 8) ^ table[(sum >>> 24) ^ byte]!;
  return sum >>> 0;
}
