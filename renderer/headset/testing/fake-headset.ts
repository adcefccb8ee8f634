import type { Hid, HidDevice } from '../hid.ts';
import { collectionsOf } from './descriptors.ts';

/** A headset in memory. It sends what the test says, and keeps what it was told. */
export class FakeHeadset extends EventTarget implements HidDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly productName = 'Fake headset';
  readonly collections: HidDevice['collections'];
  opened = false;
  /** How opening and telling fail. */
  failure: Error | null = null;
  /** Each report that it was told, as `id:bytes`. */
  readonly told: string[] = [];
  onTold: (data: readonly number[]) => void = () => {};

  constructor(descriptor: Uint8Array, { vendorId = 0x0b0e, productId = 0x24c8 } = {}) {
    super();
    this.collections = collectionsOf(descriptor);
    this.vendorId = vendorId;
    this.productId = productId;
  }

  async open(): Promise<void> {
    if (this.failure) throw this.failure;
    this.opened = true;
  }

  async close(): Promise<void> {
    this.opened = false;
  }

  async sendReport(reportId: number, data: Uint8Array): Promise<void> {
    if (this.failure) throw this.failure;
    this.told.push(`${reportId}:${[...data]}`);
    this.onTold([...data]);
  }

  report(reportId: number, ...bytes: number[]): void {
    if (!this.opened) return;
    this.dispatchEvent(Object.assign(new Event('inputreport'), { reportId, data: new DataView(Uint8Array.from(bytes).buffer) }));
  }
}

/** The headsets that are plugged in. */
export class FakeHid extends EventTarget implements Hid {
  devices: HidDevice[] = [];

  getDevices(): Promise<HidDevice[]> {
    return Promise.resolve([...this.devices]);
  }

  requestDevice(): Promise<HidDevice[]> {
    return this.getDevices();
  }

  plug(...devices: HidDevice[]): void {
    this.devices = devices;
    this.dispatchEvent(new Event('connect'));
  }
}
