import { expect, test } from 'vitest';
import { FRAME_SAMPLES, melody, muLaw, renderMelody } from './melody.ts';
import { muLawToLinear } from './testing/tone.ts';

test.each([
  [0, 0xff],
  [32_767, 0x80],
  [-32_768, 0x00],
  [1000, 0xce],
  [-1000, 0x4e],
])('%i becomes the byte of ITU-T G.711', (sample, byte) => {
  expect(muLaw(sample)).toBe(byte);
});

test('every byte survives decoding and encoding, negative zero aside', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 0x7f);
  expect(bytes.map((byte) => muLaw(muLawToLinear(byte)))).toEqual(bytes);
});

test('the melody is cut into whole packets and lasts some seconds', () => {
  const frames = renderMelody(melody);
  expect(frames).toHaveLength(melody.reduce((ms, note) => ms + note.ms, 0) / 20);
  expect(new Set(frames.map((frame) => frame.length))).toEqual(new Set([FRAME_SAMPLES]));
});

test('a note begins and ends quietly', () => {
  const samples = renderMelody([{ hertz: 440, ms: 100 }]).flatMap((frame) => [...frame].map(muLawToLinear));
  const loudest = (part: readonly number[]): number => Math.max(...part.map(Math.abs));
  expect(loudest(samples.slice(0, 8))).toBeLessThan(loudest(samples) / 8);
  expect(loudest(samples.slice(-8))).toBeLessThan(loudest(samples) / 8);
});
