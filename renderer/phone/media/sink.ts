import { inUse, systemDefault as standsForDefault } from '../../../shared/device-order.ts';
import type { DeviceChoice, DeviceOrder } from '../../../shared/settings.ts';
import type { Devices } from './devices.ts';

/** How both `HTMLMediaElement.setSinkId` and `AudioContext.setSinkId` name the system's default device. */
const systemDefault = '';

/** Where sound goes: to the first of `order` that is there. Beside another one it is silent where that plays already, and where it would fall back. */
export interface Route {
  readonly order: DeviceOrder;
  readonly beside?: DeviceOrder;
}

/** The id of the device, empty for the system's default; null for nowhere. */
export function targetOf({ order, beside }: Route, speakers: readonly DeviceChoice[]): string | null {
  const own = inUse(order, speakers)?.id ?? null;
  if (!beside) return own ?? systemDefault;
  return own === (inUse(beside, speakers)?.id ?? null) ? null : own;
}

const isSameOrder = (a: DeviceOrder = [], b: DeviceOrder = []): boolean =>
  a.length === b.length && a.every(({ id, label }, index) => id === b[index]?.id && label === b[index]?.label);

/**
 * Keeps sound on its route while there is sound: on the next best speaker when one vanishes, and back when it returns.
 * Between `stop` and the next `start` it holds no listener.
 */
export class Sink {
  readonly #devices: Devices;
  readonly #apply: (id: string | null) => Promise<unknown>;
  readonly #onUsed: (device: DeviceChoice | null) => void;
  #route: Route = { order: [] };
  #stopWatching: (() => void) | null = null;
  /** Changes are applied one after another, or the slower of two would win. */
  #last: Promise<void> = Promise.resolve();

  /**
   * `apply` moves all sound to the device with that id; empty is the system's default, null nowhere. `onUsed` hears where it is then; null
   * is nowhere, or on its way.
   */
  constructor(devices: Devices, apply: (id: string | null) => Promise<unknown>, onUsed: (device: DeviceChoice | null) => void = () => {}) {
    this.#devices = devices;
    this.#apply = apply;
    this.#onUsed = onUsed;
  }

  async choose(route: Route): Promise<void> {
    const { order, beside } = this.#route;
    if (isSameOrder(route.order, order) && isSameOrder(route.beside, beside)) return;
    this.#route = route;
    if (!this.#stopWatching) return;
    this.#onUsed(null);
    await this.#follow();
  }

  /** Something began to play. */
  start(): void {
    this.#stopWatching ??= this.#devices.watch(() => void this.#follow());
    // What plays on the default device from its birth need not be told so.
    if (this.#route.order.length > 0) void this.#follow();
    else this.#onUsed(standsForDefault);
  }

  /** Nothing plays any more. */
  stop(): void {
    if (!this.#stopWatching) return;
    this.#stopWatching();
    this.#stopWatching = null;
    this.#onUsed(null);
  }

  #follow(): Promise<void> {
    this.#last = this.#last.then(() => this.#move());
    return this.#last;
  }

  async #move(): Promise<void> {
    const { speakers } = await this.#devices.list();
    const id = targetOf(this.#route, speakers);
    if (!this.#stopWatching) return;
    const used = await this.#applyOrFallBack(id);
    if (this.#stopWatching === null) return;
    this.#onUsed(used === systemDefault ? standsForDefault : (speakers.find((one) => one.id === used) ?? null));
  }

  async #applyOrFallBack(id: string | null): Promise<string | null> {
    try {
      await this.#apply(id);
      return id;
    } catch {
      // It went between the list and now. There is always a default one, if only the one that plays to nobody.
      const next = this.#route.beside ? null : systemDefault;
      if (id !== systemDefault && this.#stopWatching !== null) await this.#apply(next);
      return next;
    }
  }
}
