import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Statistics } from './statistics.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('who asks in the same moment gets the same answer, and whoever asks later another one', async () => {
  const pc = { signalingState: 'stable' as RTCSignalingState, getStats: vi.fn(async () => new Map() as unknown as RTCStatsReport) };
  const statistics = new Statistics(pc);
  const first = await statistics.read();
  expect(await statistics.read()).toBe(first);
  await vi.advanceTimersByTimeAsync(100);
  expect(await statistics.read()).not.toBe(first);
  expect(pc.getStats).toHaveBeenCalledTimes(2);
});

test('a closed connection has none', async () => {
  const statistics = new Statistics({ signalingState: 'closed', getStats: () => Promise.reject(new Error('closed')) });
  expect(await statistics.read()).toBeNull();
});
