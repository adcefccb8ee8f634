import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { noteSound, type Watched } from './sound-trouble.ts';

const sampleRate = 48_000;

/** Writes a WAV file (16 bit, mono, 48 kHz) of one steady tone, for Chromium's `--use-file-for-fake-audio-capture`, which repeats it. */
export const writeTone = (file: string, hertz: number): Promise<string> =>
  // One second of a whole number of hertz holds whole periods, so the repetition has no click.
  writeSecond(file, (i) => Math.sin((2 * Math.PI * hertz * i) / sampleRate) * 0.4);

/** The same of white noise, as of a fan. */
export const writeNoise = (file: string): Promise<string> => writeSecond(file, () => (Math.random() * 2 - 1) * 0.2);

async function writeSecond(file: string, sampleAt: (index: number) => number): Promise<string> {
  const samples = new Int16Array(sampleRate).map((_, i) => Math.round(sampleAt(i) * 0x7fff));
  const data = Buffer.from(samples.buffer);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  await writeFile(file, Buffer.concat([head, data]));
  return file;
}

export interface Heard {
  /** Frequency with the most energy, in hertz. */
  hertz: number;
  /** Root mean square of the whole signal, 0 to 1. */
  level: number;
}

interface Ears extends Watched {
  /** One for all that each sound engine of the page plays. */
  __speakers?: Map<BaseAudioContext, AnalyserNode>;
}

/**
 * Notes what carries and plays the far ends (`noteSound`), and listens in on the phone's own tones, which go to a speaker through Web Audio.
 * It only listens: the page's own code runs unchanged.
 */
export async function growEars(page: Page): Promise<void> {
  await page.evaluate(noteSound);
  await page.evaluate(() => {
    const ears = globalThis as Ears;
    if (ears.__speakers) return;
    const speakers = new Map<BaseAudioContext, AnalyserNode>();
    ears.__speakers = speakers;
    const connect = AudioNode.prototype.connect as (this: AudioNode, ...to: unknown[]) => AudioNode;
    AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
      if (to[0] instanceof AudioDestinationNode) {
        const ear = speakers.get(this.context) ?? new AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0 });
        speakers.set(this.context, ear);
        connect.call(this, ear);
      }
      return connect.apply(this, to);
    } as AudioNode['connect'];
  });
}

/** A spectrum: power in each bin of `binWidth` hertz, from 0 hertz on. */
interface Spectrum {
  power: number[];
  binWidth: number;
  /** Root mean square of the whole signal, 0 to 1. */
  level: number;
}

interface ListenOptions {
  seconds?: number;
  /** Of the live calls in the order in which they came; negative counts from the newest. */
  index?: number;
}

/**
 * Listens for `seconds` to what arrives over the network in the newest live call (or the one at `index`), in sound, not in packets.
 * Null while no remote track is there.
 */
function listen(page: Page, { seconds = 0.4, index = -1 }: ListenOptions = {}): Promise<Spectrum | null> {
  return page.evaluate(
    async ({ seconds, index }) => {
      const ears = globalThis as Ears;
      const live = [...(ears.__connections ?? [])].filter((connection) => connection.connectionState !== 'closed');
      const track = live
        .at(index)
        ?.getReceivers()
        .find((receiver) => receiver.track.kind === 'audio')?.track;
      if (!track) return null;
      ears.__ears ??= new AudioContext();
      const context = ears.__ears;
      const source = context.createMediaStreamSource(new MediaStream([track]));
      const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
      source.connect(analyser);
      const wave = new Float32Array(analyser.fftSize);
      const spectrum = new Float32Array(analyser.frequencyBinCount);
      const power = new Float64Array(analyser.frequencyBinCount);
      let squares = 0;
      let count = 0;
      // The analyser's window must hold only sound from after this moment.
      const start = context.currentTime + analyser.fftSize / context.sampleRate;
      const end = performance.now() + 10_000 + seconds * 1_000;
      while (context.currentTime < start + seconds) {
        if (performance.now() > end) throw new Error(`The test's own sound engine does not run: ${context.state}.`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (context.currentTime < start) continue;
        analyser.getFloatTimeDomainData(wave);
        analyser.getFloatFrequencyData(spectrum);
        squares += wave.reduce((sum, x) => sum + x * x, 0) / wave.length;
        spectrum.forEach((decibel, bin) => {
          power[bin] = (power[bin] ?? 0) + 10 ** (decibel / 10);
        });
        count += 1;
      }
      source.disconnect();
      return { power: [...power], binWidth: context.sampleRate / analyser.fftSize, level: Math.sqrt(squares / Math.max(count, 1)) };
    },
    { seconds, index },
  );
}

/** The loudest tone that arrives. Null while no remote track is there. */
export async function hear(page: Page, options?: ListenOptions): Promise<Heard | null> {
  const heard = await listen(page, options);
  if (!heard) return null;
  const { power, binWidth, level } = heard;
  const peak = power.reduce((best, value, bin) => (value > (power[best] ?? 0) ? bin : best), 0);
  return { hertz: peak * binWidth, level };
}

/** The loudest tone that the phone itself plays at this moment, in hertz; 0 for none. */
export function ownHertz(page: Page): Promise<number> {
  return page.evaluate((silence) => {
    for (const [context, ear] of (globalThis as Ears).__speakers ?? []) {
      if (context.state !== 'running') continue;
      const wave = new Float32Array(ear.fftSize);
      ear.getFloatTimeDomainData(wave);
      if (Math.max(...wave.map(Math.abs)) < silence * 5) continue;
      const spectrum = new Float32Array(ear.frequencyBinCount);
      ear.getFloatFrequencyData(spectrum);
      return (spectrum.indexOf(Math.max(...spectrum)) * context.sampleRate) / ear.fftSize;
    }
    return 0;
  }, silence);
}

/**
 * Waits until these tones were the loudest, one after the other, in what arrives in the newest call, or in what the phone itself plays.
 * All looks are taken in the page, close to each other, and each at more than half a second of sound, so that a tone that is soon over is
 * not missed between two of them. To be asked before the tones begin. Rejects with the tone that did not come.
 */
export async function hearPass(page: Page, tones: readonly number[], { isOwn = false, timeout = 15_000 } = {}): Promise<void> {
  const missing = await page.evaluate(
    async ({ tones, isOwn, timeout, loud }) => {
      const ears = globalThis as Ears;
      const makeEar = (context: BaseAudioContext): AnalyserNode => new AnalyserNode(context, { fftSize: 32_768, smoothingTimeConstant: 0 });
      let known: MediaStreamTrack | undefined;
      let arriving: AnalyserNode | undefined;
      const listening = (): AnalyserNode[] => {
        if (isOwn) return [...(ears.__speakers?.values() ?? [])].filter(({ context }) => context.state === 'running');
        const live = [...(ears.__connections ?? [])].filter((connection) => connection.connectionState !== 'closed');
        const receivers = live.at(-1)?.getReceivers() ?? [];
        const track = receivers.find((receiver) => receiver.track.kind === 'audio')?.track;
        if (track && track !== known) {
          ears.__ears ??= new AudioContext();
          arriving = makeEar(ears.__ears);
          ears.__ears.createMediaStreamSource(new MediaStream([track])).connect(arriving);
          known = track;
        }
        return arriving ? [arriving] : [];
      };
      const isLoudest = (ear: AnalyserNode, hertz: number): boolean => {
        const wave = new Float32Array(ear.fftSize);
        ear.getFloatTimeDomainData(wave);
        if (Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length) < loud) return false;
        const spectrum = new Float32Array(ear.frequencyBinCount);
        ear.getFloatFrequencyData(spectrum);
        return Math.abs((spectrum.indexOf(Math.max(...spectrum)) * ear.context.sampleRate) / ear.fftSize - hertz) <= 12;
      };
      const end = performance.now() + timeout;
      for (const hertz of tones) {
        while (!listening().some((ear) => isLoudest(ear, hertz))) {
          if (performance.now() > end) return hertz;
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
      }
      return null;
    },
    { tones, isOwn, timeout, loud: silence * 5 },
  );
  if (missing !== null) throw new Error(`Waited ${timeout} ms for ${tones.join(', ')} Hz in turn; ${missing} Hz did not come.`);
}

/** Of each far end that is played now, in the order in which they came, whether its speaker is off. */
export const mutedSpeakers = (page: Page): Promise<boolean[]> =>
  page.evaluate(() =>
    [...((globalThis as Ears).__players ?? [])].filter((player) => player.srcObject && !player.paused).map(({ muted }) => muted),
  );

/** How much weaker than the loudest tone another one may be to count as heard, in decibels: two voices in a mix are nearly as loud. */
const range = 20;

/** Which of these frequencies arrive at once. Empty while nothing is heard. */
export async function heardTones(page: Page, tones: readonly number[], options?: ListenOptions): Promise<number[]> {
  const heard = await listen(page, options);
  if (!heard || heard.level <= silence * 5) return [];
  const { power, binWidth } = heard;
  const around = (hertz: number): number => {
    const bin = Math.round(hertz / binWidth);
    return Math.max(...power.slice(Math.max(0, bin - 2), bin + 3));
  };
  const faintest = Math.max(...power) / 10 ** (range / 10);
  return tones.filter((hertz) => around(hertz) >= faintest);
}

/** Below this level (−60 dBFS) nothing can be heard. */
export const silence = 0.001;

/** The tone's frequency in whole hertz when something is heard, else 0. One bin of the analysis is 6 Hz wide: compare with `isNear`. */
export async function heardHertz(page: Page, options?: ListenOptions): Promise<number> {
  const heard = await hear(page, options);
  return heard && heard.level > silence * 5 ? Math.round(heard.hertz) : 0;
}

export const isNear = (hertz: number, expected: number): boolean => Math.abs(hertz - expected) <= 12;
