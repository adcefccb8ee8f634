import type { RecordingMode } from '../../../shared/call.ts';
import type { RecordingFormat, RecordingSides } from '../../../shared/recording.ts';
import type { VideoContent } from '../../../shared/video.ts';
import type { RecordedPart } from './recorded-part.ts';
import { openRecordedSound } from './recorded-sound.ts';

/** Pictures of a call that may be recorded. */
export interface RecordedPicture {
  readonly isLocal: boolean;
  readonly content: VideoContent;
  readonly stream: MediaStream;
}

/** Records both sides of a call, or one of them alone. */
export interface Recorder {
  /** What is heard of that side from now on; null is silence. */
  setLocal: (track: MediaStreamTrack | null) => void;
  setRemote: (stream: MediaStream | null) => void;
  /** All that is seen from now on. */
  setPictures: (pictures: readonly RecordedPicture[]) => void;
  /** Silence and black are recorded of both sides, so that what is behind it stays where it was. */
  pause: (on: boolean) => void;
  /** Settles when the last part was given out. */
  stop: () => Promise<void>;
}

export interface RecorderOptions {
  sides: RecordingSides;
  mode: RecordingMode;
  /** Of sound alone; with pictures it is WebM. */
  format: RecordingFormat;
  onPart: (part: RecordedPart) => void;
  /** The browser cannot go on. Nothing comes afterwards. */
  onFailed: (error: unknown) => void;
}

export type OpenRecorder = (options: RecorderOptions) => Recorder | Promise<Recorder>;

/** Records by Web Audio and WebCodecs. */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  if (options.mode !== 'audio') return (await import('./video-recorder.ts')).openVideoRecorder({ ...options, mode: options.mode });
  const { format, onFailed, onPart, sides } = options;
  const sound = openRecordedSound({ sides, file: format, onPart, onFailed });
  return { ...sound, setPictures() {} };
}
