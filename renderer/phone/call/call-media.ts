import type { CallNotice, CallState, Direction } from '../../../shared/call.ts';
import type { CallReport } from '../../../shared/quality.ts';
import type { Leg } from '../line.ts';
import type { Log } from '../log.ts';
import type { OpenMeter } from '../media/level.ts';
import type { Microphone, MicrophoneNotice } from '../media/microphone.ts';
import type { Output } from '../media/output.ts';
import type { Tones } from '../media/tones.ts';
import type { SoundTrouble } from '../media/verdict.ts';
import type { Timers } from '../timers.ts';
import { CallMicrophone } from './call-microphone.ts';
import { CallReports } from './call-reports.ts';
import { CallSound } from './call-sound.ts';
import { Repair } from './repair.ts';

export interface CallMediaPorts {
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
  onMicrophone: (notice: MicrophoneNotice | null) => void;
  /** There was no way for the sound for too long. */
  onDead: () => void;
}

export type SoundNotice = Extract<CallNotice, `sound-${string}`>;

/** Everything of one call that is heard or said. It follows the call's state and decides nothing about it. */
export class CallMedia {
  readonly microphone: CallMicrophone;
  readonly sound: CallSound;
  readonly reports: CallReports;
  readonly #repair: Repair;
  readonly #onSound: (notice: SoundNotice | null) => void;

  constructor(ports: CallMediaPorts, state: CallState) {
    this.microphone = new CallMicrophone({ ...ports, onNotice: ports.onMicrophone });
    this.sound = new CallSound(ports, state);
    this.#repair = new Repair({ ...ports, onGiveUp: ports.onDead });
    this.#onSound = ports.onSound;
    this.reports = new CallReports({
      ...ports,
      isMuted: () => this.microphone.isMuted,
      interval: ports.reportInterval,
      onTrouble: (trouble) => this.#hear(trouble),
    });
  }

  setState(state: CallState): void {
    this.sound.setState(state);
    this.reports.setState(state);
    if (state.kind !== 'ended') return;
    this.microphone.stop();
    this.#repair.stop();
  }

  /** The call goes on with another leg: what the old one sounded like is over. */
  changeLeg(): void {
    this.sound.forgetStream();
    this.microphone.putOnNewLeg();
  }

  setPath(path: 'flowing' | 'interrupted' | 'failed'): void {
    this.sound.setPath(path);
    this.#repair.setPath(path);
  }

  setLine(up: boolean): void {
    this.#repair.setLine(up);
  }

  /** From 0 to 1; what goes out is nothing while muted or held. */
  readLevels(): { local: number; remote: number } {
    return { local: this.microphone.readLevel(), remote: this.sound.readLevel() };
  }

  #hear(trouble: SoundTrouble | null): void {
    if (trouble === 'no-sound') this.#repair.mend();
    this.#onSound(trouble === 'no-sound' ? 'sound-missing' : trouble === 'microphone-silent' ? 'sound-not-sent' : null);
  }
}
