import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeAudioContext } from '../testing/fake-browser.ts';
import { makeFakeStream } from '../testing/fake-media.ts';
import { levelOf, makeMeters } from './level.ts';

beforeEach(() => {
  vi.useFakeTimers();
  FakeAudioContext.made.length = 0;
});
afterEach(() => vi.useRealTimers());

it('silence is 0, a full square wave 1, a full sine 0.71, and nothing is above 1', () => {
  expect(levelOf(new Float32Array(100))).toBe(0);
  expect(levelOf(new Float32Array(0))).toBe(0);
  expect(levelOf(Float32Array.from({ length: 100 }, (_, at) => (at % 2 ? 1 : -1)))).toBe(1);
  expect(levelOf(Float32Array.from({ length: 1_000 }, (_, at) => Math.sin((2 * Math.PI * at) / 100)))).toBeCloseTo(Math.SQRT1_2, 3);
  expect(levelOf(new Float32Array(100).fill(3))).toBe(1);
});

it('meters share one sound engine, and there is none before the first reading and after the last', async () => {
  const openMeter = makeMeters(FakeAudioContext.make);
  const meters = [openMeter(makeFakeStream()), openMeter(makeFakeStream())];
  expect(FakeAudioContext.made).toHaveLength(0);
  for (const meter of meters) meter.read();
  const [context] = FakeAudioContext.made;
  if (context) context.sample = 0.25;
  expect(meters.map((meter) => meter.read())).toEqual([0.25, 0.25]);
  expect(FakeAudioContext.made).toHaveLength(1);
  meters[0]?.close();
  expect(context?.state).toBe('running');
  meters[1]?.close();
  meters[1]?.close();
  expect(context?.state).toBe('closed');
  expect(vi.getTimerCount()).toBe(0);
});

it('a meter that nobody reads for two seconds costs nothing, and goes on with the next reading', async () => {
  const openMeter = makeMeters(FakeAudioContext.make);
  const meter = openMeter(makeFakeStream());
  meter.read();
  await vi.advanceTimersByTimeAsync(1_900);
  meter.read();
  await vi.advanceTimersByTimeAsync(1_900);
  expect(FakeAudioContext.made[0]?.state).toBe('running');
  await vi.advanceTimersByTimeAsync(100);
  expect(FakeAudioContext.made[0]?.state).toBe('closed');
  meter.read();
  expect(FakeAudioContext.made[1]?.state).toBe('running');
  meter.close();
});

it('a stream without sound is silent', () => {
  const meter = makeMeters(FakeAudioContext.make)(makeFakeStream([]));
  expect(meter.read()).toBe(0);
  expect(FakeAudioContext.made).toHaveLength(0);
});
