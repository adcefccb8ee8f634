import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PhoneError } from '../errors.ts';
import { active, dialled, ringing, type Scene } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

const holdOf = ({ call }: Pick<Scene, 'call'>) => (call.state.kind === 'active' ? call.state.hold : call.state.kind);

describe('one call at a time has the floor', () => {
  it('dialling puts the other on hold, and does not wait for it', async () => {
    const test = makeTestPhone();
    const first = active(test);
    first.leg.attitude = 'deaf';
    const second = dialled(test, '601');
    expect(first.call.snapshot.pending).toBe('hold');
    expect(second.call.state.kind).toBe('dialing');
  });

  it('answering puts the other on hold first', async () => {
    const test = makeTestPhone();
    const first = active(test);
    const second = ringing({}, test);
    const answered = second.call.answer();
    expect(second.leg.asked).toEqual([]);
    await answered;
    expect(holdOf(first)).toBe('local');
    expect(holdOf(second)).toBe('none');
  });

  it('resuming swaps the two', async () => {
    const test = makeTestPhone();
    const first = active(test);
    const second = active(test);
    await settle();
    expect([holdOf(first), holdOf(second)]).toEqual(['local', 'none']);
    await first.call.resume();
    expect([holdOf(first), holdOf(second)]).toEqual(['none', 'local']);
    await second.call.resume();
    expect([holdOf(first), holdOf(second)]).toEqual(['local', 'none']);
  });

  it('turning back before the other let go leaves the floor where it was', async () => {
    const test = makeTestPhone();
    const first = active(test);
    const second = active(test);
    await settle();
    second.leg.attitude = 'deaf';
    void first.call.resume();
    void second.call.resume();
    await vi.advanceTimersByTimeAsync(3_000);
    expect([holdOf(first), holdOf(second)]).toEqual(['local', 'none']);
    expect(first.call.snapshot.pending).toBeNull();
  });

  it('a far end that never answers the hold keeps nobody waiting longer than two seconds', async () => {
    const test = makeTestPhone();
    const first = active(test);
    first.leg.attitude = 'deaf';
    const second = ringing({}, test);
    const answered = second.call.answer();
    await vi.advanceTimersByTimeAsync(2_000);
    await answered;
    expect(holdOf(second)).toBe('none');
  });

  it('a far end that refuses the hold is muted instead, and that is shown', async () => {
    const test = makeTestPhone();
    const first = active(test);
    first.leg.attitude = new PhoneError('rejected', 'Not acceptable here', { code: 488 });
    const second = dialled(test, '601');
    await settle();
    expect(first.call.snapshot).toMatchObject({ isMicrophoneMuted: true, notice: 'hold-refused', state: { hold: 'none' } });
    expect(second.call.isMicrophoneMuted).toBe(false);
  });

  it('of two that are answered, the one dialled last keeps it, in whatever order they answer', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const test = makeTestPhone();
      const parties = [dialled(test, '600'), dialled(test, '601')];
      for (const index of order) {
        parties[index]?.leg.pickUp();
        await settle();
      }
      expect(parties.map(holdOf)).toEqual(['local', 'none']);
    }
  });

  it('the far end of a held call puts us on hold without taking the floor', async () => {
    const test = makeTestPhone();
    const first = active(test);
    const second = active(test);
    await settle();
    first.leg.say({ kind: 'held', side: 'remote', on: true });
    first.leg.say({ kind: 'held', side: 'remote', on: false });
    await settle();
    expect([holdOf(first), holdOf(second)]).toEqual(['local', 'none']);
  });

  it('whoever hangs up goes back to the only one who waits, if that is wished, and only then', async () => {
    for (const { wished, by, expected } of [
      { wished: true, by: 'local', expected: 'none' },
      { wished: true, by: 'remote', expected: 'local' },
      { wished: false, by: 'local', expected: 'local' },
    ] as const) {
      const test = makeTestPhone();
      test.phone.resumesHeld = wished;
      const first = active(test);
      const second = active(test);
      await settle();
      if (by === 'local') void second.call.hangUp();
      else second.leg.end();
      await settle();
      expect(holdOf(first)).toBe(expected);
    }
  });

  it('with two who wait, or one who rings, nobody is chosen for the user', async () => {
    for (const other of [active, (test: ReturnType<typeof makeTestPhone>) => ringing({}, test)]) {
      const test = makeTestPhone();
      test.phone.resumesHeld = true;
      const first = active(test);
      other(test);
      const last = active(test);
      await settle();
      await last.call.hangUp();
      await settle();
      expect(holdOf(first)).toBe('local');
    }
  });

  it('nobody is taken off hold because another call ended', async () => {
    const test = makeTestPhone();
    const first = active(test);
    const second = active(test);
    await settle();
    second.leg.end();
    await settle();
    expect(holdOf(first)).toBe('local');
  });

  it('an answer that was being made room for is not given when the caller gives up, or is declined, meanwhile', async () => {
    const test = makeTestPhone();
    const first = active(test);
    first.leg.attitude = 'deaf';
    const gone = ringing({}, test);
    const answered = gone.call.answer();
    gone.leg.end({ kind: 'cancelled' });
    const refused = ringing({}, test);
    const alsoAnswered = refused.call.answer();
    await refused.call.decline();
    const both = Promise.allSettled([answered, alsoAnswered]);
    await vi.advanceTimersByTimeAsync(2_000);
    const wrongState = { status: 'rejected', reason: { reason: 'wrong-state' } };
    expect(await both).toMatchObject([wrongState, wrongState]);
    expect(gone.leg.asked).toEqual([]);
    expect(refused.leg.asked).toEqual([{ kind: 'decline', mode: 'decline' }]);
  });
});
