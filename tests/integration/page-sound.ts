/*
 * For pages of tests: voices made by oscillators, and ears that are analysers, so that sound is proven without any device.
 */

import { noteSound, type Watched } from '../e2e/sound-trouble.ts';

const audio = new AudioContext();
noteSound();
(globalThis as Watched).__ears = audio;
const ears = new WeakMap<MediaStream, AnalyserNode>();

/** A steady tone, in place of a microphone. */
export function tone(hertz: number): MediaStream {
  const oscillator = new OscillatorNode(audio, { frequency: hertz });
  const volume = new GainNode(audio, { gain: 0.4 });
  const destination = new MediaStreamAudioDestinationNode(audio);
  oscillator.connect(volume).connect(destination);
  oscillator.start();
  return destination.stream;
}

/** The ear for what arrives; one for each stream. */
export function earOf(stream: MediaStream): AnalyserNode {
  const known = ears.get(stream);
  if (known) return known;
  // Chromium feeds remote audio to Web Audio only while an element plays it.
  const element = new Audio();
  element.srcObject = stream;
  element.muted = true;
  void element.play();
  const ear = new AnalyserNode(audio, { fftSize: 8_192, smoothingTimeConstant: 0 });
  new MediaStreamAudioSourceNode(audio, { mediaStream: stream }).connect(ear);
  ears.set(stream, ear);
  return ear;
}

/** Whether a tone of so many hertz is in it, among others or alone. */
export function hasTone(ear: AnalyserNode, hertz: number): boolean {
  const levels = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(levels);
  const at = Math.round((hertz * ear.fftSize) / audio.sampleRate);
  return Math.max(...levels.slice(at - 2, at + 3)) > -45;
}

/** The loudest frequency, in hertz; 0 for silence. */
export function dominant(ear: AnalyserNode): number {
  const wave = new Float32Array(ear.fftSize);
  ear.getFloatTimeDomainData(wave);
  if (Math.hypot(...wave) / Math.sqrt(wave.length) < 0.003) return 0;
  const levels = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(levels);
  return (levels.indexOf(Math.max(...levels)) * audio.sampleRate) / ear.fftSize;
}
