import type { RecordedPicture } from './recorder.ts';

/** What the page says to the worker that makes one picture of all that is seen. */
export type PictureOrder =
  /** All pictures from now on; `frames` comes with each once, when it is new. */
  | { kind: 'show'; pictures: readonly WorkedPicture[] }
  | { kind: 'pause'; on: boolean }
  /** When the recording began, going by its sound: epoch milliseconds. The first one begins it. */
  | { kind: 'begun'; at: number }
  | { kind: 'stop' };

export interface WorkedPicture extends Pick<RecordedPicture, 'isLocal' | 'content'> {
  readonly id: string;
  readonly frames?: ReadableStream<VideoFrame>;
}

/** An encoded picture of the recording. */
export interface MadePicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Milliseconds from the beginning of the recording. */
  readonly time: number;
  /** It can be shown without those before it. */
  readonly isKey: boolean;
  /** About a second is over with it: the first one of the next part of the file. */
  readonly isNext: boolean;
}

/** What the worker says to the page. */
export type PictureReport = ({ kind: 'made' } & MadePicture) | { kind: 'stopped' } | { kind: 'failed'; problem: string };
