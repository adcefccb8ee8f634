/** Sound as it is, 16 bits a sample (RIFF WAVE, Microsoft and IBM 1991). Its head says how long it is, and is written anew as it grows. */

export const wavHeadLength = 44;

const bytesPerSample = 2;
/** Where the head says how long the whole file and the sound in it are. */
const sizePlaces = { file: 4, sound: 40 };
/** The most that 32 bits can say, and what players take for "to the end of the file". */
const longest = 0xffff_ffff;

export interface WavOptions {
  channels: 1 | 2;
  /** Samples per second of each channel. */
  rate: number;
}

/** The head of a file without sound. */
export function makeWavHead({ channels, rate }: WavOptions): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(wavHeadLength);
  const view = new DataView(head.buffer);
  const write = (at: number, text: string) =>
    head.set(
      [...text].map((character) => character.charCodeAt(0)),
      at,
    );
  write(0, 'RIFF');
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * channels * bytesPerSample, true);
  view.setUint16(32, channels * bytesPerSample, true);
  view.setUint16(34, bytesPerSample * 8, true);
  write(36, 'data');
  for (const { at, bytes } of wavSizes(wavHeadLength)) head.set(bytes, at);
  return head;
}

/** What has to stand where in the head of a file of so many bytes. */
export const wavSizes = (length: number): { at: number; bytes: Uint8Array<ArrayBuffer> }[] => [
  { at: sizePlaces.file, bytes: fourBytes(length - 8) },
  { at: sizePlaces.sound, bytes: fourBytes(length - wavHeadLength) },
];

function fourBytes(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, Math.min(longest, value), true);
  return bytes;
}

/** How far a file of that length is good, by its head; null when there is no head. */
export function measureWav(head: Uint8Array, length: number): { bytes: number; seconds: number } | null {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (length < wavHeadLength || String.fromCharCode(...head.subarray(8, 12)) !== 'WAVE') return null;
  const frameLength = view.getUint16(32, true);
  const frames = Math.floor((length - wavHeadLength) / frameLength);
  return { bytes: wavHeadLength + frames * frameLength, seconds: frames / view.getUint32(24, true) };
}

/** Samples from -1 to 1 of each channel, one after the other as the file has them. */
export function toPcm(channels: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const frames = channels[0]?.length ?? 0;
  const bytes = new Uint8Array(frames * channels.length * bytesPerSample);
  const view = new DataView(bytes.buffer);
  for (const [channel, samples] of channels.entries()) {
    for (const [frame, sample] of samples.entries()) {
      const value = Math.max(-1, Math.min(1, sample));
      view.setInt16((frame * channels.length + channel) * bytesPerSample, Math.round(value * 0x7fff), true);
    }
  }
  return bytes;
}
