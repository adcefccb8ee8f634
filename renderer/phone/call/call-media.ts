import type { CallNotice, CallState, Direction, Peer } from '../../../shared/call.ts';
import type { CallReport } from '../../../shared/quality.ts';
import type { Leg, RecordState } from '../line.ts';
import type { Log } from '../log.ts';
import type { OpenBeeper } from '../media/beeper.ts';
import type { OpenMeter } from '../media/level.ts';
import type { Microphone, MicrophoneNotice } from '../media/microphone.ts';
import type { Output } from '../media/output.ts';
import type { OpenRecorder, RecordedPicture } from '../media/recorder.ts';
import type { Tones } from '../media/tones.ts';
import type { SoundTrouble } from '../media/verdict.ts';
import type { Timers } from '../timers.ts';
import { CallLevels, type Levels } from './call-levels.ts';
import { CallMicrophone } from './call-microphone.ts';
import { CallReports } from './call-reports.ts';
import { CallSound } from './call-sound.ts';
import { CallVideo } from './call-video.ts';
import type { PicturesPorts } from './pictures-ports.ts';
import { Recording, type RecordingAnnouncer, type RecordingNotice } from './recording.ts';
import type { RecordingStore } from './recording-file.ts';
import { Repair } from './repair.ts';
import type { VideoStream } from './source.ts';

export interface CallMediaPorts extends Pick<PicturesPorts, 'camera' | 'openScreen' | 'videoRules' | 'participantMarked' | 'onStream'> {
  callId: string;
  direction: Direction;
  leg: () => Leg;
  microphone: Microphone;
  output: Output;
  tones: Tones;
  openMeter: OpenMeter;
  timers: Timers;
  log: Log;
  /** Epoch milliseconds. */
  now: () => number;
  /** Milliseconds between two reports of how the call sounds; 0 for none. */
  reportInterval: () => number;
  onReport: (report: CallReport) => void;
  /** What is to be said about the sound now; null when all is well. */
  onSound: (notice: SoundNotice | null) => void;
  /** Null: this phone records nothing. */
  recordings: RecordingStore | null;
  openRecorder: OpenRecorder;
  openBeeper: OpenBeeper;
  peer: () => Peer;
  state: () => CallState;
  /** Settles when no key is on its way to the far end. */
  keysSent: () => Promise<void>;
  onRecording: (notice: RecordingNotice | null) => void;
  /** Something in the snapshot is different. */
  onChange: () => void;
  onMicrophone: (notice: MicrophoneNotice | null) => void;
  onVideo: PicturesPorts['onNotice'];
  /** There was no way for the sound for too long. */
  onDead: () => void;
}

/** The conference that a call is in, as far as it is recorded. */
export interface Together {
  /** Everyone but us. */
  hearAll: () => MediaStream;
  recording: Recording;
}

export type SoundNotice = Extract<CallNotice, `sound-${string}`>;

/** Everything of one call that is heard or said. It follows the call's state and decides nothing about it. */
export class CallMedia {
  readonly microphone: CallMicrophone;
  readonly sound: CallSound;
  readonly reports: CallReports;
  readonly recording: Recording;
  readonly video: CallVideo;
  readonly #levels: CallLevels;
  readonly #repair: Repair;
  readonly #leg: CallMediaPorts['leg'];
  readonly #keysSent: CallMediaPorts['keysSent'];
  #together: Together | null = null;
  readonly #onSound: (notice: SoundNotice | null) => void;

  constructor(ports: CallMediaPorts, state: CallState) {
    // Each part gets what it needs: copies of all ports would take more memory than the parts.
    const { leg, log, now, openBeeper, openMeter, timers } = ports;
    this.#leg = leg;
    this.#keysSent = ports.keysSent;
    this.microphone = new CallMicrophone({ leg, microphone: ports.microphone, openMeter, openBeeper, onNotice: ports.onMicrophone });
    this.sound = new CallSound(ports, state);
    this.recording = new Recording({
      ...ports,
      store: ports.recordings,
      state: () => ports.state().kind,
      tapMicrophone: (listener) => this.microphone.tap(listener),
      remote: () => this.#together?.hearAll() ?? this.sound.stream,
      pictures: () => this.#seen(ports.state()),
      expectsPictures: () => this.video.current.pending !== null,
      leg: () => this,
      announcer: this.#makeAnnouncer(ports),
      onNotice: ports.onRecording,
    });
    this.video = new CallVideo({
      ...ports,
      onNotice: ports.onVideo,
      onStream: (change) => {
        ports.onStream(change);
        this.recording.followPictures();
      },
      sendBeside: (mix) => this.microphone.sendBeside(mix),
    });
    this.#levels = new CallLevels(ports);
    this.#repair = new Repair({ leg, timers, log, onGiveUp: ports.onDead });
    this.#onSound = ports.onSound;
    this.reports = new CallReports({
      ...{ leg, timers, log, now },
      isMuted: () => this.microphone.isMuted,
      interval: ports.reportInterval,
      onReport: ports.onReport,
      onChange: ports.onChange,
      onTrouble: (trouble) => this.#hear(trouble),
    });
  }

  setState(state: CallState): void {
    // Before the sound is let go.
    if (state.kind === 'ended') void this.recording.stop();
    this.sound.setState(state);
    this.reports.setState(state);
    this.video.setState(state);
    this.recording.followPictures();
    if (state.kind !== 'ended') return;
    this.microphone.stop();
    this.#repair.stop();
  }

  setStream(stream: MediaStream): void {
    this.sound.setStream(stream);
    this.recording.followRemote();
  }

  /** In a conference everyone is recorded, whoever's call it is; null: alone again. */
  join(together: Together | null): void {
    this.#together = together;
    this.recording.followRemote();
  }

  /** As the leg does; a far end that is recorded in two ways hears of the end of the last one. */
  async tellRecording(state: RecordState): Promise<void> {
    const isRecorded = [this.recording, this.#together?.recording].some((each) => each?.current?.isPaused === false);
    if (state === 'on' || !isRecorded) await this.#leg().tellRecording(state);
  }

  /** The call goes on with another leg: what the old one sounded like is over. */
  changeLeg(): void {
    this.sound.forgetStream();
    this.microphone.putOnNewLeg();
    this.video.changeLeg();
  }

  setPath(path: 'flowing' | 'interrupted' | 'failed'): void {
    this.sound.setPath(path);
    this.#repair.setPath(path);
  }

  setLine(up: boolean): void {
    this.#repair.setLine(up);
  }

  /** From 0 to 1; what goes out is nothing while muted or held. */
  readLevels(): Levels {
    // What is sent to one of several is the sound of all others, and a sound engine runs for those anyway.
    if (this.#together) return { local: this.microphone.readLevel(), remote: this.sound.readLevel() };
    const { local, remote } = this.#levels.read();
    return { local: this.microphone.isSent ? local : 0, remote: this.sound.isPlayed ? remote : 0 };
  }

  /** What the two show each other, which on hold is nothing. */
  #seen(state: CallState): RecordedPicture[] {
    if (state.kind !== 'active' || state.hold !== 'none') return [];
    const { localStreams, remoteStreams } = this.video;
    const mark = (streams: readonly VideoStream[], isLocal: boolean) =>
      streams.map(({ content, stream }) => ({ content, stream, isLocal }));
    return [...mark(remoteStreams, false), ...mark(localStreams, true)];
  }

  #makeAnnouncer({ tones }: CallMediaPorts): RecordingAnnouncer {
    return {
      begin: () => this.microphone.announce(true),
      beep: () => {
        this.microphone.beep();
        tones.recorded();
      },
      end: () => this.microphone.announce(false),
    };
  }

  #hear(trouble: SoundTrouble | null): void {
    // Whoever only listens to keys may be silent on purpose, and would miss those that are pressed while the way changes.
    if (trouble === 'no-sound') void this.#keysSent().then(() => this.#repair.mend());
    this.#onSound(trouble === 'no-sound' ? 'sound-missing' : trouble === 'microphone-silent' ? 'sound-not-sent' : null);
  }
}
