import type { VideoPictures } from '../../../shared/video.ts';
import type { Log } from '../log.ts';
import { type Source, stopAll } from './source.ts';

export interface CameraPromisePorts {
  isHeld: () => boolean;
  /** Null: the call was over before it was open. */
  open: () => Promise<Source | null>;
  show: (source: Source) => Promise<void>;
  /** The camera is to be closed here, or stays so; what is agreed with the far end stays. */
  onRest: () => void;
  /** There will be none: tells the far end, which is not kept waiting for pictures. */
  onBroken: () => Promise<void>;
  log: Log;
}

/** A camera on hold, as the snapshot says it: there is no picture of it. */
export const restingCamera: VideoPictures = {
  ...{ id: '', content: 'camera', participantId: null },
  ...{ width: 0, height: 0, codec: '', isFlowing: false },
};

/**
 * A camera that the far end was told of and that is not open: it is being opened, or rests while the call is on hold. Nobody is watched then, and
 * its light is off.
 */
export class CameraPromise {
  readonly #ports: CameraPromisePorts;
  #isGiven = false;
  #isResting = false;

  constructor(ports: CameraPromisePorts) {
    this.#ports = ports;
  }

  get isGiven(): boolean {
    return this.#isGiven;
  }

  get isResting(): boolean {
    return this.#isResting;
  }

  /** Opens the camera, or waits for the end of the hold. */
  give(): void {
    this.#isGiven = true;
    void this.#keep();
  }

  takeBack(): void {
    this.#isGiven = false;
    this.#isResting = false;
  }

  /** Until the call goes on. */
  rest(): void {
    this.#isGiven = true;
    this.#isResting = true;
    this.#ports.onRest();
  }

  wake(): void {
    if (!this.#isResting) return;
    this.#isResting = false;
    void this.#keep();
  }

  async #keep(): Promise<void> {
    const { isHeld, open, show, onBroken, log } = this.#ports;
    try {
      const source = await open();
      const isWanted = this.#isGiven;
      if (source && isWanted && isHeld()) {
        stopAll(source.stream);
        return this.rest();
      }
      this.takeBack();
      if (source && !isWanted) return stopAll(source.stream);
      if (source) await show(source);
    } catch (error) {
      this.takeBack();
      log.info(`a call goes on without its camera: ${error}`);
      await onBroken().catch(() => {});
    }
  }
}
