import { opusRate } from '../../../shared/ogg.ts';
import type { RecordingFormat, RecordingSides } from '../../../shared/recording.ts';
import { openOpusWriter } from './opus-writer.ts';
import type { OpenSoundWriter, RecordedPart, SoundWriter } from './recorded-part.ts';
import { openWavWriter } from './wav-writer.ts';

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
  format: RecordingFormat;
  onPart: (part: RecordedPart) => void;
  /** The browser cannot go on. Nothing comes afterwards. */
  onFailed: (error: unknown) => void;
}

export type OpenRecorder = (options: RecorderOptions) => Recorder | Promise<Recorder>;

/** https://www.w3.org/TR/mediacapture-transform/, which the library of TypeScript does not have; Chromium has it for sound as well. */
declare class MediaStreamTrackProcessor {
  constructor(options: { track: MediaStreamTrack });
  readonly readable: ReadableStream<AudioData>;
}

const writers: Readonly<Record<RecordingFormat, OpenSoundWriter>> = { ogg: openOpusWriter, wav: openWavWriter };

/** Records by Web Audio and WebCodecs. The far end must be played by an element as well, as `mix.ts` says. */
export function openRecorder({ sides, format, onPart, onFailed }: RecorderOptions): Recorder {
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
  const written = copy(track, writers[format]({ channels, onPart })).catch(onFailed);
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

async function copy(track: MediaStreamTrack, writer: SoundWriter): Promise<void> {
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    writer.write(next.value);
    next.value.close();
  }
  await writer.end();
}
