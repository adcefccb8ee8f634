import { type Mix, makeMix } from '../../renderer/phone/media/mix.ts';

/** Of the test's own, which outlives the devices of the computer. */
const context = new AudioContext({ sinkId: { type: 'none' } } as AudioContextOptions);
const keep: unknown[] = [];
const ears = new Map<string, AnalyserNode>();
const mixed = new Map<string, RTCRtpSender>();
let mix: Mix;

function tone(frequency: number): MediaStream {
  const oscillator = context.createOscillator();
  const destination = context.createMediaStreamDestination();
  oscillator.frequency.value = frequency;
  const gain = context.createGain();
  gain.gain.value = 0.1; // Seven at once stay below full scale.
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  keep.push(oscillator);
  return destination.stream;
}

function listen(id: string, stream: MediaStream): void {
  const ear = context.createAnalyser();
  ear.fftSize = 8_192;
  context.createMediaStreamSource(stream).connect(ear);
  ears.set(id, ear);
}

/** Two ends of a call in one page. What the far end hears goes to an ear, what it says is the tone. */
async function connect(id: string, far: MediaStream): Promise<MediaStream> {
  const [near, distant] = [new RTCPeerConnection(), new RTCPeerConnection()];
  keep.push(near, distant);
  near.onicecandidate = ({ candidate }) => void (candidate && distant.addIceCandidate(candidate));
  distant.onicecandidate = ({ candidate }) => void (candidate && near.addIceCandidate(candidate));
  const arrived = new Promise<MediaStream>((resolve) => {
    near.ontrack = ({ streams: [stream] }) => stream && resolve(stream);
  });
  distant.ontrack = ({ track }) => {
    const stream = new MediaStream([track]);
    play(stream);
    listen(id, stream);
  };
  for (const track of far.getTracks()) distant.addTrack(track, far);
  mixed.set(id, near.addTransceiver('audio').sender);
  await near.setLocalDescription();
  await distant.setRemoteDescription(near.localDescription!);
  await distant.setLocalDescription();
  await near.setRemoteDescription(distant.localDescription!);
  return arrived;
}

/** As the phone's speaker does, without which Chromium decodes nothing. */
function play(stream: MediaStream): void {
  const element = new Audio();
  element.muted = true;
  element.autoplay = true;
  element.srcObject = stream;
  keep.push(element);
}

const bench = {
  async start(members: Record<string, number>, ours: number): Promise<void> {
    mix = makeMix();
    const [microphone] = tone(ours).getAudioTracks();
    for (const [id, frequency] of Object.entries(members)) {
      const sound = await connect(id, tone(frequency));
      play(sound);
      await mixed.get(id)!.replaceTrack(mix.join(id));
      mix.setSound(id, sound);
      mix.setMicrophone(id, microphone!.clone());
    }
    listen('everyone', mix.hearAll());
  },
  setAudible: (id: string, on: boolean): void => mix.setAudible(id, on),
  leave: (id: string): void => mix.leave(id),
  changeMicrophone(id: string, frequency: number): void {
    mix.setMicrophone(id, tone(frequency).getAudioTracks()[0]!);
  },
  /** How much sound was sent to that far end since the beginning (W3C webrtc-stats, `totalAudioEnergy`). */
  async sent(id: string): Promise<number> {
    const entries: { type: string; totalAudioEnergy?: number }[] = [...(await mixed.get(id)!.getStats()).values()];
    return entries.find(({ type }) => type === 'media-source')?.totalAudioEnergy ?? 0;
  },
  /** Which of these frequencies are heard at that far end; the tones are sent at -20 dB, and what leaks from one to another lies far below -60. */
  heard(id: string, frequencies: number[]): number[] {
    const ear = ears.get(id)!;
    const bins = new Float32Array(ear.frequencyBinCount);
    ear.getFloatFrequencyData(bins);
    const binOf = (frequency: number) => Math.round((frequency * ear.fftSize) / context.sampleRate);
    const levelAt = (frequency: number) => Math.max(...bins.subarray(binOf(frequency) - 2, binOf(frequency) + 3));
    return frequencies.filter((frequency) => levelAt(frequency) > -60);
  },
};
export type MixBench = typeof bench;
Object.assign(globalThis, { bench });
