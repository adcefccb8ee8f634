import { describe, expect, test } from 'vitest';
import { asLastPage, makeHead, makePage, measureOgg, opusRate, preSkip } from './ogg.ts';

const serial = 0xfeedbeef;
const packet = (length: number, value = 7) => new Uint8Array(length).fill(value);
const page = (seconds: number) =>
  makePage({ packets: Array(50).fill(packet(160)), granule: preSkip + seconds * opusRate, sequence: seconds + 1, serial });
const head = makeHead({ channels: 2, serial, program: 'Offhook' });
const file = (...parts: readonly Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]));

test('the checksum is the one of RFC 3533', () => {
  const any = page(1);
  expect(new DataView(any.buffer).getUint32(22, true)).toBe(longDivision(any));
});

/** Bit by bit, as the RFC has it, without any table. */
function longDivision(bytes: Uint8Array): number {
  let rest = 0n;
  for (const [i, byte] of bytes.entries()) {
    const value = i >= 22 && i < 26 ? 0n : BigInt(byte);
    for (let bit = 7n; bit >= 0n; bit--) {
      rest = (rest << 1n) | ((value >> bit) & 1n);
      if (rest >> 32n) rest = (rest ^ 0x104c11db7n) & 0xffffffffn;
    }
  }
  for (let bit = 0; bit < 32; bit++) {
    rest <<= 1n;
    if (rest >> 32n) rest = (rest ^ 0x104c11db7n) & 0xffffffffn;
  }
  return Number(rest);
}

describe('a file', () => {
  test('is as long as its last page says', () => {
    const whole = file(head, page(1), page(2), page(3));
    expect(measureOgg(whole)).toEqual({ bytes: whole.length, lastPage: whole.length - page(3).length, seconds: 3 });
    expect(measureOgg(head)).toMatchObject({ bytes: head.length, seconds: 0 });
  });

  test('that was cut off anywhere is good up to the last whole page', () => {
    const good = file(head, page(1), page(2));
    const next = page(3);
    for (const length of [1, 4, 20, 26, 27, 60, next.length - 1]) {
      expect(measureOgg(file(good, next.subarray(0, length)))).toMatchObject({ bytes: good.length, seconds: 2 });
    }
  });

  test('with garbage or a flipped bit behind a page is good up to there', () => {
    const good = file(head, page(1));
    const broken = page(2);
    broken[200]! ^= 1;
    expect(measureOgg(file(good, broken, page(3)))).toMatchObject({ bytes: good.length, seconds: 1 });
    expect(measureOgg(file(good, packet(5_000, 0)))).toMatchObject({ bytes: good.length, seconds: 1 });
  });

  test('without a head is none', () => {
    expect(measureOgg(new Uint8Array())).toBeNull();
    expect(measureOgg(packet(10_000, 79))).toBeNull();
    expect(measureOgg(head.subarray(0, 40))).toBeNull();
  });
});

test('the last page is marked as such, and stays whole', () => {
  const last = asLastPage(page(2));
  expect(last[5]! & 0x04).toBe(0x04);
  expect(measureOgg(file(head, page(1), last))).toMatchObject({ seconds: 2 });
});

test('packets longer than 255 bytes are laced, and too many do not fit', () => {
  const made = makePage({ packets: [packet(255), packet(600)], granule: 1, sequence: 0, serial });
  expect([...made.subarray(26, 32)]).toEqual([5, 255, 0, 255, 255, 90]);
  expect(() => makePage({ packets: Array(256).fill(packet(1)), granule: 1, sequence: 0, serial })).toThrow(RangeError);
});
