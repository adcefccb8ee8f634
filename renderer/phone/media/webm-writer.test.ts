import { expect, test } from 'vitest';
import { joined } from '../../../shared/ebml.ts';
import { measureWebm } from '../../../shared/webm.ts';
import type { RecordedPart } from './recorded-part.ts';
import { WebmWriter } from './webm-writer.ts';

function open(channels: 0 | 2) {
  const parts: RecordedPart[] = [];
  const writer = new WebmWriter({ width: 64, height: 36, channels, takePeaks: () => [0.5, 0.5], onPart: (part) => parts.push(part) });
  const picture = (time: number) => {
    const isNext = time % 1_000 === 0;
    writer.addPicture({ bytes: new Uint8Array(50), time, isKey: isNext, isNext });
  };
  /** Up to then. */
  const sound = (from: number, until: number) => {
    for (let at = from; at < until; at += 20) writer.addSound(new Uint8Array(30), at + 20);
  };
  const measure = () => {
    const bytes = joined(parts.map((part) => part.bytes));
    return measureWebm((at, length) => bytes.subarray(at, at + length), bytes.length);
  };
  return { writer, parts, picture, sound, measure };
}

test('each part is whole: what sounds with its pictures is in it', () => {
  const { measure, parts, picture, sound, writer } = open(2);
  for (const time of [0, 500, 1_000, 1_500, 2_000]) picture(time);
  expect(parts).toHaveLength(1);
  sound(0, 1_000);
  expect(parts.map(({ seconds }) => seconds)).toEqual([0, 1]);
  sound(1_000, 2_200);
  expect(parts.map(({ seconds }) => seconds)).toEqual([0, 1, 2]);
  writer.end();
  expect(parts.at(-1)?.seconds).toBe(2.2);
  expect(measure()).toMatchObject({ seconds: 2.2, cues: [{ time: 0 }, { time: 1_000 }, { time: 2_000 }] });
});

test('pictures are not kept back for a sound that does not come', () => {
  const { parts, picture } = open(2);
  for (let time = 0; time <= 4_000; time += 500) picture(time);
  expect(parts.map(({ seconds }) => seconds)).toEqual([0, 1, 2]);
});

test('sound is not kept back for pictures that a busy machine does not make', () => {
  const { measure, parts, picture, sound, writer } = open(2);
  sound(0, 2_000);
  expect(parts.map(({ seconds }) => seconds)).toEqual([0, 1.5]);
  picture(2_000);
  sound(2_000, 3_800);
  expect(parts.map(({ seconds }) => seconds)).toEqual([0, 1.5, 2, 3.5]);
  picture(4_000);
  sound(3_800, 4_200);
  writer.end();
  expect(parts.map(({ seconds }) => seconds)).toEqual([0, 1.5, 2, 3.5, 4, 4.2]);
  expect(measure()).toMatchObject({ seconds: 4.2, cues: [{ time: 2_000 }, { time: 4_000 }] });
});

test('what comes late is in a later part, which begins with it', () => {
  const { measure, parts, picture, sound, writer } = open(2);
  picture(0);
  sound(0, 1_600);
  for (const time of [500, 1_000, 2_000]) picture(time);
  sound(1_600, 2_200);
  writer.end();
  expect(parts.map(({ seconds }) => seconds)).toEqual([0, 1.5, 2, 2.2]);
  const beginsAt = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getUint16(bytes.indexOf(0xe7) + 2);
  expect(beginsAt(parts[2]!.bytes)).toBe(500);
  expect(measure()).toMatchObject({ seconds: 2.2, cues: [{ time: 0 }, { time: 2_000 }] });
});

test('without sound a part is written with the first picture of the next', () => {
  const { measure, parts, picture, writer } = open(0);
  for (const time of [0, 400, 1_000, 1_400]) picture(time);
  expect(parts.map(({ seconds }) => seconds)).toEqual([0, 1]);
  writer.end();
  expect(measure()?.seconds).toBeCloseTo(1.42);
});

test('what is over before its first picture has nothing but its head', () => {
  const { measure, parts, writer } = open(2);
  writer.end();
  expect([parts.length, measure()]).toEqual([1, null]);
});
