import { opusRate } from '../../../shared/ogg.ts';
import type { RecordingFile, RecordingSides } from '../../../shared/recording.ts';
import type { RecordedPart } from './recorded-part.ts';
import type { SoundOrder, SoundReport } from './sound-work.ts';
import { readTrack } from './track-processor.ts';
import { openWorkDesk, type WorkDesk } from './work-desk.ts';

/** What is heard of both sides of a call, ours on the left and theirs on the right, or of one of them alone. */
export interface RecordedSound {
  /** What is heard of that side from now on; null is silence. */
  setLocal: (track: MediaStreamTrack | null) => void;
  setRemote: (stream: MediaStream | null) => void;
  /** Silence of both sides. */
  pause: (on: boolean) => void;
  /** Settles when the last part was given out. */
  stop: () => Promise<void>;
}

export interface RecordedSoundOptions {
  sides: RecordingSides;
  /** For which it is encoded; for WebM each part is a packet of Opus. */
  file: RecordingFile;
  onPart: (part: RecordedPart) => void;
  /** When it began, by the sound there is: epoch milliseconds. Told again and again, because a machine that is busy loses time. */
  onBegun?: (at: number) => void;
  /** It cannot go on. Nothing comes afterwards. */
  onFailed: (error: unknown) => void;
}

/**
 * Seconds of sound that are mixed at once. Without a speaker nobody drives that in real time: what is late by more than this is left out, which with
 * the usual 10 ms was a fifth of the sound on a computer with far too much to do.
 */
const stride = 0.2;

/** Pieces of 10 ms that may wait for the worker while the machine is busy. */
const patience = 1_000;

/** By Web Audio and, in a worker, WebCodecs. The far end must be played by an element as well, as `mix.ts` says. */
export function openRecordedSound({ sides, ...options }: RecordedSoundOptions): RecordedSound {
  const channels = sides === 'both' ? 2 : 1;
  const { close, local, remote, track } = openGraph(channels);
  const desk = openSoundDesk(options);
  const pieces = readTrack<AudioData>(track, patience);
  desk.tell({ kind: 'begin', pieces, channels, file: options.file }, [pieces]);
  return {
    setLocal: (own) => sides !== 'remote' && local.hear(own && new MediaStream([own])),
    setRemote: (stream) => sides !== 'local' && remote.hear(stream),
    pause(on) {
      for (const input of [local, remote]) input.pause(on);
    },
    async stop() {
      await desk.stop();
      track.stop();
      await close();
    },
  };
}

/** Both sides in a track of their own. */
function openGraph(channels: 1 | 2) {
  // Nothing is heard of it here, and it goes on when there is no speaker.
  const options = { sampleRate: opusRate, latencyHint: stride, sinkId: { type: 'none' } };
  const context = new AudioContext(options as AudioContextOptions);
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
  return { local, remote, track, close: () => context.close() };
}

function makeInput(context: AudioContext, merger: ChannelMergerNode, channel: number) {
  // One channel: what comes as two is mixed down, and does not run over into the other side.
  const gain = new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  gain.connect(merger, 0, channel);
  let source: MediaStreamAudioSourceNode | null = null;
  let [heard, isPaused]: [MediaStream | null, boolean] = [null, false];
  const follow = (): void => {
    source?.disconnect();
    // A source without a track is an error to Web Audio.
    const stream = !isPaused && heard?.getAudioTracks().length ? heard : null;
    source = stream && new MediaStreamAudioSourceNode(context, { mediaStream: stream });
    source?.connect(gain);
  };
  return {
    gain,
    hear(stream: MediaStream | null): void {
      heard = stream;
      follow();
    },
    /** With another source afterwards: one that was not listened to still has what was said meanwhile. */
    pause(on: boolean): void {
      if (on === isPaused) return;
      isPaused = on;
      follow();
    },
  };
}

/** The worker that encodes it. */
function openSoundDesk({ onBegun, onFailed, onPart }: Omit<RecordedSoundOptions, 'sides' | 'file'>): WorkDesk<SoundOrder> {
  const worker = new Worker(new URL('./sound-worker.ts', import.meta.url), { type: 'module' });
  return openWorkDesk({
    worker,
    onFailed,
    hear(report: SoundReport, { end, fail }) {
      switch (report.kind) {
        case 'part':
          return onPart(report.part);
        case 'begun':
          return onBegun?.(report.at);
        case 'stopped':
          return end();
        case 'failed':
          return fail(new Error(report.problem));
        default:
          report satisfies never;
      }
    },
  });
}
