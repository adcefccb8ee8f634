import type { HidCollection, HidItem, HidReport } from '../hid.ts';

/* Report descriptors as headsets, dongles and their chips have them, from code that was published. */

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));

/** Consumer controls, then a headset with a report for each light: 9 mute, 17 off hook, 18 ring, 20 hold (hexadecimal). */
export const reportEach = bytes(`
  05 0c 09 01 a1 01 85 01 15 00 25 01 09 e9 09 ea 75 01 95 02 81 06 95 06 81 01 85 02 05 0c 09 00 95 10 81 02 85 03 09 00 95 08 91 02 85 04
  09 00 75 08 95 24 91 02 85 05 09 00 95 20 81 02 85 06 09 00 95 24 91 02 85 07 09 00 95 20 81 02 c0 05 0b 09 05 a1 01 85 08 15 00 25 01 09
  20 75 01 95 01 81 22 09 97 75 01 95 01 81 22 09 2b 75 01 95 01 81 22 09 2a 75 01 95 01 81 22 09 2f 75 01 95 01 81 06 09 21 75 01 95 01 81
  06 09 24 75 01 95 01 81 06 09 07 05 09 09 01 75 01 95 01 81 02 05 08 85 09 09 09 95 01 91 22 95 07 91 01 85 17 09 17 95 01 91 22 95 07 91
  01 85 18 09 18 95 01 91 22 95 07 91 01 85 20 09 20 95 01 91 22 95 07 91 01 c0`);

/** All lights in one report of two bytes, a keypad in the middle of the buttons, a reject button behind it. */
export const keypadInside = bytes(`
  05 0b 09 05 a1 01 85 02 05 0b 15 00 25 01 09 20 09 97 75 01 95 02 81 22 09 2f 09 21 09 70 09 50 75 01 95 04 81 06 09 06 a1 02 19 b0 29 bb
  15 00 25 0c 75 04 95 01 81 40 c0 09 07 15 00 25 01 05 09 75 01 95 01 81 02 75 01 95 05 81 01 05 08 15 00 25 01 09 17 09 09 09 18 09 20 09
  21 75 01 95 05 91 22 05 0b 15 00 25 01 09 9e 75 01 95 01 91 22 75 01 95 0a 91 01 c0 05 0c 09 01 a1 01 85 01 05 0c 15 00 25 01 09 ea 09 e9
  09 e2 75 01 95 03 81 02 75 01 95 0d 81 01 c0`);

/** Says of its buttons that they are constant, which they are not; a speaker light stands between off hook and mute. */
export const saidConstant = bytes(`
  05 0b 09 05 a1 01 85 05 05 0b 15 00 25 01 09 20 09 97 09 2b 09 2a 75 01 95 04 81 23 09 2f 09 21 09 24 09 26 75 01 95 04 81 07 09 06 a1 02
  19 b0 29 bb 15 00 25 0c 75 04 95 01 81 40 c0 05 09 09 07 09 01 15 00 25 01 75 01 95 01 81 02 95 03 81 01 05 08 15 00 25 01 09 17 09 1e 09
  09 09 18 09 20 09 21 09 2a 75 01 95 07 91 22 05 0b 15 00 25 01 09 9e 75 01 95 01 91 22 75 01 95 08 91 01 c0`);

/** A hook that only tells presses. */
export const pressedHook = bytes(`
  05 0b 09 05 a1 01 85 0b 15 00 25 01 75 01 09 20 95 01 81 06 09 2f 95 01 81 06 09 24 09 21 09 26 95 03 81 06 09 07 05 09 09 01 75 01 95 01
  81 02 95 02 81 01 05 08 15 00 25 01 09 17 09 09 09 18 09 21 09 2a 09 20 75 01 95 06 91 22 75 01 95 02 91 01 c0`);

/** What a small microcontroller has: two buttons in one report, three lights in another. */
export const twoButtons = bytes(`
  05 0b 09 05 a1 01 85 01 25 01 15 00 09 20 09 2f 75 01 95 02 81 02 95 06 81 03 85 02 05 08 09 09 09 17 09 18 75 01 95 03 91 02 95 05 91 03
  c0`);

/** Media keys alone, as of a headset for music. */
export const mediaKeys = bytes('05 0c 09 01 a1 01 15 00 25 01 09 e9 09 ea 09 e2 75 01 95 03 81 02 95 05 81 01 c0');

type Open = { usagePage: number; inputReports: HidReport[]; outputReports: HidReport[] };

/** What the items so far have said; the last three hold for the next item of a report only. */
interface Said {
  page: number;
  size: number;
  count: number;
  id: number;
  logicalMinimum: number;
  usages: number[];
  minimum: number | null;
  maximum: number | null;
}
const nothing = { usages: [], minimum: null, maximum: null };

/**
 * What Chromium makes of a report descriptor (HID 1.11, 6.2.2): a usage gets the page that stood before it, and an item is in the reports of
 * all the collections that it stands in. Here of the outermost alone, which is what we read.
 */
export function collectionsOf(descriptor: Uint8Array): HidCollection[] {
  const collections: Open[] = [];
  let said: Said = { page: 0, size: 0, count: 0, id: 0, logicalMinimum: 0, ...nothing };
  let depth = 0;
  for (let at = 0; at < descriptor.length; ) {
    const head = descriptor[at] ?? 0;
    const length = [0, 1, 2, 4][head & 3] ?? 0;
    const value = descriptor.subarray(at + 1, at + 1 + length).reduceRight((sum, byte) => sum * 256 + byte, 0);
    at += 1 + length;
    const kind = tags[head & 0xfc];
    if (kind === 'collection') {
      if (depth++ === 0) collections.push({ usagePage: said.page, inputReports: [], outputReports: [] });
    } else if (kind === 'end') depth--;
    else if (kind === 'inputReports' || kind === 'outputReports') addItem(collections.at(-1)?.[kind] ?? [], said, value);
    else if (kind) said = { ...said, ...wordOf(kind, said, value) };
    if (kind === 'collection' || kind === 'inputReports' || kind === 'outputReports') said = { ...said, ...nothing };
  }
  return collections;
}

type Word = 'page' | 'logicalMinimum' | 'size' | 'id' | 'count' | 'usages' | 'minimum' | 'maximum';
const tags: Readonly<Record<number, Word | 'collection' | 'end' | 'inputReports' | 'outputReports'>> = {
  ...{ 4: 'page', 20: 'logicalMinimum', 116: 'size', 132: 'id', 148: 'count', 8: 'usages', 24: 'minimum', 40: 'maximum' },
  ...{ 160: 'collection', 192: 'end', 128: 'inputReports', 144: 'outputReports' },
};

function wordOf(word: Word, { page, usages }: Said, value: number): Partial<Said> {
  const usage = page * 0x10000 + value;
  if (word === 'usages') return { usages: [...usages, usage] };
  return { [word]: word === 'minimum' || word === 'maximum' ? usage : value };
}

function addItem(reports: HidReport[], { id, usages, minimum, maximum, size, count, logicalMinimum }: Said, flags: number): void {
  let report = reports.find(({ reportId }) => reportId === id);
  if (!report) {
    report = { reportId: id, items: [] };
    reports.push(report);
  }
  (report.items as HidItem[]).push({
    isAbsolute: (flags & 4) === 0,
    isArray: (flags & 2) === 0,
    isRange: minimum !== null,
    usages,
    usageMinimum: minimum,
    usageMaximum: maximum,
    reportSize: size,
    reportCount: count,
    logicalMinimum,
  });
}
