import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const rate = 48_000;

/** What a sound file holds, by a decoder that has nothing to do with ours. */
export interface Sound {
  /** Samples from -1 to 1. */
  readonly channels: readonly Float32Array[];
  readonly seconds: number;
}

/** As ffprobe reads the head of a file. Of several streams the codecs are joined by `+`; without sound there are no channels. */
export async function probe(file: string): Promise<{ format: string; codec: string; channels: number; seconds: number }> {
  const args = ['-v', 'error', '-show_entries', 'format=format_name,duration:stream=codec_name,channels', '-of', 'json', file];
  const { stdout } = await execute('ffprobe', args);
  const { format, streams } = JSON.parse(stdout) as {
    format: { format_name: string; duration: string };
    streams: { codec_name: string; channels?: number }[];
  };
  const codec = streams.map(({ codec_name }) => codec_name).join('+');
  const channels = streams.find((stream) => stream.channels)?.channels ?? 0;
  return { format: format.format_name, codec, channels, seconds: Number(format.duration) };
}

/** Decodes all of a file. Rejects when ffmpeg finds anything wrong with it. */
export async function decode(file: string): Promise<Sound> {
  const { channels: count } = await probe(file);
  const args = ['-v', 'error', '-xerror', '-i', file, '-f', 'f32le', '-ar', String(rate), '-'];
  const { stdout, stderr } = await execute('ffmpeg', args, { encoding: 'buffer', maxBuffer: 1 << 28 });
  if (stderr.length > 0) throw new Error(String(stderr));
  const samples = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
  const channels = Array.from({ length: count }, (_, channel) => samples.filter((__, i) => i % count === channel));
  return { channels, seconds: samples.length / count / rate };
}

/** Amplitude of one frequency in a stretch, 0 to 1 (one bin of a Fourier transform). Times are seconds. */
function levelOf({ channels }: Sound, { channel, hertz, from, to }: { channel: number; hertz: number; from: number; to: number }): number {
  const part = channels[channel]!.subarray(Math.round(from * rate), Math.round(to * rate));
  const turn = (2 * Math.PI * hertz) / rate;
  let [real, imaginary] = [0, 0];
  for (const [i, sample] of part.entries()) {
    real += sample * Math.cos(turn * i);
    imaginary += sample * Math.sin(turn * i);
  }
  return (2 * Math.hypot(real, imaginary)) / part.length;
}

/** The same as a mean of short stretches: a machine that is busy loses pieces of sound, and over a long one a tone would cancel itself. */
export function meanLevelOf(sound: Sound, { from, to, ...tone }: Parameters<typeof levelOf>[1]): number {
  const count = Math.max(1, Math.floor((to - from) / 0.1));
  const levels = Array.from({ length: count }, (_, i) => levelOf(sound, { ...tone, from: from + i / 10, to: from + (i + 1) / 10 }));
  return levels.reduce((sum, level) => sum + level, 0) / count;
}

/** The longest stretch, in seconds, in which none of the tones is heard in any channel: where a recording was paused, whatever the machine's haste. */
export function pauseIn(sound: Sound, hertz: readonly number[]): { from: number; to: number } {
  const step = 0.1;
  let [longest, begun] = [{ from: 0, to: 0 }, -1];
  for (let at = 0; at + step <= sound.seconds; at += step) {
    const isHeard = sound.channels.some((_, channel) =>
      hertz.some((each) => levelOf(sound, { channel, hertz: each, from: at, to: at + step }) > 0.01),
    );
    if (isHeard) begun = -1;
    else if (begun < 0) begun = at;
    if (begun >= 0 && at + step - begun > longest.to - longest.from) longest = { from: begun, to: at + step };
  }
  return longest;
}
