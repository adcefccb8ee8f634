import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callOut, settle, setUp, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the connection', () => {
  it('that cannot be opened is told with its code', async () => {
    const bench = await setUp();
    bench.wire.accepts = false;
    bench.line.open();
    await settle();
    expect(bench.events).toEqual([{ kind: 'lost', problem: { kind: 'unreachable', code: 1006, detail: '' }, retryAfter: null }]);
  });

  it('that no retry can mend is refused', async () => {
    const bench = await setUp(
      {},
      {
        makeSocket: () => {
          throw Object.assign(new Error('insecure'), { name: 'SecurityError' });
        },
      },
    );
    bench.line.open();
    await settle();
    expect(bench.events).toEqual([{ kind: 'refused', problem: { kind: 'plain-ws', code: null, detail: 'insecure' } }]);
  });

  it('of an account that makes no address is refused', async () => {
    const bench = await setUp({ domain: 'not a host' });
    bench.line.open();
    await settle();
    expect(bench.events).toEqual([{ kind: 'refused', problem: { kind: 'bad-server', code: null, detail: 'not a host' } }]);
  });

  it('that is lost is told once, and nothing is retried', async () => {
    const bench = await setUpRegistered();
    bench.wire.socket!.fail(1006);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(bench.events.slice(2)).toEqual([{ kind: 'lost', problem: { kind: 'lost', code: 1006, detail: '' }, retryAfter: null }]);
    expect(bench.wire.sockets).toHaveLength(1);
  });

  it('that is silent after a check is lost', async () => {
    const bench = await setUpRegistered();
    bench.wire.isDead = true;
    bench.line.check(2_000);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'lost', problem: { kind: 'timed-out' } });
  });

  it('is asked by OPTIONS where pings are not known to be answered, and any answer will do', async () => {
    const bench = await setUpRegistered();
    bench.line.check(2_000);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bench.wire.log).toEqual(['> OPTIONS', '< 404 OPTIONS']);
    expect(bench.events).toHaveLength(2);
  });

  it('that goes dead without a word is found out within two minutes, though the server answers no pings', async () => {
    const bench = await setUpRegistered();
    await vi.advanceTimersByTimeAsync(80_000);
    expect(bench.wire.log).toEqual(['> OPTIONS', '< 404 OPTIONS']);
    bench.wire.isDead = true;
    await vi.advanceTimersByTimeAsync(90_000);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'lost', problem: { kind: 'timed-out' } });
  });

  it('is asked by a ping where those are answered', async () => {
    const bench = await setUpRegistered();
    bench.wire.answersPings = true;
    await vi.advanceTimersByTimeAsync(30_000);
    bench.line.check(2_000);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bench.wire.log).toEqual([]);
    expect(bench.events).toHaveLength(2);
  });
});

describe('closing', () => {
  it('un-registers and closes the socket', async () => {
    const bench = await setUpRegistered();
    await Promise.all([bench.line.close(), settle()]);
    expect(bench.wire.last('> REGISTER')).toMatch(/^Contact: .*;expires=0/m);
    expect(bench.wire.socket!.closedWith).toBe(1000);
    expect(bench.media.isWarm).toBe(false);
    expect(bench.events).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes two seconds at most when the server is silent', async () => {
    const bench = await setUpRegistered();
    bench.wire.isDead = true;
    const closed = vi.fn();
    void bench.line.close().then(closed);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(closed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(closed).toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for the registration under way and takes it back', async () => {
    const bench = await setUp();
    bench.wire.hold('near');
    bench.line.open();
    await settle();
    const closing = bench.line.close();
    bench.wire.release('near');
    await Promise.all([closing, settle()]);
    expect(bench.wire.last('> REGISTER')).toMatch(/;expires=0/m);
    expect(bench.events.map(({ kind }) => kind)).toEqual(['connected']);
  });

  it('hangs up what is still up', async () => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    await Promise.all([bench.line.close(), settle()]);
    expect(bench.wire.log).toContain('> BYE');
    expect(events.at(-1)).toMatchObject({ kind: 'ended', reason: { kind: 'hung-up', by: 'local' } });
  });

  it('of a line that was never opened does nothing', async () => {
    const bench = await setUp();
    await bench.line.close();
    expect(bench.wire.sockets).toHaveLength(0);
  });
});
