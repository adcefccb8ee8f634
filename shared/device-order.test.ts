import { describe, expect, it, test } from 'vitest';
import {
  defaultDevice,
  everyDevice,
  findDevice,
  inUse,
  putFirst,
  rankOf,
  shownDevice,
  standInOf,
  systemDefault,
  usable,
} from './device-order.ts';

const standIn = { id: 'default', label: 'Default - Built-in' };
const jabra = { id: 'a1', label: 'Jabra Evolve2' };
const desk = { id: 'b2', label: 'Built-in' };
const cam = { id: 'c3', label: 'Webcam' };

test.each([
  ['the one with that id', jabra, [standIn, desk, jabra], jabra],
  ['the one with that id, though another has the label', jabra, [{ id: 'x', label: jabra.label }, jabra], jabra],
  ['the one with that label when the id is another by now', { id: 'old', label: jabra.label }, [desk, jabra], jabra],
  ['none without a label that has another id', { id: 'gone', label: '' }, [{ id: 'x', label: '' }], null],
  ['none when it is not there', jabra, [desk], null],
])('what was meant is %s', (_, meant, list, expected) => {
  expect(findDevice(meant, list)).toEqual(expected);
});

test.each([
  ['the first that is there', [jabra, desk], [standIn, desk, cam], desk],
  ['the first, when it is back', [jabra, desk], [standIn, desk, jabra], jabra],
  ['the default when none is there', [jabra], [standIn, desk], null],
  ['the default when nothing was ever chosen', [], [standIn, desk], null],
  ['the default when that stands first', [systemDefault, jabra], [standIn, jabra], null],
  ['the default before what stands behind it', [jabra, systemDefault, desk], [standIn, desk], null],
])('used is %s', (_, order, list, expected) => {
  expect(inUse(order, list)).toEqual(expected);
});

it('may use all that stand before the default, best first', () => {
  expect(usable([cam, jabra, systemDefault, desk], [desk, jabra, cam])).toEqual([cam, jabra]);
});

describe('a choice', () => {
  it('comes before the others, which keep their places', () => {
    expect(putFirst([jabra, desk], cam)).toEqual([cam, jabra, desk]);
    expect(putFirst([jabra, desk], desk)).toEqual([desk, jabra]);
    expect(putFirst([jabra], null)).toEqual([systemDefault, jabra]);
    expect(putFirst([systemDefault, jabra], jabra)).toEqual([jabra, systemDefault]);
  });

  it('of a device with another id by now takes the place of the old one', () => {
    expect(putFirst([desk, { id: 'old', label: jabra.label }], jabra)).toEqual([jabra, desk]);
  });

  it('keeps no more than the order of the settings may hold', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ id: `${index}`, label: `${index}` }));
    expect(putFirst(many, jabra)).toEqual([jabra, ...many.slice(0, 19)]);
  });
});

describe('what is shown as used', () => {
  test.each([
    ['what is open', [desk], [standIn, desk, jabra], jabra, jabra],
    ['what is open, by its name where the id is another', [desk], [desk, jabra], { id: 'old', label: jabra.label }, jabra],
    ['the default when that is open', [desk], [standIn, desk], standIn, systemDefault],
    ['by the order when nothing is open', [cam, desk], [standIn, desk, cam], null, cam],
    ['by the order when what is open has gone', [desk], [standIn, desk], jabra, desk],
    ['the default when nothing is open and nothing was chosen', [], [standIn, desk], null, systemDefault],
  ])('is %s', (_, order, list, open, expected) => {
    expect(shownDevice(order, list, open)).toEqual(expected);
  });

  test.each([
    ['nothing while the wish is fulfilled', [jabra, desk], [desk, jabra], jabra, null],
    ['nothing while the default is wished for', [systemDefault, desk], [standIn, desk], desk, null],
    ['nothing without a wish', [], [standIn, desk], desk, null],
    ['that it is away', [jabra, desk], [standIn, desk], desk, { wanted: jabra, used: desk, isAway: true }],
    ['that it is away, also before anything is open', [jabra], [standIn, desk], null, { wanted: jabra, used: systemDefault, isAway: true }],
    ['that it could not be opened', [jabra, desk], [desk, jabra], desk, { wanted: jabra, used: desk, isAway: false }],
  ])('has an excuse: %s', (_, order, list, open, expected) => {
    expect(standInOf(order, list, open)).toEqual(expected);
  });
});

test.each([
  ['by its name', [standIn, desk, jabra], desk],
  ['by its hardware', [{ id: 'default', label: 'Default', group: 'g' }, desk, { ...jabra, group: 'g' }], { ...jabra, group: 'g' }],
  ['not at all where two have the name', [standIn, desk, { id: 'd2', label: desk.label }], null],
  ['not at all where the browser does not tell', [{ id: 'default', label: 'Default' }, desk], null],
  ['not at all without an entry for it', [desk], null],
])('what the default is, is known %s', (_, list, expected) => {
  expect(defaultDevice(list)).toEqual(expected);
});

it('ranks what the order does not name as the default', () => {
  expect([jabra, desk, standIn, cam].map((device) => rankOf([jabra, systemDefault, desk], device))).toEqual([0, 2, 1, 1]);
  expect([jabra, standIn, cam].map((device) => rankOf([jabra], device))).toEqual([0, 1, 1]);
});

it('lists every device once: the order as it is there by now, the default, and the rest', () => {
  expect(everyDevice([{ id: 'old', label: jabra.label }, cam], [standIn, desk, jabra])).toEqual([jabra, cam, systemDefault, desk]);
  expect(everyDevice([systemDefault, desk], [desk])).toEqual([systemDefault, desk]);
});
