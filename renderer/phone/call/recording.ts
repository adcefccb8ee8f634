import type { CallNotice, CallRecording, CallState, Direction, Peer } from '../../../shared/call.ts';
import type {
  RecordingFormat,
  RecordingPart,
  RecordingProblem,
  RecordingSides,
  RecordingStart,
  Written,
} from '../../../shared/recording.ts';
import { PhoneError } from '../errors.ts';
import type { Leg } from '../line.ts';
import type { Log } from '../log.ts';
import type { RecordedPart } from '../media/recorded-part.ts';
import type { OpenRecorder, Recorder } from '../media/recorder.ts';
import type { Timers } from '../timers.ts';

/** Where recordings are kept: the app has files, a program what it likes. Nothing here ever rejects. */
export interface RecordingStore {
  begin: (start: RecordingStart) => Promise<Written>;
  append: (part: RecordingPart) => Promise<Written>;
  end: (id: string) => Promise<void>;
}

export interface RecordOptions {
  /** Default `both`: stereo, we on the left. */
  sides?: RecordingSides;
  /** Default `ogg`. */
  format?: RecordingFormat;
  /** Without its end; a pattern as well, of `{date}`, `{time}`, `{name}`, `{number}` and `{direction}`. Default: as the store has it. */
  fileName?: string | null;
  /** Both sides hear a short tone when it begins and every 15 seconds. Default: no. */
  tone?: boolean;
}

/** How recordings are made unless told otherwise. `automatic`: ids of the accounts whose calls are all recorded, from the answer on. */
export interface RecordingRules extends Readonly<Omit<Wish, 'fileName'>> {
  readonly automatic: readonly string[];
}

/** What one recording is to be. */
type Wish = Required<RecordOptions>;

export interface RecordingPorts {
  callId: string;
  direction: Direction;
  peer: () => Peer;
  state: () => CallState['kind'];
  /** Null: this phone records nothing. */
  store: RecordingStore | null;
  openRecorder: OpenRecorder;
  timers: Timers;
  /** Tells now and with each change what of our sound is on the wire; returns the function that stops it. */
  tapMicrophone: (listener: (track: MediaStreamTrack | null) => void) => () => void;
  remote: () => MediaStream | null;
  /** Epoch milliseconds. */
  now: () => number;
  leg: () => Pick<Leg, 'tellRecording'>;
  announcer: RecordingAnnouncer;
  log: Log;
  onNotice: (notice: RecordingNotice | null) => void;
  onChange: () => void;
}

/** Lets both sides hear that they are recorded. */
export interface RecordingAnnouncer {
  /** Between the two, `beep` can be heard. */
  begin: () => void;
  beep: () => void;
  end: () => void;
}

export type RecordingNotice = Extract<CallNotice, `recording-${string}`>;

interface Running {
  readonly id: string;
  readonly hasTone: boolean;
  readonly recorder: Recorder;
  readonly untap: () => void;
}

const noticeOf: Readonly<Record<RecordingProblem, RecordingNotice>> = {
  'disk-full': 'recording-full',
  'folder-gone': 'recording-folder-gone',
  'not-writable': 'recording-not-writable',
  failed: 'recording-failed',
};

/** From one tone to the next, in milliseconds: what authorities that ask for one want (47 CFR 64.501). */
const tonePeriod = 15_000;

/** What one call has recorded of it. Whatever happens to the recording, the call goes on. */
export class Recording {
  readonly #ports: RecordingPorts;
  #current: CallRecording | null = null;
  #isByPeer = false;
  #running: Running | null = null;
  /** Parts are written one after the other. */
  #writing: Promise<void> = Promise.resolve();
  #cancelTone: () => void = () => {};

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
  async start({ sides = 'both', format = 'ogg', fileName = null, tone = false }: RecordOptions = {}): Promise<void> {
    const { callId, direction, now, onNotice, peer, state, store } = this.#ports;
    if (state() !== 'active') throw new PhoneError('wrong-state', 'Only a call that is up can be recorded.');
    if (this.#current) return;
    if (!store) throw new PhoneError('recording-failed', 'There is nowhere to keep a recording.');
    const startedAt = now();
    const current = { startedAt, isPaused: false };
    this.#show(current);
    const { name, number } = peer();
    const begun = await store.begin({ callId, name, number, direction, sides, format, fileName, startedAt });
    if (!begun.ok) {
      this.#show(null);
      onNotice(noticeOf[begun.problem]);
      throw new PhoneError('recording-failed', `The recording could not be begun: ${begun.problem}`);
    }
    onNotice(begun.room === 'low' ? 'recording-low' : null);
    // The call, or the wish, was over meanwhile.
    if (!this.#current) await store.end(begun.id);
    else await this.#run(begun.id, { sides, format, fileName, tone });
  }

  /** Throws a PhoneError `wrong-state` when nothing is recorded. */
  pause(on: boolean): void {
    if (!this.#current) throw new PhoneError('wrong-state', 'Nothing is recorded.');
    this.#running?.recorder.pause(on);
    this.#show({ ...this.#current, isPaused: on });
    this.#soundTone();
    this.#tell(on ? 'paused' : 'on');
  }

  /** Ends the recording; fine when there is none. Settles when all of it was written. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (this.#current) this.#show(null);
    if (!running) return;
    this.#cancelTone();
    if (running.hasTone) this.#ports.announcer.end();
    this.#tell('off');
    running.untap();
    await running.recorder.stop();
    await this.#writing;
    await this.#ports.store?.end(running.id);
  }

  /** What is heard of the other side comes from elsewhere now. */
  followRemote(): void {
    this.#running?.recorder.setRemote(this.#ports.remote());
  }

  async #run(id: string, { sides, format, tone }: Wish): Promise<void> {
    const { announcer, openRecorder, remote, tapMicrophone } = this.#ports;
    try {
      const onFailed = () => this.#break('recording-failed');
      const recorder = await openRecorder({ sides, format, onPart: (part) => this.#write(id, part), onFailed });
      if (!this.#current) return await this.#giveUp(id, recorder);
      recorder.setRemote(remote());
      recorder.pause(this.#current?.isPaused ?? false);
      this.#running = { id, recorder, hasTone: tone, untap: tapMicrophone((track) => recorder.setLocal(track)) };
      if (tone) announcer.begin();
      this.#soundTone();
      this.#tell(this.#current?.isPaused ? 'paused' : 'on');
    } catch (error) {
      this.#break('recording-failed');
      void this.#ports.store?.end(id);
      throw new PhoneError('recording-failed', 'The browser cannot record.', { cause: error });
    }
  }

  /** Stopped while it was opened. */
  async #giveUp(id: string, recorder: Recorder): Promise<void> {
    await recorder.stop();
    await this.#writing;
    await this.#ports.store?.end(id);
  }

  /** Now, and again as long as it goes on. */
  #soundTone(): void {
    this.#cancelTone();
    if (!this.#running?.hasTone || this.#current?.isPaused) return;
    this.#ports.announcer.beep();
    this.#cancelTone = this.#ports.timers.after(tonePeriod, () => this.#soundTone());
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
    if (call() !== 'active') return;
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
    if (this.#ports.state() !== 'ended') this.#ports.onChange();
  }
}
