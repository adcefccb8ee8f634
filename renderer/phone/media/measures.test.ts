import { expect, test, vi } from 'vitest';
import { FakeStatistics, type SoundOptions } from '../testing/fake-statistics.ts';
import { measure } from './measures.ts';
import { readSample } from './sample.ts';

function measured(sound: SoundOptions = {}, seconds = 3) {
  const statistics = new FakeStatistics();
  statistics.set({ lost: 0.5, roundTrip: 9 });
  statistics.pass();
  const before = readSample(statistics.report)!;
  statistics.set({ lost: 0, roundTrip: 0.02, ...sound });
  statistics.pass(seconds);
  return measure(before, readSample(statistics.report)!)!;
}

test('an interval counts for itself, whatever was before', () => {
  expect(measured()).toMatchObject({
    ...{ seconds: 3, codec: 'opus', expected: 150, received: 150, lost: 0, late: 0, starved: 0 },
    ...{ roundTrip: 20, jitter: 3, bitRate: { sent: 32_000, received: 32_000 } },
  });
});

test('shares, delays and levels are those of the interval', () => {
  const { lost, late, starved, bufferDelay, levels, lossSent } = measured({
    ...{ lost: 0.1, late: 0.04, starved: 0.02, bufferDelay: 0.12, local: 0.2, remote: 0.3, lossSent: 0.07 },
  });
  expect(lost).toBeCloseTo(0.1);
  expect(late).toBeCloseTo(0.04);
  expect(starved).toBeCloseTo(0.02);
  expect(bufferDelay).toBeCloseTo(120);
  expect(levels.local).toBeCloseTo(0.2);
  expect(levels.remote).toBeCloseTo(0.3);
  expect(lossSent).toBe(0.07);
});

test('packets that were counted as lost and came after all make no loss below nothing', () => {
  const statistics = new FakeStatistics();
  statistics.set({ lost: 0.2 });
  statistics.pass();
  const before = readSample(statistics.report)!;
  statistics.set({ lost: -0.1 });
  statistics.pass();
  expect(measure(before, readSample(statistics.report)!)).toMatchObject({ lost: 0 });
});

test('another stream, or no time, cannot be compared', () => {
  const statistics = new FakeStatistics();
  statistics.pass();
  const before = readSample(statistics.report)!;
  expect(measure(before, before)).toBeNull();
  statistics.changeStream();
  statistics.pass();
  expect(measure(before, readSample(statistics.report)!)).toBeNull();
});

test('a stream that was found is found again, with what came after it', () => {
  const statistics = new FakeStatistics();
  statistics.pass();
  const before = readSample(statistics.report)!;
  statistics.pass();
  const { report } = statistics;
  const all = vi.spyOn(report, 'values');
  expect(readSample(report, before)).toEqual(readSample(statistics.report));
  expect(all).not.toHaveBeenCalled();
});

test('another one is looked for where the one that was found has gone, or is silent', () => {
  const statistics = new FakeStatistics();
  statistics.pass();
  const before = readSample(statistics.report)!;
  const old = statistics.report.get(before.inbound!.id);
  statistics.changeStream();
  statistics.pass();
  const gone = statistics.report;
  expect(readSample(gone, before)).toMatchObject({ inbound: { id: 'I2', packets: 50 } });
  const silent = new Map([...gone.entries(), [old.id, old]]) as unknown as RTCStatsReport;
  expect(readSample(silent, before)).toMatchObject({ inbound: { id: 'I2', packets: 50 } });
});

test('statistics with nothing in them are no sample, and half of them no error', () => {
  expect(readSample(new Map() as RTCStatsReport)).toBeNull();
  const only = (entry: Record<string, unknown>) => readSample(new Map([['x', { id: 'x', timestamp: 1, ...entry }]]) as never)!;
  expect(only({ type: 'transport' })).toMatchObject({ at: 1, isConnected: false, roundTrip: null, inbound: null, outbound: null });
  const before = only({ type: 'inbound-rtp', kind: 'audio' });
  expect(measure(before, { ...before, at: 3_001 })).toMatchObject({
    received: 0,
    lost: 0,
    bufferDelay: 0,
    levels: { local: null, remote: 0 },
  });
});
