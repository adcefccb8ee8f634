import { describe, expect, it, test } from 'vitest';
import { everyDevice, findDevice, inUse, putFirst, rankOf, systemDefault, usable } from './device-order.ts';

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

it('ranks what the order does not name as the default', () => {
  expect([jabra, desk, standIn, cam].map((device) => rankOf([jabra, systemDefault, desk], device))).toEqual([0, 2, 1, 1]);
  expect([jabra, standIn, cam].map((device) => rankOf([jabra], device))).toEqual([0, 1, 1]);
});

it('lists every device once: the order as it is there by now, the default, and the rest', () => {
  expect(everyDevice([{ id: 'old', label: jabra.label }, cam], [standIn, desk, jabra])).toEqual([jabra, cam, systemDefault, desk]);
  expect(everyDevice([systemDefault, desk], [desk])).toEqual([systemDefault, desk]);
});
