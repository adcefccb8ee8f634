import { expect, test, vi } from 'vitest';
import { Statistics } from './statistics.ts';

test('who asks while it is read gets the same answer, and whoever asks later another one', async () => {
  const pc = { signalingState: 'stable' as RTCSignalingState, getStats: vi.fn(async () => new Map() as unknown as RTCStatsReport) };
  const statistics = new Statistics(pc);
  const [first, second] = await Promise.all([statistics.read(), statistics.read()]);
  expect(second).toBe(first);
  expect(await statistics.read()).not.toBe(first);
  expect(pc.getStats).toHaveBeenCalledTimes(2);
});

test('one that could not be read does not stand in the way of the next', async () => {
  const report = new Map() as unknown as RTCStatsReport;
  const getStats = vi.fn<() => Promise<RTCStatsReport>>().mockRejectedValueOnce(new Error('gone')).mockResolvedValue(report);
  const statistics = new Statistics({ signalingState: 'stable', getStats });
  await expect(statistics.read()).rejects.toThrow('gone');
  expect(await statistics.read()).toBe(report);
});

test('a closed connection has none', async () => {
  const statistics = new Statistics({ signalingState: 'closed', getStats: () => Promise.reject(new Error('closed')) });
  expect(await statistics.read()).toBeNull();
});
