/**
 * VP8 and Opus in WebM (Matroska, RFC 9559): written cluster by cluster, so that a file that was cut off anywhere is whole up to its last cluster.
 * How long it is and where one may jump to stands in places that are kept free for it, and behind the last cluster.
 */

import { element, float64, type Header, headerLength, joined, readHeader, readUint, room, size, text, uint } from './ebml.ts';
import { makeOpusHead, opusRate, preSkip } from './ogg.ts';

const ids = {
  ...{ segment: 0x18538067, seekHead: 0x114d9b74, seek: 0x4dbb, seekId: 0x53ab, seekPosition: 0x53ac },
  ...{ info: 0x1549a966, duration: 0x4489, cluster: 0x1f43b675, timestamp: 0xe7, simpleBlock: 0xa3 },
  ...{ cues: 0x1c53bb6b, cuePoint: 0xbb, cueTime: 0xb3, cuePositions: 0xb7, cueTrack: 0xf7, cueCluster: 0xf1 },
};

export const tracks = { pictures: 1, sound: 2 } as const;

/** EBMLVersion and EBMLReadVersion 1, ids of up to 4 and lengths of up to 8 bytes, WebM in its version 4 that version 2 can read. */
const start = element(0x1a45dfa3, [
  ...[element(0x4286, uint(1)), element(0x42f7, uint(1)), element(0x42f2, uint(4)), element(0x42f3, uint(8))],
  ...[element(0x4282, text('webm')), element(0x4287, uint(4)), element(0x4285, uint(2))],
]);

/** Where the segment says how long it is; all ones: nobody knows yet. */
const segmentSizeAt = start.length + 4;
/** Positions in the file are counted from here. */
const segmentAt = segmentSizeAt + 8;
const seekHeadLength = 26;
/** The first thing in Info, whose own header takes 5 bytes. */
const durationAt = segmentAt + seekHeadLength + 5;
const durationLength = 11;

export interface WebmOptions {
  /** Pixels. */
  width: number;
  height: number;
  /** 0: pictures alone. */
  channels: 0 | 1 | 2;
  program: string;
}

/** What every file begins with. Times in it are milliseconds. */
export function makeWebmHead({ width, height, channels, program }: WebmOptions): Uint8Array<ArrayBuffer> {
  const info = [room(durationLength), element(0x2ad7b1, uint(1_000_000)), element(0x4d80, text(program)), element(0x5741, text(program))];
  const pictures = element(0xe0, [element(0xb0, uint(width)), element(0xba, uint(height))]);
  const all = [makeTrack(tracks.pictures, 'V_VP8', pictures), ...(channels > 0 ? [makeSoundTrack(channels)] : [])];
  return joined([
    ...[start, uint(ids.segment), new Uint8Array([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ...[room(seekHeadLength), element(ids.info, info), element(0x1654ae6b, all)],
  ]);
}

/** Number and id, what it holds, without lacing; codec. */
const makeTrack = (number: number, codec: string, ...more: Uint8Array[]): Uint8Array =>
  element(0xae, [
    ...[element(0xd7, uint(number)), element(0x73c5, uint(number)), element(0x83, uint(number)), element(0x9c, uint(0))],
    ...[element(0x86, text(codec)), ...more],
  ]);

/** The codec's head, its delay and what it needs before it is right after a jump, in nanoseconds (RFC 7845 4.2, 4.6). */
const makeSoundTrack = (channels: number): Uint8Array =>
  makeTrack(
    ...([tracks.sound, 'A_OPUS', element(0x63a2, makeOpusHead(channels))] as const),
    ...[element(0x56aa, uint((preSkip / opusRate) * 1e9)), element(0x56bb, uint(80_000_000))],
    element(0xe1, [element(0xb5, float64(opusRate)), element(0x9f, uint(channels))]),
  );

export interface Block {
  readonly track: number;
  /** Milliseconds from the beginning of the file. */
  readonly time: number;
  readonly isKey: boolean;
  readonly bytes: Uint8Array;
}

/** About a second of a file. Blocks are less than half a minute from `time`. */
export function makeCluster(time: number, blocks: readonly Block[]): Uint8Array<ArrayBuffer> {
  const written = blocks.flatMap(({ bytes, isKey, time: at, track }) => {
    const head = new Uint8Array(4);
    head[0] = 0x80 | track;
    new DataView(head.buffer).setInt16(1, at - time);
    head[3] = isKey ? 0x80 : 0;
    return element(ids.simpleBlock, [head, bytes]);
  });
  return element(ids.cluster, [element(ids.timestamp, uint(time)), ...written]);
}

/** Where a player may jump to: a cluster that begins with a whole picture. */
interface Cue {
  readonly time: number;
  /** Bytes from the beginning of the file. */
  readonly at: number;
}

/** How far a file is good: its whole clusters in bytes, how long it plays in seconds, and where one may jump to. */
export interface WebmExtent {
  readonly bytes: number;
  readonly seconds: number;
  readonly cues: readonly Cue[];
}

/** Gives `length` bytes from `at` on, or as many as there are. */
export type ReadBytes = (at: number, length: number) => Uint8Array;

/** Reads a file that may have been cut off, or end in garbage; null when there is not even one cluster. `length` is that of the file. */
export function measureWebm(read: ReadBytes, length: number): WebmExtent | null {
  if (read(0, start.length).some((byte, at) => byte !== start[at])) return null;
  const clusters: Header[] = [];
  const places: number[] = [];
  for (let at = segmentAt; ; ) {
    const header = readHeader(read(at, headerLength), 0);
    if (!header || header.length === null || at + header.content + header.length > length) break;
    if (header.id === ids.cluster) {
      clusters.push({ ...header, content: at + header.content });
      places.push(at);
    } else if (clusters.length > 0) break;
    at += header.content + header.length;
  }
  // Its place on the disk may have been taken, and its bytes not be there.
  let end = endOf(read, clusters.at(-1));
  for (; end === null && clusters.length > 0; end = endOf(read, clusters.at(-1))) clusters.pop();
  const last = clusters.at(-1);
  if (!last || end === null) return null;
  const cues = clusters.flatMap(({ content }, i) => cueOf(read(content, 40), places[i]!) ?? []);
  return { bytes: last.content + (last.length ?? 0), seconds: end / 1_000, cues };
}

/** When the last block of a cluster was over, in milliseconds; null: there is none, or something else among them. */
function endOf(read: ReadBytes, cluster: Header | undefined): number | null {
  if (!cluster) return null;
  const bytes = read(cluster.content, cluster.length ?? 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [time, end] = [0, -1];
  for (let at = 0; at < bytes.length; ) {
    const header = readHeader(bytes, at);
    if (!header || header.length === null || header.content + header.length > bytes.length) return null;
    const { content, id } = header;
    if (id === ids.timestamp) time = readUint(bytes.subarray(content, content + header.length));
    else if (id === ids.simpleBlock && header.length > 4) end = Math.max(end, time + view.getInt16(content + 1) + blockLength);
    at = content + header.length;
  }
  return end < 0 ? null : end;
}

/** Milliseconds that a packet of Opus plays, and about what a picture stands. */
const blockLength = 20;

/** By the first bytes of a cluster's content. */
function cueOf(bytes: Uint8Array, at: number): Cue | null {
  const timestamp = readHeader(bytes, 0);
  const block = timestamp?.length ? readHeader(bytes, timestamp.content + timestamp.length) : null;
  if (timestamp?.id !== ids.timestamp || block?.id !== ids.simpleBlock) return null;
  const isKey = bytes[block.content] === (0x80 | tracks.pictures) && ((bytes[block.content + 3] ?? 0) & 0x80) !== 0;
  return isKey ? { time: readUint(bytes.subarray(timestamp.content, timestamp.content + (timestamp.length ?? 0))), at } : null;
}

/** What has to be written where into a file that ends there: how long it is, and where one may jump to. */
export function webmEnd({ bytes, cues, seconds }: WebmExtent): { at: number; bytes: Uint8Array<ArrayBuffer> }[] {
  const points = cues.map(({ time, at }) => {
    const positions = [element(ids.cueTrack, uint(tracks.pictures)), element(ids.cueCluster, uint(at - segmentAt))];
    return element(ids.cuePoint, [element(ids.cueTime, uint(time)), element(ids.cuePositions, positions)]);
  });
  const index = element(ids.cues, points);
  const position = new Uint8Array(8);
  new DataView(position.buffer).setBigUint64(0, BigInt(bytes - segmentAt));
  const seek = [element(ids.seekId, uint(ids.cues)), element(ids.seekPosition, position)];
  return [
    { at: durationAt, bytes: element(ids.duration, float64(seconds * 1_000)) },
    { at: bytes, bytes: index },
    { at: segmentAt, bytes: element(ids.seekHead, element(ids.seek, seek)) },
    { at: segmentSizeAt, bytes: size(bytes + index.length - segmentAt, 8) },
  ];
}
