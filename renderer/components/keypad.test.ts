// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Keypad from './Keypad.vue';

enableAutoUnmount(afterEach);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const keyOf = (keypad: ReturnType<typeof mount>, digit: string) => {
  const found = keypad.findAll('button').find((each) => each.text().startsWith(digit));
  if (!found) throw new Error(`There is no key ${digit}.`);
  return found;
};

/** As a mouse does it: down, some time, up and click. */
async function press(key: ReturnType<typeof keyOf>, milliseconds: number): Promise<void> {
  await key.trigger('pointerdown');
  vi.advanceTimersByTime(milliseconds);
  await key.trigger('click', { detail: 1 });
}

test('a key sounds and types once, by mouse and by keyboard', async () => {
  const keypad = mount(Keypad);
  await press(keyOf(keypad, '5'), 80);
  await keyOf(keypad, '6').trigger('click', { detail: 0 });
  expect(keypad.emitted('press')).toEqual([['5'], ['6']]);
  expect(keypad.emitted('sound')).toEqual([['5'], ['6']]);
});

test('0 held for half a second is a plus; a short one is a nought', async () => {
  const keypad = mount(Keypad);
  await press(keyOf(keypad, '0'), 600);
  await press(keyOf(keypad, '0'), 100);
  expect(keypad.emitted('press')).toEqual([['+'], ['0']]);
});

test('a finger that slides away types nothing', async () => {
  const keypad = mount(Keypad);
  await keyOf(keypad, '0').trigger('pointerdown');
  await keyOf(keypad, '0').trigger('pointerleave');
  vi.advanceTimersByTime(1000);
  expect(keypad.emitted('press')).toBeUndefined();
});

test('within a call there is no plus', async () => {
  const keypad = mount(Keypad, { props: { compact: true } });
  await press(keyOf(keypad, '0'), 600);
  await keypad.trigger('keydown', { key: '+' });
  expect(keypad.emitted('press')).toEqual([['0']]);
});
