import type { Log } from '../log.ts';
import type { OpenBeeper } from '../media/beeper.ts';
import type { OpenMeter } from '../media/level.ts';
import type { Microphone } from '../media/microphone.ts';
import type { Output } from '../media/output.ts';
import type { OpenRecorder } from '../media/recorder.ts';
import type { Tones } from '../media/tones.ts';
import type { Timers } from '../timers.ts';
import type { PicturesPorts } from './pictures-ports.ts';
import type { RecordingStore } from './recording-file.ts';

/** What of the browser and of the rules the media of a call need. All calls have the same, handed on as it is: copies took more memory than a call. */
export interface MediaPorts extends Pick<PicturesPorts, 'camera' | 'openScreen' | 'videoRules'> {
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
  /** Null: this phone records nothing. */
  recordings: RecordingStore | null;
  openRecorder: OpenRecorder;
  openBeeper: OpenBeeper;
}
