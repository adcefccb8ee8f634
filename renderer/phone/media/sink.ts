import type { DeviceChoice } from '../../../shared/settings.ts';
import { bestMatch, type Devices, isMeant } from './devices.ts';

/** How both `HTMLMediaElement.setSinkId` and `AudioContext.setSinkId` name the system's default device. */
const systemDefault = '';

/**
 * Keeps sound on the chosen speaker while there is sound: on the default one when the chosen one vanishes, and back when it returns.
 * Between `stop` and the next `start` it holds no listener.
 */
export class Sink {
  readonly #devices: Devices;
  readonly #apply: (id: string) => Promise<unknown>;
  #choice: DeviceChoice | null = null;
  #stopWatching: (() => void) | null = null;
  /** Changes are applied one after another, or the slower of two would win. */
  #last: Promise<void> = Promise.resolve();

  constructor(devices: Devices, apply: (id: string) => Promise<unknown>) {
    this.#devices = devices;
    this.#apply = apply;
  }

  async choose(choice: DeviceChoice | null): Promise<void> {
    if (choice?.id === this.#choice?.id && choice?.label === this.#choice?.label) return;
    this.#choice = choice;
    if (this.#stopWatching) await this.#follow();
  }

  /** Something began to play. */
  start(): void {
    this.#stopWatching ??= this.#devices.watch(() => void this.#follow());
    // What plays on the default device from its birth need not be told so.
    if (this.#choice) void this.#follow();
  }

  /** Nothing plays any more. */
  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
  }

  #follow(): Promise<void> {
    this.#last = this.#last.then(() => this.#move());
    return this.#last;
  }

  async #move(): Promise<void> {
    const { speakers } = await this.#devices.list();
    const device = this.#choice && bestMatch(this.#choice, speakers);
    const id = device && isMeant(this.#choice, device) ? device.id : systemDefault;
    if (!this.#stopWatching) return;
    try {
      await this.#apply(id);
    } catch {
      // It went between the list and now. There is always a default one, if only the one that plays to nobody.
      if (id !== systemDefault && this.#stopWatching !== null) await this.#apply(systemDefault);
    }
  }
}
