import type { CallNotice, CallRecording, CallState, Direction, Peer } from '../../../shared/call.ts';
import type { CallReport } from '../../../shared/quality.ts';
import type { Leg, RecordState } from '../line.ts';
import type { MicrophoneNotice } from '../media/microphone.ts';
import type { RecordedPicture } from '../media/recorder.ts';
import type { SoundTrouble } from '../media/verdict.ts';
import { CallLevels, type Levels } from './call-levels.ts';
import { CallMicrophone } from './call-microphone.ts';
import { CallReports } from './call-reports.ts';
import { CallSound } from './call-sound.ts';
import { CallVideo } from './call-video.ts';
import type { MediaPorts } from './media-ports.ts';
import type { PicturesPorts } from './pictures-ports.ts';
import { Recording, type RecordingAnnouncer, type RecordingNotice } from './recording.ts';
import { Repair } from './repair.ts';
import type { VideoStream } from './source.ts';

export interface CallMediaPorts extends Pick<PicturesPorts, 'participantMarked' | 'onStream'> {
  phone: MediaPorts;
  callId: string;
  direction: Direction;
  leg: () => Leg;
  state: () => CallState;
  peer: () => Peer;
  /** Settles when no key is on its way to the far end. */
  keysSent: () => Promise<void>;
  onReport: (report: CallReport) => void;
  /** What is to be said about the sound now; null when all is well. */
  onSound: (notice: SoundNotice | null) => void;
  onRecording: (notice: RecordingNotice | null) => void;
  onMicrophone: (notice: MicrophoneNotice | null) => void;
  onVideo: PicturesPorts['onNotice'];
  /** There was no way for the sound for too long. */
  onDead: () => void;
  /** Something in the snapshot is different. */
  onChange: () => void;
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
  readonly video: CallVideo;
  readonly #levels: CallLevels;
  readonly #repair: Repair;
  readonly #ports: CallMediaPorts;
  #recording: Recording | null = null;
  #together: Together | null = null;

  constructor(ports: CallMediaPorts, state: CallState) {
    const { leg, onChange, onReport, phone } = ports;
    const { log, microphone, now, openBeeper, openMeter, reportInterval: interval, timers } = phone;
    this.#ports = ports;
    this.microphone = new CallMicrophone({ leg, microphone, openMeter, openBeeper, onNotice: ports.onMicrophone });
    this.sound = new CallSound(ports, state);
    this.video = new CallVideo({ leg, log, state: ports.state, whole: () => this.#picturesPorts() });
    this.#levels = new CallLevels({ leg, now });
    this.#repair = new Repair({ leg, timers, log, onGiveUp: ports.onDead });
    this.reports = new CallReports({
      ...{ leg, timers, log, now, interval, onReport, onChange },
      isMuted: () => this.microphone.isMuted,
      onTrouble: (trouble) => this.#hear(trouble),
    });
  }

  /** Made for the first who asks: most calls are never recorded. */
  get recording(): Recording {
    this.#recording ??= this.#makeRecording();
    return this.#recording;
  }

  /** What is recorded of the call alone; null: nothing. */
  get recorded(): CallRecording | null {
    return this.#recording?.current ?? null;
  }

  get isRecordedByPeer(): boolean {
    return this.#recording?.isByPeer ?? false;
  }

  setState(state: CallState): void {
    // Before the sound is let go.
    if (state.kind === 'ended') void this.#recording?.stop();
    this.sound.setState(state);
    this.reports.setState(state);
    this.video.setState(state);
    this.#recording?.followPictures();
    if (state.kind !== 'ended') return;
    this.microphone.stop();
    this.#repair.stop();
  }

  setStream(stream: MediaStream): void {
    this.sound.setStream(stream);
    this.#recording?.followRemote();
  }

  /** In a conference everyone is recorded, whoever's call it is; null: alone again. */
  join(together: Together | null): void {
    this.#together = together;
    this.#recording?.followRemote();
  }

  /** As the leg does; a far end that is recorded in two ways hears of the end of the last one. */
  async tellRecording(state: RecordState): Promise<void> {
    const isRecorded = [this.recorded, this.#together?.recording.current].some((each) => each?.isPaused === false);
    if (state === 'on' || !isRecorded) await this.#ports.leg().tellRecording(state);
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

  #makeRecording(): Recording {
    const { callId, direction, onChange, onRecording: onNotice, peer, phone, state } = this.#ports;
    const { log, now, openRecorder, recordings: store, timers } = phone;
    return new Recording({
      ...{ callId, direction, log, now, onChange, onNotice, openRecorder, peer, store, timers },
      state: () => state().kind,
      tapMicrophone: (listener) => this.microphone.tap(listener),
      remote: () => this.#together?.hearAll() ?? this.sound.stream,
      pictures: () => this.#seen(state()),
      expectsPictures: () => this.video.current.pending !== null,
      leg: () => this,
      announcer: this.#makeAnnouncer(),
    });
  }

  #makeAnnouncer(): RecordingAnnouncer {
    return {
      begin: () => this.microphone.announce(true),
      beep: () => {
        this.microphone.beep();
        this.#ports.phone.tones.recorded();
      },
      end: () => this.microphone.announce(false),
    };
  }

  #picturesPorts(): PicturesPorts {
    const { leg, onChange, onStream, onVideo: onNotice, participantMarked, phone, state } = this.#ports;
    const { camera, log, openScreen, timers, videoRules } = phone;
    return {
      ...{ camera, leg, log, onChange, onNotice, openScreen, participantMarked, state, timers, videoRules },
      onStream: (change) => {
        onStream(change);
        this.#recording?.followPictures();
      },
      sendBeside: (mix) => this.microphone.sendBeside(mix),
    };
  }

  #hear(trouble: SoundTrouble | null): void {
    // Whoever only listens to keys may be silent on purpose, and would miss those that are pressed while the way changes.
    if (trouble === 'no-sound') void this.#ports.keysSent().then(() => this.#repair.mend());
    this.#ports.onSound(trouble === 'no-sound' ? 'sound-missing' : trouble === 'microphone-silent' ? 'sound-not-sent' : null);
  }
}
