import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallSnapshot } from '../../../shared/call.ts';
import { FakeLeg } from '../testing/fake-line.ts';
import { active, dialled, ringing, type Scene } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

const holdOf = ({ call }: Pick<Scene, 'call'>) => (call.state.kind === 'active' ? call.state.hold : call.state.kind);

describe('a caller for whom there is no room', () => {
  it('hears busy without call waiting, does not ring, and stands in the history', async () => {
    const test = makeTestPhone();
    test.phone.callWaiting = false;
    const incoming = vi.fn();
    const ended: CallSnapshot[] = [];
    test.phone.on('incoming', incoming);
    test.phone.on('ended', (snapshot) => ended.push(snapshot));
    const first = active(test);
    const second = test.line().ring({ peer: { name: 'Bob' } });
    await settle();
    expect(second.asked).toEqual([{ kind: 'decline', mode: 'busy' }]);
    expect(ended).toMatchObject([
      {
        direction: 'incoming',
        peer: { name: 'Bob' },
        state: { kind: 'ended', since: null, reason: { kind: 'busy', by: 'local', code: 486 } },
      },
    ]);
    expect(incoming).not.toHaveBeenCalled();
    expect(test.tones).toMatchObject({ isRinging: false, isWaiting: false });
    expect(test.phone.calls).toEqual([first.call]);
    expect(holdOf(first)).toBe('none');
  });

  it('rings when nobody else is there, call waiting or not', () => {
    const test = makeTestPhone();
    test.phone.callWaiting = false;
    expect(ringing({}, test).call.state.kind).toBe('ringing');
  });

  it('is the ninth', async () => {
    const test = makeTestPhone();
    for (let count = 0; count < 8; count++) ringing({}, test);
    const ninth = test.line().ring();
    await settle();
    expect(test.phone.calls).toHaveLength(8);
    expect(ninth.asked).toEqual([{ kind: 'decline', mode: 'busy' }]);
  });
});

describe('the bell', () => {
  it('rings for as long as anyone rings', async () => {
    const test = makeTestPhone();
    const first = ringing({}, test);
    const second = ringing({}, test);
    expect(test.tones).toMatchObject({ isRinging: true, isWaiting: false });
    first.leg.end();
    expect(test.tones.isRinging).toBe(true);
    second.leg.end();
    expect(test.tones.isRinging).toBe(false);
  });

  it('is a soft beep during a call', async () => {
    const test = makeTestPhone();
    const first = active(test);
    const second = ringing({}, test);
    expect(test.tones).toMatchObject({ isRinging: false, isWaiting: true });
    first.leg.end();
    expect(test.tones).toMatchObject({ isRinging: true, isWaiting: false });
    await second.call.answer();
    expect(test.tones).toMatchObject({ isRinging: false, isWaiting: false });
  });
});

describe('telling calls apart', () => {
  it('gives each a number of its own that is never used again', () => {
    const test = makeTestPhone();
    const first = ringing({}, test);
    first.leg.end();
    expect([first, ringing({}, test), ringing({}, test)].map(({ call }) => call.identifier)).toEqual([1, 2, 3]);
  });

  it('keeps a call to oneself apart from itself', () => {
    const test = makeTestPhone();
    const { call, leg } = dialled(test, 'alice');
    const back = test.line().ring({ id: leg.id });
    const [, incoming] = test.phone.calls;
    expect(incoming?.id).not.toBe(call.id);
    back.end();
    expect(test.phone.calls).toEqual([call]);
  });

  it('hears of a caller who gave up before anyone looked only in the history', () => {
    const test = makeTestPhone();
    const incoming = vi.fn();
    const ended = vi.fn();
    test.phone.on('incoming', incoming);
    test.phone.on('ended', ended);
    const leg = new FakeLeg();
    leg.end({ kind: 'cancelled' });
    test.line().onIncoming(leg);
    expect(incoming).not.toHaveBeenCalled();
    expect(ended).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: leg.id }));
    expect(test.phone.calls).toEqual([]);
  });
});

describe('a call that takes over another one', () => {
  it('is answered without ringing, as muted as the other was, and the user talks on', async () => {
    const test = makeTestPhone();
    const incoming = vi.fn();
    test.phone.on('incoming', incoming);
    const first = active(test);
    first.call.muteMicrophone();
    const leg = test.line().ring({ replaces: first.leg.id, peer: { name: 'Carol' } });
    expect(test.tones).toMatchObject({ isRinging: false, isWaiting: false });
    await settle();
    first.leg.end();
    const [call, ...others] = test.phone.calls;
    expect(call?.snapshot).toMatchObject({ peer: { name: 'Carol' }, isMicrophoneMuted: true, state: { kind: 'active', hold: 'none' } });
    expect(others).toEqual([]);
    expect(leg.asked).toEqual([{ kind: 'accept' }]);
    expect(incoming).not.toHaveBeenCalled();
  });

  it('comes without call waiting as well', async () => {
    const test = makeTestPhone();
    test.phone.callWaiting = false;
    const first = active(test);
    const leg = test.line().ring({ replaces: first.leg.id });
    await settle();
    expect(leg.asked).toEqual([{ kind: 'accept' }]);
  });

  it('of a held call does not take the floor', async () => {
    const test = makeTestPhone();
    const held = active(test);
    const talking = active(test);
    await settle();
    test.line().ring({ replaces: held.leg.id });
    await settle();
    held.leg.end();
    await settle();
    expect(test.phone.calls.map((call) => holdOf({ call }))).toEqual(['none', 'local']);
    expect(holdOf(talking)).toBe('none');
  });

  it('rings as any other when it cannot be set up, or when the other was never answered', async () => {
    const test = makeTestPhone();
    const incoming = vi.fn();
    test.phone.on('incoming', incoming);
    const first = active(test);
    const leg = new FakeLeg({ replaces: first.leg.id });
    leg.attitude = new Error('no common codec');
    test.line().onIncoming(leg);
    await settle();
    expect(test.phone.call(leg.id)?.state.kind).toBe('ringing');
    expect(incoming).toHaveBeenCalledTimes(1);
    ringing({ replaces: leg.id }, test);
    expect(incoming).toHaveBeenCalledTimes(2);
  });
});
