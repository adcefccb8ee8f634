import type { LineProblem } from '../../shared/registration.ts';
import type { MediaPorts } from './call/media-ports.ts';
import type { RecordingStore } from './call/recording-file.ts';
import type { MakeLine } from './line.ts';
import { type OpenBeeper, openBeeper } from './media/beeper.ts';
import { type Camera, DeviceCamera, type OpenScreen, openDisplay } from './media/camera.ts';
import type { MakeMix } from './media/mix.ts';
import type { OpenRecorder } from './media/recorder.ts';
import { systemTimers, type Timers } from './timers.ts';

/** What the phone needs of the world. `create-phone.ts` has the real ones, `testing/` those for tests. */
export interface PhonePorts extends Pick<MediaPorts, 'microphone' | 'output' | 'tones' | 'openMeter' | 'log'>, Partial<DefaultPorts> {
  makeLine: MakeLine;
  makeMix: MakeMix;
}

/** What a phone has of the browser and the system where nobody gave it anything else. */
interface DefaultPorts {
  openRecorder: OpenRecorder;
  openBeeper: OpenBeeper;
  /** Where recordings are kept; null: nowhere. */
  recordings: RecordingStore | null;
  camera: Camera;
  openScreen: OpenScreen;
  /** Epoch milliseconds. */
  now: () => number;
  timers: Timers;
  /** Looks at a server from outside the browser. Null: nothing wrong was found. */
  probe: (server: string) => Promise<LineProblem | null>;
  /** From 0 up to 1. */
  random: () => number;
  /** As the User-Agent header says it. */
  userAgent: string;
}

export type CompletePorts = PhonePorts & DefaultPorts;

export const completePorts = (ports: PhonePorts): CompletePorts => ({
  // Not before something is recorded.
  openRecorder: async (options) => (await import('./media/recorder.ts')).openRecorder(options),
  openBeeper,
  recordings: null,
  camera: new DeviceCamera(),
  openScreen: openDisplay,
  now: Date.now,
  timers: systemTimers,
  probe: async () => null,
  random: Math.random,
  userAgent: 'Offhook',
  ...ports,
});
