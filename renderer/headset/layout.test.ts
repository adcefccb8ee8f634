import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { HidCollection } from './hid.ts';
import { type Button, layoutOf, readButtons, writeLights } from './layout.ts';
import { dark } from './lights.ts';
import { collectionsOf, keypadInside, mediaKeys, pressedHook, reportEach, saidConstant, twoButtons } from './testing/descriptors.ts';

const of = (descriptor: Uint8Array) => layoutOf(collectionsOf(descriptor));
const view = (...bytes: number[]) => new DataView(Uint8Array.from(bytes).buffer);
const pressed = (buttons: Map<Button, boolean>) => [...buttons].filter(([, isDown]) => isDown).map(([button]) => button);

describe('buttons are found by what they mean', () => {
  test.each<[string, Uint8Array, number, number[], Button[]]>([
    ['a report for each light', reportEach, 8, [0b0000_0001], ['hook']],
    ['a report for each light', reportEach, 8, [0b0001_0000], ['mute']],
    ['a report for each light', reportEach, 8, [0b0010_0000], ['flash']],
    ['a report for each light', reportEach, 8, [0b1100_0001], ['hook', 'redial', 'reject']],
    ['a report for each light', reportEach, 8, [0b0000_1110], []], // busy tone, speaker phone, line
    ['a keypad in the middle', keypadInside, 2, [0b0000_0101, 0], ['hook', 'mute']],
    ['a keypad in the middle', keypadInside, 2, [0b1100_0000, 0b0000_0100], ['reject']],
    ['a keypad in the middle', keypadInside, 2, [0b1100_0000, 0b0000_0011], []], // keys of the pad
    ['buttons said to be constant', saidConstant, 5, [0b1001_0001, 0b0001_0000], ['hook', 'mute', 'drop', 'reject']],
    ['a hook that tells presses', pressedHook, 11, [0b0011_0011], ['hook', 'mute', 'drop', 'reject']],
    ['two buttons', twoButtons, 1, [0b10], ['mute']],
    ['two buttons', twoButtons, 2, [0b11], []], // another report
    ['media keys', mediaKeys, 0, [0b111], []],
  ])('%s: %#', (_, descriptor, reportId, data, expected) => {
    expect(pressed(readButtons(of(descriptor), reportId, view(...data))).sort()).toEqual([...expected].sort());
  });

  it('knows a hook that says how things are from one that tells presses', () => {
    const isState = (descriptor: Uint8Array) => of(descriptor).buttons.find(({ button }) => button === 'hook')?.isState;
    expect([reportEach, keypadInside, saidConstant, pressedHook].map(isState)).toEqual([true, true, true, false]);
  });

  it('reads an array of usages, whichever of its fields has it', () => {
    const item = { isArray: true, isAbsolute: true, usages: [0x0b0020, 0x0b002f], reportSize: 8, reportCount: 2, logicalMinimum: 1 };
    const layout = layoutOf([{ usagePage: 0x0b, inputReports: [{ reportId: 3, items: [item] }] }]);
    expect(pressed(readButtons(layout, 3, view(2, 0)))).toEqual(['mute']);
    expect(pressed(readButtons(layout, 3, view(2, 1)))).toEqual(['hook', 'mute']);
    expect(pressed(readButtons(layout, 3, view(0, 0)))).toEqual([]);
  });
});

describe('lights', () => {
  const talking = { offHook: true, ring: false, mute: true, hold: false };
  const calling = { offHook: false, ring: true, mute: false, hold: true };
  test.each<[string, Uint8Array, typeof dark, [number, number[]][]]>([
    [
      'a report for each',
      reportEach,
      talking,
      [
        [9, [1]],
        [0x17, [1]],
        [0x18, [0]],
        [0x20, [0]],
      ],
    ],
    [
      'a report for each',
      reportEach,
      calling,
      [
        [9, [0]],
        [0x17, [0]],
        [0x18, [1]],
        [0x20, [1]],
      ],
    ],
    ['all in one', keypadInside, talking, [[2, [0b0000_0011, 0]]]],
    ['all in one, with a ringer', keypadInside, calling, [[2, [0b0010_1100, 0]]]],
    ['a speaker light between', saidConstant, talking, [[5, [0b0000_0101, 0]]]],
    ['hold last', pressedHook, calling, [[11, [0b0010_0100]]]],
    ['three', twoButtons, talking, [[2, [0b011]]]],
    ['none', mediaKeys, talking, []],
  ])('%s: %#', (_, descriptor, lights, expected) => {
    expect(writeLights(of(descriptor), lights).map(({ reportId, data }) => [reportId, [...data]])).toEqual(expected);
  });
});

describe('a device that lies', () => {
  const odd = fc.oneof(fc.integer(), fc.constantFrom(undefined, null, Number.NaN, 2 ** 31, -1, 0x0b0020, 0x080017));
  const item = fc.record(
    {
      isAbsolute: fc.boolean(),
      isArray: fc.boolean(),
      isRange: fc.boolean(),
      usages: fc.option(fc.array(odd)),
      usageMinimum: odd,
      usageMaximum: odd,
      reportSize: odd,
      reportCount: odd,
      logicalMinimum: odd,
    },
    { requiredKeys: [] },
  );
  const reports = fc.array(fc.record({ reportId: fc.nat(255), items: fc.array(item) }, { requiredKeys: [] }));
  const collection = fc.record(
    { usagePage: fc.constantFrom(0x0b, 0x0c), inputReports: reports, outputReports: reports },
    { requiredKeys: [] },
  );

  it('is read without harm, and is sent no report longer than there are', () => {
    fc.assert(
      fc.property(fc.array(collection), fc.uint8Array({ maxLength: 8 }), (collections, data) => {
        const layout = layoutOf(collections as HidCollection[]);
        for (let id = 0; id < 256; id++) readButtons(layout, id, new DataView(Uint8Array.from(data).buffer));
        for (const { data: sent } of writeLights(layout, { ...dark, ring: true })) expect(sent.length).toBeLessThanOrEqual(512);
      }),
      { numRuns: 300 },
    );
  });

  it('of a million fields has none behind the longest report', () => {
    const huge = {
      isAbsolute: true,
      isRange: true,
      usageMinimum: 0x0b0000,
      usageMaximum: 0x0bffff,
      reportSize: 32,
      reportCount: 1_000_000,
    };
    expect(layoutOf([{ usagePage: 0x0b, inputReports: [{ reportId: 1, items: [huge] }] }]).buttons).toEqual([]);
  });

  it('that sends less than it said has nothing pressed', () => {
    expect(pressed(readButtons(of(keypadInside), 2, view()))).toEqual([]);
  });
});
