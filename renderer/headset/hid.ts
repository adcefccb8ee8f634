/* What is used of WebHID (https://wicg.github.io/webhid/), which the types of the browser do not have. All of it may be missing or odd: it was
   made from what a device says of itself. */

/** Some fields of one report, alike in size and kind. A usage is the page in the upper 16 bits and the id in the lower. */
export interface HidItem {
  readonly isAbsolute?: boolean;
  /** The fields hold numbers of usages instead of standing for one each. */
  readonly isArray?: boolean;
  readonly isRange?: boolean;
  readonly usages?: readonly number[] | null;
  readonly usageMinimum?: number | null;
  readonly usageMaximum?: number | null;
  /** Bits a field. */
  readonly reportSize?: number;
  readonly reportCount?: number;
  readonly logicalMinimum?: number;
}

export interface HidReport {
  readonly reportId?: number;
  readonly items?: readonly HidItem[];
}

/** The reports of a collection have the items of all collections within it as well. */
export interface HidCollection {
  readonly usagePage?: number;
  readonly inputReports?: readonly HidReport[];
  readonly outputReports?: readonly HidReport[];
}

/** A report that came. The data is without the id. */
export type HidInput = Event & { readonly reportId: number; readonly data: DataView };

export interface HidDevice extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  readonly opened: boolean;
  readonly vendorId: number;
  readonly productId: number;
  readonly productName: string;
  readonly collections: readonly HidCollection[];
  open: () => Promise<void>;
  close: () => Promise<void>;
  sendReport: (reportId: number, data: Uint8Array<ArrayBuffer>) => Promise<void>;
}

/** `navigator.hid`. */
export interface Hid extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  getDevices: () => Promise<HidDevice[]>;
  requestDevice: (options: { filters: readonly { usagePage: number }[] }) => Promise<HidDevice[]>;
}
