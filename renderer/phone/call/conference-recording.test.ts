import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeFakeStream } from '../testing/fake-media.ts';
import { active, merged, type Scene } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a recording', () => {
  const told = ({ leg }: Pick<Scene, 'leg'>) => leg.asked.flatMap((each) => (each.kind === 'record' ? each.state : []));

  it('of the conference has everyone on the other side, and each of them is told', async () => {
    const { conference, mix, parties, recorders, recordings, phone } = await merged(2);
    await conference.recording.start();
    expect(recordings.begun).toMatchObject([{ callId: conference.id, name: '600, 601', sides: 'both' }]);
    expect(recorders[0]?.remote).toBe(mix.everyone);
    expect(recorders[0]?.local?.label).toBe('microphone');
    expect(parties.map(told)).toEqual([['on'], ['on']]);
    expect(phone.snapshots.map(({ recording }) => recording?.isPaused)).toEqual([false, false]);
    conference.recording.pause(true);
    await conference.recording.stop();
    expect(parties.map(told)).toEqual([
      ['on', 'paused', 'off'],
      ['on', 'paused', 'off'],
    ]);
    expect(phone.snapshots.map(({ recording }) => recording)).toEqual([null, null]);
  });

  it('goes on when somebody leaves, with our voice by another call, and tells who comes', async () => {
    const test = await merged(3);
    const [first, second] = test.parties;
    await test.conference.recording.start({ tone: true });
    first.leg.end();
    await settle();
    const [recorder] = test.recorders;
    expect(recorder?.isStopped).toBe(false);
    expect(recorder?.local).toBe(test.mix.microphones.get(second.call.id));
    const fourth = active(test, '603');
    await settle();
    await fourth.call.merge(second.call);
    expect(told(fourth)).toEqual(['on']);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(test.beepers.map(({ count, isClosed }) => [count, isClosed])).toEqual([
      [1, true],
      [2, false],
      [2, false],
      [1, false],
    ]);
    expect(test.tones.recordedCount).toBe(2);
  });

  it('ends with the conference', async () => {
    const { beepers, conference, parties, recorders, recordings } = await merged(2);
    await conference.recording.start({ tone: true });
    await conference.split();
    await settle();
    expect([recorders[0]?.isStopped, recordings.ended]).toEqual([true, ['recording-1']]);
    expect(beepers.map(({ isClosed }) => isClosed)).toEqual([true, true]);
    expect(parties.map(told)).toEqual([
      ['on', 'off'],
      ['on', 'off'],
    ]);
  });

  it('of a call hears everyone while that is in a conference, and its far end alone before and after', async () => {
    const test = makeTestPhone();
    const [first, second] = [active(test, '600'), active(test, '601')];
    const stream = makeFakeStream();
    first.leg.say({ kind: 'audio', stream, early: false });
    await settle();
    await first.call.recording.start();
    const [recorder] = test.recorders;
    expect(recorder?.remote).toBe(stream);
    const conference = await first.call.merge(second.call);
    expect(recorder?.remote).toBe(test.mixes[0]?.everyone);
    expect(conference.recordings).toEqual([first.call.recording]);
    await conference.split();
    expect([recorder?.remote, recorder?.isStopped]).toEqual([stream, false]);
  });

  it('that ends leaves a call that is recorded by itself as one that is recorded', async () => {
    const { conference, parties } = await merged(2);
    await parties[0].call.recording.start();
    await conference.recording.start();
    await conference.recording.stop();
    expect(parties.map(told)).toEqual([
      ['on', 'on'],
      ['on', 'off'],
    ]);
  });
});
