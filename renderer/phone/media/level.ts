import { systemTimers, type Timers } from '../timers.ts';

/** How loud a sound is right now. */
export interface Meter {
  /** Root mean square of the last sixth of a second or so, from 0 (silence) to 1. Talk lies around 0.1. */
  read: () => number;
  close: () => void;
}

export type OpenMeter = (sound: MediaStream | MediaStreamTrack) => Meter;

/** What is used of an AudioContext. */
export type MeterContext = Pick<AudioContext, 'createAnalyser' | 'createMediaStreamSource' | 'resume' | 'close' | 'state'>;

/** Samples that one reading looks at: meters are read a few times a second, and are to miss little in between. */
const windowLength = 8_192;

/** A meter that nobody read for so long lets its part of the sound engine go, and takes it again with the next reading. Milliseconds. */
const idleLength = 2_000;

/**
 * Makes the function that opens meters. They share one AudioContext, and there is none while no meter is being read: a card that is out
 * of sight costs nothing.
 */
export function makeMeters(makeContext: () => MeterContext = () => new AudioContext(), timers: Timers = systemTimers): OpenMeter {
  let context: MeterContext | null = null;
  let users = 0;
  const take = (): MeterContext => {
    users++;
    context ??= makeContext();
    if (context.state === 'suspended') void context.resume();
    return context;
  };
  const giveBack = () => {
    if (--users > 0) return;
    void context?.close();
    context = null;
  };

  return (sound) => {
    const stream = 'getAudioTracks' in sound ? sound : new MediaStream([sound]);
    let nodes: { source: MediaStreamAudioSourceNode; analyser: AnalyserNode } | null = null;
    let cancelIdle: () => void = () => {};
    const samples = new Float32Array(windowLength);
    const letGo = () => {
      cancelIdle();
      if (!nodes) return;
      nodes.source.disconnect();
      nodes = null;
      giveBack();
    };
    const connect = () => {
      const taken = take();
      const analyser = taken.createAnalyser();
      analyser.fftSize = windowLength;
      const source = taken.createMediaStreamSource(stream);
      source.connect(analyser);
      return { source, analyser };
    };
    return {
      read() {
        // A source without a track is an error to Web Audio, and silence to us.
        if (stream.getAudioTracks().length === 0) return 0;
        nodes ??= connect();
        cancelIdle();
        cancelIdle = timers.after(idleLength, letGo);
        nodes.analyser.getFloatTimeDomainData(samples);
        return levelOf(samples);
      },
      close: letGo,
    };
  };
}

/** Root mean square, never above 1. */
export function levelOf(samples: Float32Array): number {
  const sum = samples.reduce((total, sample) => total + sample * sample, 0);
  return Math.min(1, Math.sqrt(sum / Math.max(1, samples.length)));
}
