import { makeTreatment, treatedRate } from '../phone/media/treatment.ts';
import { loadSuppressor, makeSuppressor } from './suppressor.ts';

/** What the suppression costs on this computer, right now. */
export interface SuppressorCost {
  /** By how much later the voice leaves, in milliseconds. */
  readonly delay: number;
  /** The share of one processor core while a call is up, 0 to 1. */
  readonly load: number;
}

/** Takes about a second, and is heard by nobody. Rejects when the suppression does not run here. */
export async function measureSuppressor(): Promise<SuppressorCost> {
  // One after the other: the clock of the second must not see the work of the first.
  const delay = await measureDelay();
  return { delay, load: await measureLoad() };
}

/** A voice-like sound that repeats nowhere: harmonics of a pitch that glides, louder and softer like syllables. */
function makeVoice(context: BaseAudioContext, seconds: number): AudioBuffer {
  const { sampleRate } = context;
  const buffer = new AudioBuffer({ length: seconds * sampleRate, sampleRate });
  const samples = buffer.getChannelData(0);
  let phase = 0;
  for (let index = 0; index < samples.length; index++) {
    const time = index / sampleRate;
    phase += (2 * Math.PI * (140 + 60 * Math.sin(4 * time + time * time))) / sampleRate;
    let sample = 0;
    for (let harmonic = 1; harmonic <= 12; harmonic++) sample += Math.sin(harmonic * phase) / harmonic;
    samples[index] = 0.12 * sample * (0.55 + 0.45 * Math.sin(2 * Math.PI * 4 * time));
  }
  return buffer;
}

/** Speaks into a treatment as a microphone would, and compares what comes out with what went in. */
async function measureDelay(): Promise<number> {
  const context = new AudioContext({ sampleRate: treatedRate, sinkId: { type: 'none' } } as AudioContextOptions);
  const treatment = await makeTreatment([makeSuppressor]);
  try {
    const voice = new AudioBufferSourceNode(context, { buffer: makeVoice(context, 4) });
    const mouth = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
    voice.connect(mouth);
    const listen = (stream: MediaStream): AnalyserNode => {
      const ear = new AnalyserNode(context, { fftSize: 32_768 });
      new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(ear);
      return ear;
    };
    const before = listen(mouth.stream);
    const after = listen(new MediaStream([treatment.track]));
    treatment.setInput(mouth.stream.getAudioTracks()[0]!);
    voice.start();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const [sent, heard] = [before, after].map((ear) => {
      const samples = new Float32Array(ear.fftSize);
      ear.getFloatTimeDomainData(samples);
      return samples;
    });
    return (1_000 * lagOf(sent!, heard!)) / treatedRate;
  } finally {
    treatment.close();
    void context.close();
  }
}

/** By how many samples the second sound is later than the first: where they are most alike. Up to 150 ms. */
function lagOf(first: Float32Array, second: Float32Array): number {
  const most = 7_200;
  const length = 8_192;
  const begin = second.length - length;
  let best = { lag: 0, likeness: Number.NEGATIVE_INFINITY };
  for (let lag = 0; lag < most; lag++) {
    let likeness = 0;
    for (let index = begin; index < second.length; index++) likeness += second[index]! * first[index - lag]!;
    if (likeness > best.likeness) best = { lag, likeness };
  }
  return best.lag;
}

/** Lets the worklet work as fast as it can, which tells how much of its time it needs. */
async function measureLoad(): Promise<number> {
  const [seconds, step] = [8, 0.016];
  const context = new OfflineAudioContext(1, seconds * treatedRate, treatedRate);
  const { node, ready } = await loadSuppressor(context);
  node.connect(context.destination);
  const voice = new AudioBufferSourceNode(context, { buffer: makeVoice(context, seconds) });
  voice.connect(node);
  let begun = { at: 0, time: 0 };
  let isReady = false;
  let failure: unknown = null;
  void ready.then(
    () => {
      isReady = true;
    },
    (error: unknown) => {
      failure = error;
    },
  );
  // Rendering would run to its end before the worklet is compiled, so it halts every other moment until it is.
  const halt = (at: number): void => {
    void context.suspend(at).then(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (isReady || failure) {
        voice.start();
        begun = { at: performance.now(), time: context.currentTime };
      } else halt(context.currentTime + step);
      await context.resume();
    });
  };
  halt(step);
  await context.startRendering();
  node.destroy();
  if (!isReady) throw failure ?? new Error('The noise suppression does not start.');
  return (performance.now() - begun.at) / 1_000 / (seconds - begun.time);
}
