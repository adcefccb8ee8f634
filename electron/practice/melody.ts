/** One note: a pure sine wave, so that a far end (or a test) can find it again. */
export type Note = { readonly hertz: number; readonly ms: number };

/** C5, E5, G5, C6, G5, E5, C5: what `601` plays, 2.8 s long. */
export const melody: readonly Note[] = [523.25, 659.25, 783.99, 1046.5, 783.99, 659.25, 523.25].map((hertz) => ({ hertz, ms: 400 }));

/** Samples a second of G.711. */
export const SAMPLE_RATE = 8000;
/** Samples in one RTP packet: 20 ms (RFC 3551, section 4.2). */
export const FRAME_SAMPLES = 160;

const LOUDNESS = 9000;
/** Notes swell and fade over 10 ms; a sine that starts at full height clicks. */
const FADE_SAMPLES = SAMPLE_RATE / 100;

/** Turns a 16 bit sample into one byte of ITU-T G.711 mu-law: sign, 3 bits segment, 4 bits step, all inverted. */
export function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(Math.round(sample)), 32_635) + 132;
  const segment = 24 - Math.clz32(magnitude);
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff;
}

/** Renders notes as G.711 mu-law, cut into the payloads of 20 ms RTP packets. */
export function renderMelody(notes: readonly Note[]): Buffer[] {
  const bytes = notes.flatMap(({ hertz, ms }) => {
    const length = Math.round((ms * SAMPLE_RATE) / 1000);
    return Array.from({ length }, (_, i) => {
      const fade = Math.min(1, i / FADE_SAMPLES, (length - 1 - i) / FADE_SAMPLES);
      return muLaw(LOUDNESS * fade * Math.sin((2 * Math.PI * hertz * i) / SAMPLE_RATE));
    });
  });
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += FRAME_SAMPLES) frames.push(Buffer.from(bytes.slice(at, at + FRAME_SAMPLES)));
  return frames;
}
