import { describe, expect, test } from 'vitest';
import { joined, readHeader } from './ebml.ts';
import { type Block, makeCluster, makeWebmHead, measureWebm, tracks, webmEnd } from './webm.ts';

const head = makeWebmHead({ width: 1280, height: 720, channels: 2, program: 'test' });
const picture = (time: number, isKey = false): Block => ({ track: tracks.pictures, time, isKey, bytes: new Uint8Array(900).fill(7) });
const sound = (time: number): Block => ({ track: tracks.sound, time, isKey: true, bytes: new Uint8Array(120).fill(9) });
/** A second of a file; the first and every third begins with a whole picture. */
const second = (from: number) => {
  const pictures = [0, 250, 500, 750].map((at) => picture(from * 1_000 + at, at === 0 && from % 3 === 0));
  return makeCluster(from * 1_000, [...pictures, ...[0, 480, 980].map((at) => sound(from * 1_000 + at))]);
};
const file = (...parts: readonly Uint8Array[]) => joined(parts);
const measure = (bytes: Uint8Array) => measureWebm((at, length) => bytes.subarray(at, at + length), bytes.length);
const clusters = [0, 1, 2, 3].map(second);
const whole = file(head, ...clusters);

function finished(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const extent = measure(bytes)!;
  const places = webmEnd(extent);
  const long = new Uint8Array(Math.max(...places.map(({ at, bytes: written }) => at + written.length)));
  long.set(bytes.subarray(0, extent.bytes));
  for (const { at, bytes: written } of places) long.set(written, at);
  return long;
}

describe('a file', () => {
  test('is as long as its last block says, and can be jumped into where a whole picture begins a cluster', () => {
    const at = (cluster: number) => file(head, ...clusters.slice(0, cluster)).length;
    expect(measure(whole)).toEqual({ bytes: whole.length, seconds: 4, cues: [0, 3].map((time) => ({ time: time * 1_000, at: at(time) })) });
    expect(measure(head)).toBeNull();
  });

  test('that was cut off anywhere is good up to its last whole cluster', () => {
    for (let length = head.length; length < whole.length; length += 97) {
      const complete = clusters.filter((_, i) => file(head, ...clusters.slice(0, i + 1)).length <= length).length;
      expect(measure(whole.subarray(0, length))?.seconds ?? 0).toBe(complete);
    }
  });

  test('whose last bytes never reached the disk is good up to those before', () => {
    const lost = whole.slice();
    lost.fill(0, whole.length - 400);
    expect(measure(lost)).toMatchObject({ seconds: 3, bytes: whole.length - clusters[3]!.length });
  });

  test('says how long it is and where its index stands, once it is finished, and nothing but that changes', () => {
    const done = finished(whole);
    const view = new DataView(done.buffer);
    const segment = readHeader(done, readHeader(done, 0)!.content + readHeader(done, 0)!.length!)!;
    expect(segment.content + segment.length!).toBe(done.length);
    const index = readHeader(done, whole.length)!;
    expect([index.id, index.content + index.length!]).toEqual([0x1c53bb6b, done.length]);
    const seekHead = readHeader(done, segment.content)!;
    // SeekPosition, the last thing in it.
    expect(Number(view.getBigUint64(seekHead.content + seekHead.length! - 8))).toBe(whole.length - segment.content);
    const info = readHeader(done, seekHead.content + seekHead.length!)!;
    expect(info.id).toBe(0x1549a966);
    const duration = readHeader(done, info.content)!;
    expect([duration.id, view.getFloat64(duration.content)]).toEqual([0x4489, 4_000]);
    expect(done.subarray(head.length, whole.length)).toEqual(whole.subarray(head.length));
    expect(finished(done)).toEqual(done);
  });

  test('that is something else is left alone', () => {
    expect(measure(new Uint8Array(5_000).fill(0x1a))).toBeNull();
    expect(measure(new Uint8Array())).toBeNull();
  });
});
