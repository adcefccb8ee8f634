import { opusRate } from '../../../shared/ogg.ts';
import type { RecordingSides } from '../../../shared/recording.ts';
import type { SoundWriter } from './recorded-part.ts';
import { readTrack } from './track-processor.ts';

/** What is heard of both sides of a call, ours on the left and theirs on the right, or of one of them alone. */
export interface RecordedSound {
  readonly channels: 1 | 2;
  /** What is heard of that side from now on; null is silence. */
  setLocal: (track: MediaStreamTrack | null) => void;
  setRemote: (stream: MediaStream | null) => void;
  /** Silence of both sides. */
  pause: (on: boolean) => void;
  /** Gives all of it to a writer until it is stopped, and ends that. Rejects when the writer cannot go on. */
  copyTo: (writer: SoundWriter) => Promise<void>;
  /** Nothing comes any more, so that `copyTo` comes to its end. */
  stop: () => void;
  close: () => Promise<void>;
}

/** By Web Audio. The far end must be played by an element as well, as `mix.ts` says. */
export function openRecordedSound(sides: RecordingSides): RecordedSound {
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
  return {
    channels,
    setLocal: (own) => sides !== 'remote' && local.hear(own && new MediaStream([own])),
    setRemote: (stream) => sides !== 'local' && remote.hear(stream),
    pause(on) {
      for (const { gain } of [local, remote]) gain.gain.value = on ? 0 : 1;
    },
    copyTo: (writer) => copy(track, writer),
    stop: () => track.stop(),
    close: () => context.close(),
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
  const reader = readTrack<AudioData>(track).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    writer.write(next.value);
    next.value.close();
  }
  await writer.end();
}
