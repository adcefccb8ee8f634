/** Turns one byte of ITU-T G.711 mu-law into a 16 bit sample. */
export function muLawToLinear(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return code & 0x80 ? -magnitude : magnitude;
}

/** How much of one frequency is in the samples (Goertzel): the amplitude of its sine, squared. */
export function loudness(samples: readonly number[], hertz: number, sampleRate = 8000): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / sampleRate);
  let last = 0;
  let beforeLast = 0;
  for (const sample of samples) [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
  return (4 * (last ** 2 + beforeLast ** 2 - coefficient * last * beforeLast)) / samples.length ** 2;
}
