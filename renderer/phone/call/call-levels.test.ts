import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeFakeStream } from '../testing/fake-media.ts';
import { FakeStatistics, type SoundOptions } from '../testing/fake-statistics.ts';
import { active } from '../testing/scenes.ts';

/** Reads the levels as a meter does, a few times in a second of that sound. */
function levelsOf({ call, leg }: Pick<ReturnType<typeof active>, 'call' | 'leg'>) {
  const statistics = new FakeStatistics();
  return async (sound: SoundOptions, change: (statistics: FakeStatistics) => void = () => {}) => {
    statistics.set(sound);
    change(statistics);
    for (let reading = 0; reading < 4; reading++) {
      statistics.pass(0.25);
      leg.statistics = statistics.report;
      call.readLevels();
      await vi.advanceTimersByTimeAsync(250);
    }
    return call.readLevels();
  };
}

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

test('levels are read from what goes out and what comes in', async () => {
  const { call, leg, microphone } = active();
  const read = levelsOf({ call, leg });
  expect(await read({ local: 0.3, remote: 0.2 })).toEqual({ local: 0, remote: 0 });
  microphone.deliver();
  leg.say({ kind: 'audio', stream: makeFakeStream(), early: false });
  const levels = await read({});
  expect(levels.local).toBeCloseTo(0.3);
  expect(levels.remote).toBeCloseTo(0.2);
  call.muteMicrophone();
  expect(call.readLevels()).toEqual({ ...levels, local: 0 });
  // The far end goes on with another stream.
  expect((await read({ remote: 0.1 }, (statistics) => statistics.changeStream())).remote).toBeCloseTo(0.1);
});

test('levels show nothing going out while the call is held', async () => {
  const { call, leg, microphone } = active();
  microphone.deliver();
  const read = levelsOf({ call, leg });
  expect((await read({ local: 0.3 })).local).toBeCloseTo(0.3);
  await call.hold();
  expect(call.readLevels().local).toBe(0);
});

test('levels are asked of nobody while nobody looks, and are not those of long ago', async () => {
  const { call, leg, microphone } = active();
  microphone.deliver();
  const read = levelsOf({ call, leg });
  expect((await read({ local: 0.3 })).local).toBeCloseTo(0.3);
  const asked = vi.spyOn(leg, 'readStatistics');
  leg.say({ kind: 'held', side: 'remote', on: true });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).not.toHaveBeenCalled();
  expect(call.readLevels()).toEqual({ local: 0, remote: 0 });
  call.readLevels();
  expect(asked).toHaveBeenCalledOnce();
});
