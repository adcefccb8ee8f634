import { makeHead, makePage, opusRate, preSkip } from '../../../shared/ogg.ts';
import type { RecordingSides } from '../../../shared/recording.ts';

/** About a second of a recording, to be put behind what came before. */
export interface RecordedPart {
  /** Whole pages of Ogg. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** From the beginning to the end of this part. */
  readonly seconds: number;
  /** The loudest sample of each channel in it, 0 to 1. */
  readonly peaks: readonly number[];
}

/** Records both sides of a call, ours on the left and theirs on the right, or one of them alone. */
export interface Recorder {
  /** What is heard of that side from now on; null is silence. */
  setLocal: (track: MediaStreamTrack | null) => void;
  setRemote: (stream: MediaStream | null) => void;
  /** Silence is recorded of both sides, so that what is behind it stays where it was. */
  pause: (on: boolean) => void;
  /** Settles when the last part was given out. */
  stop: () => Promise<void>;
}

export interface RecorderOptions {
  sides: RecordingSides;
  onPart: (part: RecordedPart) => void;
  /** The browser cannot go on. Nothing comes afterwards. */
  onFailed: (error: unknown) => void;
}

export type OpenRecorder = (options: RecorderOptions) => Recorder;

/** https://www.w3.org/TR/mediacapture-transform/, which the library of TypeScript does not have; Chromium has it for sound as well. */
declare class MediaStreamTrackProcessor {
  constructor(options: { track: MediaStreamTrack });
  readonly readable: ReadableStream<AudioData>;
}

/** Bits per second of each channel: voices lose nothing, and an hour of both takes 43 MB. */
const bitRate = 48_000;

/** A part is as long as this, so that a crash costs no more. Packets of 20 ms. */
const packetsPerPage = 50;

/** Records by Web Audio and WebCodecs. The far end must be played by an element as well, as `mix.ts` says. */
export function openRecorder({ sides, onPart, onFailed }: RecorderOptions): Recorder {
  const channels = sides === 'both' ? 2 : 1;
  // Nothing is heard of it here, and it goes on when there is no speaker.
  const context = new AudioContext({ sampleRate: opusRate, sinkId: { type: 'none' } } as AudioContextOptions);
  if (context.state === 'suspended') void context.resume();
  const merger = new ChannelMergerNode(context, { numberOfInputs: channels });
  const out = new MediaStreamAudioDestinationNode(context, { channelCount: channels });
  merger.connect(out);
  // Without a source that always plays, an empty graph gives no samples at all, and time would stand still.
  const silence = new ConstantSourceNode(context, { offset: 0 });
  const local = makeInput(context, merger, 0);
  const remote = makeInput(context, merger, channels - 1);
  for (const input of [local, remote]) silence.connect(input.gain);
  silence.start();
  const [track] = out.stream.getAudioTracks();
  if (!track) throw new Error('A destination of Web Audio has no track.');
  const written = encode(track, channels, onPart).catch(onFailed);
  return {
    setLocal: (own) => sides !== 'remote' && local.hear(own && new MediaStream([own])),
    setRemote: (stream) => sides !== 'local' && remote.hear(stream),
    pause(on) {
      for (const { gain } of [local, remote]) gain.gain.value = on ? 0 : 1;
    },
    async stop() {
      track.stop();
      await written;
      await context.close();
    },
  };
}

function makeInput(context: AudioContext, merger: ChannelMergerNode, channel: number) {
  // One channel: what comes as two is mixed down, and does not run over into the other side.
  const gain = new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  gain.connect(merger, 0, channel);
  let source: MediaStreamAudioSourceNode | null = null;
  return {
    gain,
    hear(stream: MediaStream | null): void {
      source?.disconnect();
      // A source without a track is an error to Web Audio.
      source = stream?.getAudioTracks().length ? new MediaStreamAudioSourceNode(context, { mediaStream: stream }) : null;
      source?.connect(gain);
    },
  };
}

async function encode(track: MediaStreamTrack, channels: 1 | 2, onPart: (part: RecordedPart) => void): Promise<void> {
  const pages = new Pages(channels, onPart);
  let failure: unknown;
  const encoder = new AudioEncoder({
    output: (chunk) => pages.add(chunk),
    error: (error) => {
      failure = error;
    },
  });
  encoder.configure({
    ...{ codec: 'opus', sampleRate: opusRate, numberOfChannels: channels, bitrate: bitRate * channels },
    opus: { frameDuration: 20_000 },
  });
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  for (let next = await reader.read(); !next.done && !failure; next = await reader.read()) {
    pages.hear(next.value);
    encoder.encode(next.value);
    next.value.close();
  }
  if (failure) throw failure;
  await encoder.flush();
  encoder.close();
  pages.end();
}

/** Puts packets on pages. */
class Pages {
  readonly #channels: 1 | 2;
  readonly #onPart: (part: RecordedPart) => void;
  readonly #serial = Math.floor(Math.random() * 2 ** 32);
  #packets: Uint8Array[] = [];
  #peaks: number[];
  /** Two went out with the head. */
  #sequence = 2;
  #samples = 0;

  constructor(channels: 1 | 2, onPart: (part: RecordedPart) => void) {
    this.#channels = channels;
    this.#onPart = onPart;
    this.#peaks = Array(channels).fill(0);
    onPart({ bytes: makeHead({ channels, serial: this.#serial, program: 'Offhook' }), seconds: 0, peaks: [] });
  }

  hear(sound: AudioData): void {
    const samples = new Float32Array(sound.numberOfFrames);
    for (let channel = 0; channel < this.#channels; channel++) {
      sound.copyTo(samples, { planeIndex: Math.min(channel, sound.numberOfChannels - 1), format: 'f32-planar' });
      this.#peaks[channel] = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), this.#peaks[channel] ?? 0);
    }
  }

  add(chunk: EncodedAudioChunk): void {
    const packet = new Uint8Array(chunk.byteLength);
    chunk.copyTo(packet);
    this.#packets.push(packet);
    this.#samples += ((chunk.duration ?? 20_000) * opusRate) / 1_000_000;
    if (this.#packets.length === packetsPerPage) this.#turn(false);
  }

  end(): void {
    this.#turn(true);
  }

  #turn(isLast: boolean): void {
    const options = { packets: this.#packets, granule: Math.round(this.#samples), sequence: this.#sequence++, serial: this.#serial };
    const peaks = this.#peaks.map((peak) => Math.min(1, peak));
    this.#packets = [];
    this.#peaks = Array(this.#channels).fill(0);
    const seconds = Math.max(0, this.#samples - preSkip) / opusRate;
    this.#onPart({ bytes: makePage({ ...options, isLast }), seconds, peaks });
  }
}
