import type { RecordingFile } from '../../../shared/recording.ts';
import type { RecordedPart } from './recorded-part.ts';

/** What the page says to the worker that encodes the sound of a recording. */
export type SoundOrder =
  | { kind: 'begin'; pieces: ReadableStream<AudioData>; channels: 1 | 2; file: RecordingFile }
  /** What has come until now belongs to it, and nothing after that. */
  | { kind: 'stop' };

/** What the worker says to the page. */
export type SoundReport =
  | { kind: 'part'; part: RecordedPart }
  /** When the recording began, going by how much of it there is: epoch milliseconds. Told about twice a second. */
  | { kind: 'begun'; at: number }
  | { kind: 'stopped' }
  | { kind: 'failed'; problem: string };
