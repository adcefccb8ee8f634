import type { CallNotice, CallRecording, CallState } from '../../../shared/call.ts';
import type { RecordingProblem, Written } from '../../../shared/recording.ts';
import { PhoneError } from '../errors.ts';
import type { Leg } from '../line.ts';
import type { Log } from '../log.ts';
import type { RecordedPicture } from '../media/recorder.ts';
import type { Timers } from '../timers.ts';
import { RecordingFile, type RecordingFilePorts, type RecordingStore, type RecordingWish } from './recording-file.ts';

/**
 * Sides: default `both`, in stereo with us on the left, and in one picture. Mode: default `both`; a call without pictures is a file of sound then,
 * and goes on in another one with the first of them. Format: of sound alone, default `ogg`. File name: without its end; a pattern as well, of
 * `{date}`, `{time}`, `{name}`, `{number}` and `{direction}`; default as the store has it. Tone: both sides hear a short one when it begins and
 * every 15 seconds; default no.
 */
export type RecordOptions = Partial<RecordingWish>;

/** How recordings are made unless told otherwise. `automatic`: ids of the accounts whose calls are all recorded, from the answer on. */
export interface RecordingRules extends Omit<RecordingWish, 'fileName'> {
  readonly automatic: readonly string[];
}

export interface RecordingPorts extends RecordingFilePorts {
  /** All that is seen now. */
  pictures: () => readonly RecordedPicture[];
  state: () => CallState['kind'];
  /** Null: this phone records nothing. */
  store: RecordingStore | null;
  /** Pictures of ours are on their way. */
  expectsPictures: () => boolean;
  timers: Timers;
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

const noticeOf: Readonly<Record<RecordingProblem, RecordingNotice>> = {
  'disk-full': 'recording-full',
  'folder-gone': 'recording-folder-gone',
  'not-writable': 'recording-not-writable',
  failed: 'recording-failed',
};

/** From one tone to the next, in milliseconds: what authorities that ask for one want (47 CFR 64.501). */
const tonePeriod = 15_000;

const usual: RecordingWish = { sides: 'both', mode: 'both', format: 'ogg', fileName: null, tone: false };

/** What one call has recorded of it. Whatever happens to the recording, the call goes on. */
export class Recording {
  readonly #ports: RecordingPorts;
  #current: CallRecording | null = null;
  #isByPeer = false;
  /** Null: nothing is to be recorded. */
  #wish: RecordingWish | null = null;
  #file: RecordingFile | null = null;
  /** Both sides know of it. */
  #isTold = false;
  /** One file is opened after the other. */
  #turn: Promise<void> = Promise.resolve();
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
  async start(options: RecordOptions = {}): Promise<void> {
    const { now, state, store } = this.#ports;
    if (state() !== 'active') throw new PhoneError('wrong-state', 'Only a call that is up can be recorded.');
    if (this.#current) return;
    if (!store) throw new PhoneError('recording-failed', 'There is nowhere to keep a recording.');
    this.#wish = { ...usual, ...options };
    this.#show({ startedAt: now(), isPaused: false, mode: this.#wish.mode });
    await this.#takeTurn();
  }

  /** Throws a PhoneError `wrong-state` when nothing is recorded. */
  pause(on: boolean): void {
    if (!this.#current) throw new PhoneError('wrong-state', 'Nothing is recorded.');
    this.#file?.pause(on);
    this.#show({ ...this.#current, isPaused: on });
    this.#soundTone();
    if (this.#isTold) this.#tell(on ? 'paused' : 'on');
  }

  /** Ends the recording; fine when there is none. Settles when all of it was written. */
  async stop(): Promise<void> {
    const [file, wish] = [this.#file, this.#wish];
    this.#file = null;
    this.#wish = null;
    if (this.#current) this.#show(null);
    this.#cancelTone();
    if (this.#isTold) {
      if (wish?.tone) this.#ports.announcer.end();
      this.#tell('off');
    }
    this.#isTold = false;
    await file?.close();
  }

  /** What is heard of the other side comes from elsewhere now. */
  followRemote(): void {
    this.#file?.setRemote(this.#ports.remote());
  }

  /** There is something else to see. */
  followPictures(): void {
    this.#file?.setPictures(this.#pictures());
    if (!this.#wish) return;
    this.#takeTurn().catch((error: unknown) => this.#ports.log.warn(`pictures are not recorded: ${error}`));
  }

  #takeTurn(): Promise<void> {
    const turn = this.#turn.then(() => this.#renew());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Opens the file that is wanted now, and closes the one before. */
  async #renew(): Promise<void> {
    const wish = this.#wish;
    const mode = wish && this.#modeNow(wish);
    if (!wish || !mode || mode === this.#file?.mode) return;
    const file = await this.#open(wish, mode);
    // The call, or the wish, was over meanwhile.
    if (this.#wish !== wish) return file.close();
    const old = this.#file;
    this.#file = file;
    file.follow({ ...this.#ports, pictures: this.#pictures() }, this.#current?.isPaused ?? false);
    this.#announce(wish);
    await old?.close();
  }

  /** What a file has to have now; null: there is nothing for one yet. Once there were pictures there may be more. */
  #modeNow({ mode, sides }: RecordingWish): RecordingWish['mode'] | null {
    const hadThem = this.#file !== null && this.#file.mode !== 'audio';
    const hasThem = hadThem || this.#pictures().length > 0 || (sides !== 'remote' && this.#ports.expectsPictures());
    return mode === 'audio' || hasThem ? mode : mode === 'both' ? 'audio' : null;
  }

  /** Of the sides that are wanted. */
  #pictures(): readonly RecordedPicture[] {
    const unwanted = this.#wish?.sides === 'local' ? false : this.#wish?.sides === 'remote' ? true : null;
    return this.#ports.pictures().filter(({ isLocal }) => isLocal !== unwanted);
  }

  /** Rejects with `recording-failed`, which ends the recording unless there is a file already. */
  async #open(wish: RecordingWish, mode: RecordingWish['mode']): Promise<RecordingFile> {
    const { callId, direction, now, onNotice, peer, store } = this.#ports;
    const { name, number } = peer();
    const { fileName, format, sides } = wish;
    const about = { callId, name, number, direction, sides, mode, fileName, startedAt: now() };
    const begun = await store!.begin({ ...about, format: mode === 'audio' ? format : 'webm' });
    if (!begun.ok) return this.#fail(noticeOf[begun.problem], `The recording could not be begun: ${begun.problem}`);
    const file = new RecordingFile(begun.id, mode, store!);
    onNotice(begun.room === 'low' ? 'recording-low' : null);
    try {
      if (this.#wish === wish)
        await file.open(
          this.#ports,
          wish,
          this.#listen(() => file),
        );
      return file;
    } catch (error) {
      void file.close();
      return this.#fail('recording-failed', 'The browser cannot record.', error);
    }
  }

  #fail(notice: RecordingNotice, problem: string, cause?: unknown): never {
    this.#ports.onNotice(notice);
    if (!this.#file) void this.stop();
    throw new PhoneError('recording-failed', problem, { cause });
  }

  #listen(file: () => RecordingFile) {
    return {
      onFailed: () => this.#break('recording-failed'),
      onWritten: (written: Written): void => {
        // Told with every part, and shown once.
        if (written.ok && written.room === 'low') this.#ports.onNotice('recording-low');
        else if (!written.ok && this.#file === file()) this.#break(noticeOf[written.problem]);
      },
    };
  }

  /** When the first file is there. */
  #announce({ tone }: RecordingWish): void {
    if (this.#isTold) return;
    this.#isTold = true;
    if (tone) this.#ports.announcer.begin();
    this.#soundTone();
    this.#tell(this.#current?.isPaused ? 'paused' : 'on');
  }

  /** Now, and again as long as it goes on. */
  #soundTone(): void {
    this.#cancelTone();
    if (!this.#wish?.tone || !this.#isTold || this.#current?.isPaused) return;
    this.#ports.announcer.beep();
    this.#cancelTone = this.#ports.timers.after(tonePeriod, () => this.#soundTone());
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
