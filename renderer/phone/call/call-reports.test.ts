import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CallReport } from '../../../shared/quality.ts';
import { FakeStatistics, type SoundOptions } from '../testing/fake-statistics.ts';
import { active } from '../testing/scenes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A call that is talked in, with sound that a test can spoil. */
async function talking(first: SoundOptions = {}) {
  const scene = active();
  const statistics = new FakeStatistics();
  statistics.set(first);
  const reports: CallReport[] = [];
  scene.call.on('report', (report) => reports.push(report));
  const read = () => {
    scene.leg.statistics = statistics.report;
  };
  read();
  /** Seconds go by, during which it sounds like that. */
  const sound = async (seconds: number, options: SoundOptions = {}) => {
    statistics.set(options);
    for (let i = 0; i < seconds; i++) {
      statistics.pass();
      read();
      await vi.advanceTimersByTimeAsync(1_000);
    }
  };
  await vi.advanceTimersByTimeAsync(1_000);
  return { ...scene, reports, statistics, sound };
}

test('there is a report every three seconds, of those three seconds', async () => {
  const { call, reports, sound } = await talking();
  await sound(3);
  await sound(3, { lost: 0.5 });
  expect(reports).toMatchObject([
    { loss: 0, seconds: 3, codec: 'opus', grade: 'good', cause: null },
    { loss: 0.5, seconds: 3, grade: 'good', cause: null },
  ]);
  await sound(3);
  expect(call.report).toBe(reports.at(-1));
});

test('the snapshot has the grade, and is another one when that is', async () => {
  const { call, sound } = await talking();
  const changes: unknown[] = [];
  call.on('changed', ({ grade }) => changes.push(grade));
  await sound(9);
  await sound(6, { lost: 0.2 });
  await sound(3);
  expect(changes).toEqual(['good', 'poor']);
});

test('the light follows after the second bad report, and says why', async () => {
  const { reports, sound } = await talking();
  await sound(3);
  await sound(6, { lost: 0.2 });
  expect(reports.at(-1)).toMatchObject({ grade: 'poor', cause: 'loss' });
});

test('the interval can be set, and be off', async () => {
  const { phone, reports, sound } = await talking();
  phone.reportInterval = 5_000;
  await sound(10);
  expect(reports).toHaveLength(2);
  phone.reportInterval = 0;
  await sound(10);
  expect(reports).toHaveLength(2);
});

test('a held stretch is in no report', async () => {
  const { call, leg, reports, sound } = await talking();
  await sound(3);
  await call.hold();
  expect(call.report).toBeNull();
  await sound(20, { isDead: true, local: 0 });
  expect(leg.asked.map(({ kind }) => kind)).toEqual(['hold']);
  await call.resume();
  await sound(4, { isDead: false, local: 0.1 });
  expect(reports).toHaveLength(2);
  expect(reports.at(-1)).toMatchObject({ loss: 0, grade: 'good', bitRate: { received: 32_000 } });
});

test('a line that went dead is noticed within three seconds, said, and repaired once', async () => {
  const { call, leg, sound } = await talking();
  await sound(3);
  await sound(3, { isDead: true });
  expect(call.snapshot.notice).toBe('sound-missing');
  expect(leg.asked).toEqual([{ kind: 'restart-media' }]);
  await sound(1, { isDead: false });
  expect(call.snapshot.notice).toBeNull();
  await sound(40, { isDead: true });
  expect(call.snapshot).toMatchObject({ notice: 'sound-missing', grade: 'poor' });
  expect(call.report?.cause).toBe('no-sound');
  expect(leg.asked).toEqual([{ kind: 'restart-media' }]);
});

test('a path that never opens is said and repaired once, after the time that one may take on a bad line', async () => {
  const { call, leg, reports, sound } = await talking({ isClosed: true });
  await sound(2);
  expect(call.snapshot.notice).toBeNull();
  await sound(2);
  expect(call.snapshot.notice).toBe('sound-missing');
  expect(leg.asked).toEqual([{ kind: 'restart-media' }]);
  await sound(20);
  expect(leg.asked).toEqual([{ kind: 'restart-media' }]);
  expect(reports).toEqual([]);
  await sound(4, { isClosed: false });
  expect(call.snapshot).toMatchObject({ notice: null, grade: 'good' });
});

test('a path that opens late has as long as any other until the first packet comes', async () => {
  const { call, sound } = await talking({ isClosed: true });
  await sound(2);
  await sound(1, { isClosed: false, isDead: true });
  expect(call.snapshot.notice).toBeNull();
  await sound(3);
  expect(call.snapshot.notice).toBe('sound-missing');
});

test('a line that is dead while keys go out is repaired once they are out, with those that were pressed meanwhile', async () => {
  const { call, leg, sound } = await talking();
  const sent: (() => void)[] = [];
  vi.spyOn(leg, 'sendTones').mockImplementation(() => new Promise((resolve) => sent.push(resolve)));
  const pressing = [call.sendTones(',4711#')];
  await sound(5, { isDead: true });
  expect(call.snapshot.notice).toBe('sound-missing');
  pressing.push(call.sendTones('5'));
  for (const [index, done] of sent.entries()) {
    expect(leg.asked).toEqual([]);
    done();
    await pressing[index];
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(leg.asked).toEqual([{ kind: 'restart-media' }]);
});

test('a dead line is noticed although reports are off', async () => {
  const { phone, call, sound } = await talking();
  phone.reportInterval = 0;
  await sound(3, { isDead: true });
  expect(call.snapshot.notice).toBe('sound-missing');
});

test('a microphone that gives silence is said, unless it is muted', async () => {
  const { call, sound } = await talking();
  call.muteMicrophone();
  await sound(10, { local: 0 });
  expect(call.snapshot.notice).toBeNull();
  call.unmuteMicrophone();
  await sound(8);
  expect(call.snapshot).toMatchObject({ notice: 'sound-not-sent', grade: 'poor' });
  expect(call.report?.cause).toBe('microphone-silent');
  await sound(1, { local: 0.1 });
  expect(call.snapshot.notice).toBeNull();
});

test('a microphone at its limit is named', async () => {
  const { reports, sound } = await talking();
  await sound(6, { peak: 1 });
  expect(reports.at(-1)).toMatchObject({ grade: 'fair', cause: 'microphone-clipping' });
});

test('another stream of the far end begins anew', async () => {
  const { reports, statistics, sound } = await talking();
  await sound(2);
  statistics.changeStream();
  await sound(4);
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatchObject({ loss: 0 });
});

test('what is left of a call is its average, its worst, and what was wrong for longest', async () => {
  const { call, leg, sound } = await talking();
  await sound(12);
  expect(call.snapshot.quality).toBeNull();
  await sound(9, { lost: 0.2 });
  leg.end();
  expect(call.snapshot.grade).toBeNull();
  const quality = call.snapshot.quality!;
  expect(quality).toMatchObject({ seconds: 21, troubledSeconds: 6, cause: 'loss' });
  expect(quality.loss).toBeCloseTo((9 * 0.2) / 21);
  expect(quality.lowestMos).toBeLessThan(2);
  expect(quality.mos).toBeGreaterThan(quality.lowestMos);
});

test('nothing is measured of a call that nobody answered', async () => {
  const { call, leg } = active();
  leg.end();
  expect(call.snapshot.quality).toBeNull();
});
