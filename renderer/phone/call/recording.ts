import type { CallNotice, CallRecording, CallState, Direction, Peer } from '../../../shared/call.ts';
import type { RecordingPart, RecordingProblem, RecordingSides, RecordingStart, Written } from '../../../shared/recording.ts';
import { PhoneError } from '../errors.ts';
import type { Leg } from '../line.ts';
import type { Log } from '../log.ts';
import type { OpenRecorder, RecordedPart, Recorder } from '../media/recorder.ts';

/** Where recordings are kept: the app has files, a program what it likes. Nothing here ever rejects. */
export interface RecordingStore {
  begin: (start: RecordingStart) => Promise<Written>;
  append: (part: RecordingPart) => Promise<Written>;
  end: (id: string) => Promise<void>;
}

export interface RecordOptions {
  sides?: RecordingSides;
}

export interface RecordingPorts {
  callId: string;
  direction: Direction;
  peer: () => Peer;
  state: () => CallState;
  /** Null: this phone records nothing. */
  store: RecordingStore | null;
  openRecorder: OpenRecorder;
  /** Tells now and with each change what of our sound is on the wire; returns the function that stops it. */
  tapMicrophone: (listener: (track: MediaStreamTrack | null) => void) => () => void;
  remote: () => MediaStream | null;
  /** Epoch milliseconds. */
  now: () => number;
  leg: () => Pick<Leg, 'tellRecording'>;
  log: Log;
  onNotice: (notice: RecordingNotice | null) => void;
  onChange: () => void;
}

export type RecordingNotice = Extract<CallNotice, `recording-${string}`>;

interface Running {
  readonly id: string;
  readonly recorder: Recorder;
  readonly untap: () => void;
}

const noticeOf: Readonly<Record<RecordingProblem, RecordingNotice>> = {
  'disk-full': 'recording-full',
  'folder-gone': 'recording-folder-gone',
  'not-writable': 'recording-not-writable',
  failed: 'recording-failed',
};

/** What one call has recorded of it. Whatever happens to the recording, the call goes on. */
export class Recording {
  readonly #ports: RecordingPorts;
  #current: CallRecording | null = null;
  #isByPeer = false;
  #running: Running | null = null;
  /** Parts are written one after the other. */
  #writing: Promise<void> = Promise.resolve();

  constructor(ports: RecordingPorts) {
    this.#ports = ports;
  }

  get current(): CallRecording | null {
    return this.#current;
  }

  /** The far end says that it records (RFC 7866). */
  get isByPeer(): boolean {
    return this.#isByPeer;
  }

  setByPeer(on: boolean): void {
    this.#isByPeer = on;
    this.#ports.onChange();
  }

  /** Begins; fine when it is recorded already. Rejects with `wrong-state` unless the call is up, or `recording-failed`. */
  async start({ sides = 'both' }: RecordOptions = {}): Promise<void> {
    const { callId, direction, now, onNotice, peer, state, store } = this.#ports;
    if (state().kind !== 'active') throw new PhoneError('wrong-state', 'Only a call that is up can be recorded.');
    if (this.#current) return;
    if (!store) throw new PhoneError('recording-failed', 'There is nowhere to keep a recording.');
    const startedAt = now();
    const current = { startedAt, isPaused: false };
    this.#show(current);
    const { name, number } = peer();
    const begun = await store.begin({ callId, name, number, direction, sides, startedAt });
    if (!begun.ok) {
      this.#show(null);
      onNotice(noticeOf[begun.problem]);
      throw new PhoneError('recording-failed', `The recording could not be begun: ${begun.problem}`);
    }
    onNotice(begun.room === 'low' ? 'recording-low' : null);
    // The call, or the wish, was over meanwhile.
    if (!this.#current) await store.end(begun.id);
    else this.#run(begun.id, sides);
  }

  /** Throws a PhoneError `wrong-state` when nothing is recorded. */
  pause(on: boolean): void {
    if (!this.#current) throw new PhoneError('wrong-state', 'Nothing is recorded.');
    this.#running?.recorder.pause(on);
    this.#show({ ...this.#current, isPaused: on });
    this.#tell(on ? 'paused' : 'on');
  }

  /** Ends the recording; fine when there is none. Settles when all of it was written. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (this.#current) this.#show(null);
    if (!running) return;
    this.#tell('off');
    running.untap();
    await running.recorder.stop();
    await this.#writing;
    await this.#ports.store?.end(running.id);
  }

  /** The far end sends another stream. */
  setRemote(stream: MediaStream | null): void {
    this.#running?.recorder.setRemote(stream);
  }

  #run(id: string, sides: RecordingSides): void {
    const { openRecorder, remote, tapMicrophone } = this.#ports;
    try {
      const recorder = openRecorder({ sides, onPart: (part) => this.#write(id, part), onFailed: () => this.#break('recording-failed') });
      recorder.setRemote(remote());
      recorder.pause(this.#current?.isPaused ?? false);
      this.#running = { id, recorder, untap: tapMicrophone((track) => recorder.setLocal(track)) };
      this.#tell(this.#current?.isPaused ? 'paused' : 'on');
    } catch (error) {
      this.#break('recording-failed');
      void this.#ports.store?.end(id);
      throw new PhoneError('recording-failed', 'The browser cannot record.', { cause: error });
    }
  }

  #write(id: string, part: RecordedPart): void {
    const { onNotice, store } = this.#ports;
    this.#writing = this.#writing.then(async () => {
      const written = await store?.append({ id, ...part, peaks: [...part.peaks] });
      // Told with every part, and shown once.
      if (written?.ok && written.room === 'low') onNotice('recording-low');
      else if (written && !written.ok && this.#running?.id === id) this.#break(noticeOf[written.problem]);
    });
  }

  /** A far end that will not hear of it is recorded all the same: that is between the people. */
  #tell(state: 'on' | 'off' | 'paused'): void {
    const { leg, log, state: call } = this.#ports;
    if (call().kind !== 'active') return;
    leg()
      .tellRecording(state)
      .catch((error: unknown) => log.info(`the far end was not told of a recording: ${error}`));
  }

  #break(notice: RecordingNotice): void {
    this.#ports.onNotice(notice);
    void this.stop();
  }

  #show(current: CallRecording | null): void {
    this.#current = current;
    // The end of a call is told by itself, and all that ended with it.
    if (this.#ports.state().kind !== 'ended') this.#ports.onChange();
  }
}
