import type { CallNotice, CallState } from '../../../shared/call.ts';
import type { VideoContent, VideoRules } from '../../../shared/video.ts';
import type { Leg } from '../line.ts';
import type { Log } from '../log.ts';
import type { Camera, OpenScreen } from '../media/camera.ts';
import type { Timers } from '../timers.ts';
import type { SendThrough } from './call-microphone.ts';
import type { VideoStream } from './source.ts';

export interface StreamOptions {
  /** What it shows. Default: the camera. */
  content?: VideoContent;
}

export interface ScreenOptions {
  /** What is to be shown; default: what the user chose. Whoever gives it stops it. */
  stream?: MediaStream;
  /** What the machine plays goes with it, where the system allows that. */
  withSound?: boolean;
  /** Beside the camera where the far end takes both, rather than in its place. Default: true. */
  beside?: boolean;
}

export type VideoNotice = Extract<CallNotice, `camera-${string}` | `screen-${string}` | `video-${string}`>;

export interface PicturesPorts {
  leg: () => Pick<Leg, 'hasVideo' | 'setVideo' | 'renewVideo' | 'readStatistics'>;
  state: () => CallState;
  camera: Camera;
  openScreen: OpenScreen;
  videoRules: () => VideoRules;
  /** Who is seen in what a conference server marks so; null where it does not tell. */
  participantMarked: (label: string) => string | null;
  /** Sends the sound of a screen with what is said; null: what is said alone. */
  sendBeside: (mix: SendThrough | null) => void;
  timers: Timers;
  log: Log;
  onNotice: (notice: VideoNotice | null) => void;
  onStream: (change: { kind: 'added' | 'removed'; isLocal: boolean; stream: VideoStream }) => void;
  onChange: () => void;
}
