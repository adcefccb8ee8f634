import type { Direction, Peer, RecordingMode } from '../../../shared/call.ts';
import type { RecordingFormat, RecordingPart, RecordingSides, RecordingStart, Written } from '../../../shared/recording.ts';
import type { RecordedPart } from '../media/recorded-part.ts';
import type { OpenRecorder, RecordedPicture, Recorder } from '../media/recorder.ts';

/** Where recordings are kept: the app has files, a program what it likes. Nothing here ever rejects. */
export interface RecordingStore {
  begin: (start: RecordingStart) => Promise<Written>;
  append: (part: RecordingPart) => Promise<Written>;
  end: (id: string) => Promise<void>;
}

/** What one recording is to be. */
export interface RecordingWish {
  readonly sides: RecordingSides;
  readonly mode: RecordingMode;
  readonly format: RecordingFormat;
  readonly fileName: string | null;
  readonly tone: boolean;
}

export interface RecordingFilePorts {
  callId: string;
  direction: Direction;
  peer: () => Peer;
  openRecorder: OpenRecorder;
  /** Tells now and with each change what of our sound is on the wire; returns the function that stops it. */
  tapMicrophone: (listener: (track: MediaStreamTrack | null) => void) => () => void;
  remote: () => MediaStream | null;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Of a call, for a file. */
interface Followed extends Pick<RecordingFilePorts, 'remote' | 'tapMicrophone'> {
  readonly pictures: readonly RecordedPicture[];
}

/** One file of a recording, from its first byte on, and what fills it. */
export class RecordingFile {
  readonly mode: RecordingMode;
  readonly #id: string;
  readonly #store: RecordingStore;
  #recorder: Recorder | null = null;
  #untap: () => void = () => {};
  /** Parts are written one after the other. */
  #writing: Promise<void> = Promise.resolve();

  constructor(id: string, mode: RecordingMode, store: RecordingStore) {
    this.#id = id;
    this.mode = mode;
    this.#store = store;
  }

  /** Rejects when the browser cannot record. */
  async open(
    ports: RecordingFilePorts,
    { sides, format }: RecordingWish,
    hear: { onWritten: (written: Written) => void; onFailed: () => void },
  ): Promise<void> {
    const onPart = (part: RecordedPart) => this.#write(part, hear.onWritten);
    this.#recorder = await ports.openRecorder({ sides, mode: this.mode, format, onPart, onFailed: hear.onFailed });
  }

  /** It hears and sees the call from here. */
  follow({ pictures, remote, tapMicrophone }: Followed, isPaused: boolean): void {
    const recorder = this.#recorder;
    if (!recorder) return;
    recorder.setRemote(remote());
    recorder.setPictures(pictures);
    recorder.pause(isPaused);
    this.#untap = tapMicrophone((track) => recorder.setLocal(track));
  }

  setRemote(stream: MediaStream | null): void {
    this.#recorder?.setRemote(stream);
  }

  setPictures(pictures: readonly RecordedPicture[]): void {
    this.#recorder?.setPictures(pictures);
  }

  pause(on: boolean): void {
    this.#recorder?.pause(on);
  }

  /** Settles when all of it was written. */
  async close(): Promise<void> {
    this.#untap();
    await this.#recorder?.stop();
    await this.#writing;
    await this.#store.end(this.#id);
  }

  #write(part: RecordedPart, onWritten: (written: Written) => void): void {
    this.#writing = this.#writing.then(async () => {
      onWritten(await this.#store.append({ id: this.#id, ...part, peaks: [...part.peaks] }));
    });
  }
}
