import { telephonyPage } from '../../shared/headset.ts';
import type { HidCollection, HidItem, HidReport } from './hid.ts';
import type { Lights } from './lights.ts';

/** What a headset can have pressed. `hook` takes and ends calls; `reject` is a button of its own that some have. */
export type Button = 'hook' | 'mute' | 'flash' | 'hold' | 'drop' | 'reject' | 'redial';

/** HID Usage Tables 1.5, 14 (telephony) and 12 (buttons, of which makers take the seventh for “reject”). */
const buttonUsages: ReadonlyMap<number, Button> = new Map([
  [0x0b0020, 'hook'],
  [0x0b002f, 'mute'],
  [0x0b0021, 'flash'],
  [0x0b0023, 'hold'],
  [0x0b0026, 'drop'],
  [0x0b0024, 'redial'],
  // One button: its page is the one before or behind it in the descriptor, by how a parser reads 6.2.2.8 of the HID specification.
  [0x0b0007, 'reject'],
  [0x090007, 'reject'],
]);

/** HID Usage Tables 1.5, 11 (lights), and of 14 the ringer of a base station or dongle. */
const lightUsages: ReadonlyMap<number, keyof Lights> = new Map([
  [0x080017, 'offHook'],
  [0x080009, 'mute'],
  [0x080018, 'ring'],
  [0x080020, 'hold'],
  [0x0b009e, 'ring'],
]);

/** Where one button stands in its report. */
export interface ButtonField {
  readonly button: Button;
  readonly reportId: number;
  /** Says how things are; else each rise is one press. */
  readonly isState: boolean;
  /** Bits. */
  readonly offset: number;
  readonly size: number;
  readonly count: number;
  /** Pressed is any of the fields with this number; null: a single field that is not zero. */
  readonly value: number | null;
}

/** One report to the headset. */
export interface LightReport {
  readonly reportId: number;
  /** Bytes. */
  readonly length: number;
  /** The bit of each light. */
  readonly bits: readonly { readonly light: keyof Lights; readonly offset: number }[];
}

/** What of a headset matters for calls, found by what its fields mean and not by where they stand. */
export interface Layout {
  readonly buttons: readonly ButtonField[];
  readonly lights: readonly LightReport[];
}

/** No report over USB is longer, and no device is believed to have one. Bits. */
const longest = 64 * 8 * 8;

interface Fields {
  readonly item: HidItem;
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

const count = (number: unknown): number => (Number.isInteger(number) && (number as number) > 0 ? (number as number) : 0);

/** The items of a report with their places; what lies behind `longest` is left out. */
function fieldsOf(report: HidReport): Fields[] {
  const fields: Fields[] = [];
  let offset = 0;
  for (const item of report.items ?? []) {
    const [size, number] = [count(item.reportSize), count(item.reportCount)];
    if (offset + size * number > longest) return fields;
    // Fields of no size are none, however many.
    if (size * number > 0) fields.push({ item, offset, size, count: number });
    offset += size * number;
  }
  return fields;
}

/** The usage of the n-th field, or of the n-th value of an array. */
function usageAt({ isRange, usages, usageMinimum, usageMaximum }: HidItem, index: number): number | undefined {
  if (!isRange) return usages?.[index];
  const usage = (usageMinimum ?? 0) + index;
  return usage <= (usageMaximum ?? -1) ? usage : undefined;
}

export function layoutOf(collections: readonly HidCollection[]): Layout {
  const telephony = collections.filter(({ usagePage }) => usagePage === telephonyPage);
  const buttons = telephony.flatMap(({ inputReports }) => (inputReports ?? []).flatMap(buttonsOf));
  // Of a button that is there twice the first counts: one press would else be two.
  const first = buttons.filter(({ button }, index) => buttons.findIndex((other) => other.button === button) === index);
  return { buttons: first, lights: telephony.flatMap(({ outputReports }) => (outputReports ?? []).flatMap(lightsOf)) };
}

function buttonsOf(report: HidReport): ButtonField[] {
  const { reportId = 0 } = report;
  return fieldsOf(report).flatMap(({ item, offset, size, count: number }) => {
    const values = item.isArray
      ? Math.min(longest, item.usages?.length ?? (item.usageMaximum ?? 0) - (item.usageMinimum ?? 0) + 1)
      : number;
    return Array.from({ length: Math.max(0, values) }, (_, index) => index).flatMap((index): ButtonField[] => {
      const button = buttonUsages.get(usageAt(item, index) ?? 0);
      if (!button) return [];
      const isState = item.isAbsolute ?? false;
      const place = item.isArray
        ? { offset, size, count: number, value: index + (item.logicalMinimum ?? 0) }
        : { offset: offset + index * size, size, count: 1, value: null };
      return [{ button, reportId, isState, ...place }];
    });
  });
}

function lightsOf(report: HidReport): LightReport[] {
  const fields = fieldsOf(report);
  const bits = fields.flatMap(({ item, offset, size, count: number }) =>
    Array.from({ length: item.isArray ? 0 : number }, (_, index) => index).flatMap((index) => {
      const light = lightUsages.get(usageAt(item, index) ?? 0);
      return light ? [{ light, offset: offset + index * size }] : [];
    }),
  );
  const last = fields.at(-1);
  if (bits.length === 0 || !last) return [];
  return [{ reportId: report.reportId ?? 0, length: Math.ceil((last.offset + last.size * last.count) / 8), bits }];
}

/** Little-endian from the first bit on (HID 1.11, 5.8); what a short report lacks is 0. */
function bitsAt(data: DataView, offset: number, size: number): number {
  let value = 0;
  for (let bit = 0; bit < Math.min(size, 31); bit++) {
    const at = offset + bit;
    const byte = at >> 3 < data.byteLength ? data.getUint8(at >> 3) : 0;
    value |= ((byte >> (at & 7)) & 1) << bit;
  }
  return value;
}

/** How the buttons of that report stand; the others are not told. */
export function readButtons({ buttons }: Layout, reportId: number, data: DataView): Map<Button, boolean> {
  const found = buttons.filter((field) => field.reportId === reportId);
  return new Map(
    found.map(({ button, offset, size, count: number, value }) => {
      const values = Array.from({ length: number }, (_, index) => bitsAt(data, offset + index * size, size));
      return [button, values.some((one) => (value === null ? one !== 0 : one === value))];
    }),
  );
}

/** The reports that put the lights so. */
export function writeLights({ lights }: Layout, wanted: Lights): { reportId: number; data: Uint8Array<ArrayBuffer> }[] {
  return lights.map(({ reportId, length, bits }) => {
    const data = new Uint8Array(length);
    for (const { light, offset } of bits) {
      if (wanted[light]) data[offset >> 3] = (data[offset >> 3] ?? 0) | (1 << (offset & 7));
    }
    return { reportId, data };
  });
}
