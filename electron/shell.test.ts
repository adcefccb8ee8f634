import { expect, test } from 'vitest';
import { field, value } from './shell.ts';

test('a listener hears the current value, then every new one, until it stops', () => {
  const volume = value(1);
  const heard: number[] = [];
  const stop = volume.subscribe((next) => heard.push(next));
  volume.set(2);
  volume.set(2);
  stop();
  volume.set(3);
  expect(heard).toEqual([1, 2]);
  expect(volume.get()).toBe(3);
});

test('the same function may listen twice, and one stop ends one of them', () => {
  const volume = value(1);
  const heard: number[] = [];
  const listener = (next: number): void => void heard.push(next);
  const stop = volume.subscribe(listener);
  volume.subscribe(listener);
  stop();
  volume.set(2);
  expect(heard).toEqual([1, 1, 2]);
});

test('a listener that stops another one while being told does no harm', () => {
  const volume = value(1);
  const heard: number[] = [];
  let stopSecond = (): void => {};
  volume.subscribe((next) => {
    if (next === 2) stopSecond();
  });
  stopSecond = volume.subscribe((next) => heard.push(next));
  volume.set(2);
  volume.set(3);
  expect(heard).toEqual([1, 2]);
});

test('a field changes the whole, and only itself', () => {
  const whole = value({ theme: 'light', volume: 1 });
  const volume = field(whole, 'volume');
  const before = whole.get();
  volume.set(1);
  expect(whole.get()).toBe(before);
  volume.set(2);
  expect(whole.get()).toEqual({ theme: 'light', volume: 2 });
  expect(volume.get()).toBe(2);
});
