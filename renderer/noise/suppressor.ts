import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import url from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
import simdUrl from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
import worklet from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';
import type { MakeStage } from '../phone/media/treatment.ts';

/** How long it may take to start before something is wrong, in milliseconds. */
const startLimit = 5_000;

/** How long it hears a voice before anything else, in seconds. A quarter of it was enough in 260 tries with noises of four kinds. */
const tuning = 0.2;

export interface Suppressor {
  readonly node: RnnoiseWorkletNode;
  /** Resolves when it knows a voice: the worklet compiles in its own time, is silent until then, and tells nobody. */
  readonly ready: Promise<void>;
}

export async function loadSuppressor(context: BaseAudioContext): Promise<Suppressor> {
  const [wasmBinary] = await Promise.all([loadRnnoise({ url, simdUrl }), context.audioWorklet.addModule(worklet)]);
  // The type asks for more than the constructor of every worklet node does.
  const node = new RnnoiseWorkletNode(context as AudioContext, { wasmBinary, maxChannels: 1 });
  node.channelCount = 1;
  node.channelCountMode = 'explicit';
  return { node, ready: untilTuned(context, node) };
}

/**
 * Something like a voice goes in, which nobody hears, until it has come out for a while. The network listens by what it heard before: where
 * the first it ever hears is a loud steady noise, it takes that for speech two times out of three, and for good.
 */
async function untilTuned(context: BaseAudioContext, node: AudioNode): Promise<void> {
  const hum = new OscillatorNode(context, { type: 'sawtooth', frequency: 140 });
  const quiet = new GainNode(context, { gain: 0.05 });
  const ear = new AnalyserNode(context, { fftSize: 256 });
  hum.connect(quiet).connect(node).connect(ear);
  hum.start();
  const samples = new Float32Array(ear.fftSize);
  const end = performance.now() + startLimit;
  let heardAt = Number.POSITIVE_INFINITY;
  try {
    while (context.currentTime - heardAt < tuning) {
      if (performance.now() > end) throw new Error('The noise suppression does not start.');
      await new Promise((resolve) => setTimeout(resolve, 5));
      ear.getFloatTimeDomainData(samples);
      if (samples.some((sample) => sample !== 0)) heardAt = Math.min(heardAt, context.currentTime);
    }
  } finally {
    quiet.disconnect();
    node.disconnect(ear);
  }
}

/** RNNoise: a small network that was taught what speech is, and lets through little else (https://jmvalin.ca/demo/rnnoise/). */
export const makeSuppressor: MakeStage = async (context) => {
  const { node, ready } = await loadSuppressor(context);
  await ready;
  const [input, output] = [new GainNode(context), new GainNode(context)];
  const ground = makeGround(context);
  ground.connect(node);
  ground.start();
  input.connect(node).connect(output);
  input.connect(makeFloor(context)).connect(output);
  return {
    input,
    output,
    close() {
      ground.stop();
      ground.disconnect();
      node.destroy();
      node.disconnect();
    },
  };
};

/** How loud the ground is at most, 0 to 1: -59 dB of full scale, of which the network leaves -100. */
const groundLevel = 0.002;

/**
 * White noise as of a quiet room, under all that goes in. A busy machine loses pieces of sound, and in their place come zeros, which no room has:
 * a steady noise between zeros the network takes for speech two times out of three, and for good. Above a ground it does not.
 */
function makeGround(context: BaseAudioContext): AudioBufferSourceNode {
  const buffer = new AudioBuffer({ length: 2 * context.sampleRate, sampleRate: context.sampleRate });
  const samples = buffer.getChannelData(0);
  for (let index = 0; index < samples.length; index++) samples[index] = groundLevel * (2 * Math.random() - 1);
  return new AudioBufferSourceNode(context, { buffer, loop: true });
}

/** What is left of a quiet room, -70 dB of full scale and below hearing. */
const floor = 3e-4;

/**
 * Of all that comes, however loud, the same whisper. Between words the suppressor gives zeros, and those are how the quality watch (and that
 * of the far end) knows a dead microphone: it must go on knowing it from one whose owner only listens.
 */
function makeFloor(context: BaseAudioContext): WaveShaperNode {
  const steps = Math.ceil(1 / floor);
  const curve = new Float32Array(2 * steps + 1).map((_, index) => Math.sign(index - steps) * floor);
  return new WaveShaperNode(context, { curve });
}
