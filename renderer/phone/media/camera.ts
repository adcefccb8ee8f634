import type { CallNotice } from '../../../shared/call.ts';
import { usable } from '../../../shared/device-order.ts';
import type { DeviceChoice } from '../../../shared/settings.ts';

export type CameraNotice = Extract<CallNotice, `camera-${string}`>;

/** Where pictures of the user come from. Each call has a stream of its own, and stops it. */
export interface Camera {
  /** Rejects with what the browser says (Media Capture and Streams 10.2), which `noticeOf` puts into words. */
  open: () => Promise<MediaStream>;
  /** In the order in which they are tried from now on; none: the system's default. */
  choose: (order: readonly DeviceChoice[]) => void;
}

/** Opens what the user chose: a screen, a window, or another picture of the machine. Rejects when nothing was chosen. */
export type OpenScreen = (options: { withSound: boolean }) => Promise<MediaStream>;

/** What kept a camera from opening. */
export function noticeOf(error: unknown): CameraNotice {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'camera-denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'camera-missing';
    default:
      return 'camera-busy';
  }
}

/** 720p is what a call's bandwidth carries well; every camera has something near it. */
const picture: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

/** The cameras of the browser. */
export class DeviceCamera implements Camera {
  readonly #mediaDevices: Pick<MediaDevices, 'getUserMedia'>;
  readonly #onOpen: (stream: MediaStream) => void;
  #order: readonly DeviceChoice[] = [];

  constructor(mediaDevices: Pick<MediaDevices, 'getUserMedia'> = navigator.mediaDevices, onOpen: (stream: MediaStream) => void = () => {}) {
    this.#mediaDevices = mediaDevices;
    this.#onOpen = onOpen;
  }

  choose(order: readonly DeviceChoice[]): void {
    this.#order = order;
  }

  async open(): Promise<MediaStream> {
    const stream = await this.#openBest();
    this.#onOpen(stream);
    return stream;
  }

  async #openBest(): Promise<MediaStream> {
    for (const { id } of usable(this.#order, this.#order)) {
      try {
        return await this.#mediaDevices.getUserMedia({ video: { ...picture, deviceId: { exact: id } } });
      } catch (error) {
        // Unplugged, or in the hands of another program: the next one may do. A refusal is meant for all of them.
        if (noticeOf(error) === 'camera-denied') throw error;
      }
    }
    return this.#mediaDevices.getUserMedia({ video: picture });
  }
}

/** Text moves little and must be sharp: more pictures a second than that only cost. */
const screenRate = 15;

/**
 * What other programs play, as it is. Our own calls are left out of it where the browser can, or else taken out as an echo is: the far end
 * would hear itself.
 */
const screenSound: MediaTrackConstraints & { restrictOwnAudio: boolean } = {
  restrictOwnAudio: true,
  echoCancellation: true,
  noiseSuppression: false,
  autoGainControl: false,
};

/** By the browser's own way, at the other end of which the app gives what was chosen. */
export const openDisplay: OpenScreen = ({ withSound }) =>
  navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: screenRate } }, audio: withSound && screenSound });
