import type { RecordingPart, RecordingProblem, RecordingRoom, RecordingStart, Written } from '../../../shared/recording.ts';
import type { RecordingStore } from '../call/recording-file.ts';
import type { Beeper } from '../media/beeper.ts';
import type { RecordedPicture, Recorder, RecorderOptions } from '../media/recorder.ts';
import { makeFakeTrack } from './fake-media.ts';

/** Remembers what goes through it, and how often it beeped. */
export class FakeBeeper implements Beeper {
  readonly track = makeFakeTrack('with a tone');
  own: MediaStreamTrack | null = null;
  count = 0;
  isClosed = false;

  sendThrough(own: MediaStreamTrack | null): MediaStreamTrack {
    this.own = own;
    return this.track;
  }

  beep(): void {
    this.count++;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Remembers what it was told to hear, and gives parts when the test says so. */
export class FakeRecorder implements Recorder {
  readonly options: RecorderOptions;
  local: MediaStreamTrack | null = null;
  remote: MediaStream | null = null;
  pictures: readonly RecordedPicture[] = [];
  isPaused = false;
  isStopped = false;

  constructor(options: RecorderOptions) {
    this.options = options;
  }

  setLocal(track: MediaStreamTrack | null): void {
    this.local = track;
  }

  setRemote(stream: MediaStream | null): void {
    this.remote = stream;
  }

  setPictures(pictures: readonly RecordedPicture[]): void {
    this.pictures = pictures;
  }

  pause(on: boolean): void {
    this.isPaused = on;
  }

  stop(): Promise<void> {
    this.isStopped = true;
    return Promise.resolve();
  }

  /** Another second was recorded. */
  write(seconds = 1): void {
    this.options.onPart({ bytes: new Uint8Array([seconds]), seconds, peaks: [0.5, 0.5] });
  }
}

/** Recordings in memory; refuses what the test wants it to. */
export class FakeRecordings implements RecordingStore {
  readonly begun: RecordingStart[] = [];
  readonly parts: RecordingPart[] = [];
  readonly ended: string[] = [];
  answer: { ok: true; room: RecordingRoom } | { ok: false; problem: RecordingProblem } = { ok: true, room: 'enough' };

  begin(start: RecordingStart): Promise<Written> {
    this.begun.push(start);
    return Promise.resolve(this.#written(`recording-${this.begun.length}`));
  }

  append(part: RecordingPart): Promise<Written> {
    this.parts.push(part);
    return Promise.resolve(this.#written(part.id));
  }

  end(id: string): Promise<void> {
    this.ended.push(id);
    return Promise.resolve();
  }

  #written(id: string): Written {
    return this.answer.ok ? { ...this.answer, id } : this.answer;
  }
}
