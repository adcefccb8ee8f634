/* The page in which noise.test.ts sends a voice and noise through the strong suppression, and measures what is left of each. */

import { measureSuppressor } from '../../renderer/noise/cost.ts';
import { makeSuppressor } from '../../renderer/noise/suppressor.ts';
import { TreatedMicrophone } from '../../renderer/phone/media/treated-microphone.ts';
import { makeTreatment } from '../../renderer/phone/media/treatment.ts';
import { FakeMicrophone } from '../../renderer/phone/testing/fake-media.ts';

const context = new AudioContext({ sampleRate: 48_000 });
const keep: unknown[] = [];

/** White noise as of a fan, -26 dB. */
function makeNoise(): AudioNode {
  const buffer = new AudioBuffer({ length: 4 * context.sampleRate, sampleRate: context.sampleRate });
  const samples = buffer.getChannelData(0);
  for (let index = 0; index < samples.length; index++) samples[index] = 0.085 * (2 * Math.random() - 1);
  const noise = new AudioBufferSourceNode(context, { buffer, loop: true });
  noise.start();
  return noise;
}

/** Harmonics of a pitch that glides, louder and softer like syllables, through a filter like a mouth that is never still. */
function makeVoice(): AudioNode {
  const buffer = new AudioBuffer({ length: 6 * context.sampleRate, sampleRate: context.sampleRate });
  const samples = buffer.getChannelData(0);
  let phase = 0;
  for (let index = 0; index < samples.length; index++) {
    const time = index / context.sampleRate;
    phase += (2 * Math.PI * (130 + 25 * Math.sin(2.1 * time) + 10 * Math.sin(9 * time))) / context.sampleRate;
    const formants = [500 + 250 * Math.sin(7 * time), 1_500 + 500 * Math.sin(5 * time + 1), 2_600];
    let sample = 0;
    for (let harmonic = 1; harmonic <= 24; harmonic++) {
      const frequency = harmonic * 130;
      const weight = formants.reduce((sum, formant) => sum + 1 / (1 + ((frequency - formant) / 120) ** 2), 0.02);
      sample += weight * Math.sin(harmonic * phase);
    }
    samples[index] = 0.09 * sample * Math.max(0, Math.sin(2 * Math.PI * 2 * time)) ** 0.5;
  }
  const voice = new AudioBufferSourceNode(context, { buffer, loop: true });
  voice.start();
  return voice;
}

const noise = makeNoise();
const noiseGain = new GainNode(context);
const voice = makeVoice();
const voiceGain = new GainNode(context);
const mouth = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
noise.connect(noiseGain).connect(mouth);
voice.connect(voiceGain).connect(mouth);

const device = new FakeMicrophone();
device.makeTrack = () => mouth.stream.getAudioTracks()[0]!.clone();
const failures: string[] = [];
const microphone = new TreatedMicrophone(device, (error) => failures.push(String(error)), makeTreatment);

/** What a call sends: over WebRTC, and at the far end it is decoded and measured. */
const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
near.onicecandidate = ({ candidate }) => void (candidate && far.addIceCandidate(candidate));
far.onicecandidate = ({ candidate }) => void (candidate && near.addIceCandidate(candidate));
const { sender } = near.addTransceiver('audio');
/** The same noise goes beside it untreated: what a busy computer swallows is missed in both. */
const beside = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
noise.connect(beside);
near.addTransceiver(beside.stream.getAudioTracks()[0]!);
const makeEar = () => new AnalyserNode(context, { fftSize: 32_768 });
const [ear, earBeside] = [makeEar(), makeEar()];
/** The longest stretch in which the far end heard us not, and what goes beside us all the time, in samples. */
let longestGap = 0;

far.ontrack = ({ track, receiver }) => {
  const stream = new MediaStream([track]);
  const element = new Audio();
  Object.assign(element, { muted: true, autoplay: true, srcObject: stream });
  keep.push(element);
  new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(receiver === far.getReceivers()[0] ? ear : earBeside);
};

/** Which of the last stretches of so many samples are silent. */
function silentStretches(analyser: AnalyserNode, size: number, count: number): boolean[] {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  const begin = samples.length - size * count;
  return Array.from({ length: count }, (_, at) =>
    samples.subarray(begin + at * size, begin + (at + 1) * size).every((sample) => Math.abs(sample) < 1e-4),
  );
}

const bench = {
  async call(): Promise<void> {
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription!);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription!);
    await context.resume();
    microphone.use(({ track }) => void sender.replaceTrack(track));
    device.deliver();
  },
  suppress: async (on: boolean): Promise<string[]> => {
    await microphone.treat('suppressor', on ? makeSuppressor : null);
    return failures;
  },
  sound(volumes: { noise: number; voice: number }): void {
    noiseGain.gain.value = volumes.noise;
    voiceGain.gain.value = volumes.voice;
  },
  /** Takes pieces of 50 ms out of the noise for so many seconds, as a machine does that is too busy for sound. */
  async breakUp(seconds: number): Promise<void> {
    const begin = context.currentTime;
    for (let at = begin; at < begin + seconds; at += 0.1) {
      noiseGain.gain.setValueAtTime(0, at);
      noiseGain.gain.setValueAtTime(1, at + 0.05);
    }
    while (context.currentTime < begin + seconds) await new Promise((resolve) => setTimeout(resolve, 20));
  },
  /** The labels of what is sent of a real track: without the suppression, with it, and without it again. */
  async labels(): Promise<(string | undefined)[]> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const real = new FakeMicrophone();
    real.makeTrack = () => stream.getAudioTracks()[0]!.clone();
    const shared = new TreatedMicrophone(real, (error) => failures.push(String(error)), makeTreatment);
    const labels: (string | undefined)[] = [];
    shared.use(({ track }) => labels.push(track?.label));
    real.deliver();
    await shared.treat('suppressor', makeSuppressor);
    await shared.treat('suppressor', null);
    return [stream.getAudioTracks()[0]!.label, ...labels];
  },
  /** How loud the far end hears us over the last two thirds of a second, in dB of full scale. */
  level(): number {
    const samples = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(samples);
    return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 1e-12) / samples.length);
  },
  /**
   * From now on the longest silence at the far end is looked for; a pause of the voice is none, for there is noise. All that is played is
   * looked at, in stretches of its own clock, unless the page itself stands still for longer than an ear remembers.
   */
  watchForGaps(): void {
    const stretch = 256;
    let gap = 0;
    let last = Math.round(context.currentTime * context.sampleRate);
    setInterval(() => {
      const count = Math.min((Math.round(context.currentTime * context.sampleRate) - last) / stretch, ear.fftSize / stretch) | 0;
      last += count * stretch;
      const isSilentBeside = silentStretches(earBeside, stretch, count);
      for (const [at, isSilent] of silentStretches(ear, stretch, count).entries()) {
        gap = isSilent && !isSilentBeside[at] ? gap + stretch : 0;
        longestGap = Math.max(longestGap, gap);
      }
    }, 5);
  },
  /** In milliseconds of sound. */
  longestGap: (): number => (longestGap * 1_000) / context.sampleRate,
  measure: () => measureSuppressor(),
};
export type NoiseBench = typeof bench;
Object.assign(globalThis, { bench });
