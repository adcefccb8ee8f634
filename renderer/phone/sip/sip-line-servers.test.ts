import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accept } from '../../../tests/pbx/challenges.ts';
import { callOut, settle, setUp, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const other = 'ws://127.0.0.1:5066/ws';

describe('opening to another server', () => {
  it('takes back the registration at the one before, closes its socket, and registers under the same address', async () => {
    const bench = await setUpRegistered();
    bench.line.open(other);
    await settle();
    expect(bench.wire.sockets.map(({ url, closedWith }) => [url, closedWith])).toEqual([
      ['wss://memory/ws', 1000],
      [other, null],
    ]);
    const [farewell, ...registers] = bench.wire.crossings.filter(({ text }) => text.startsWith('REGISTER')).map(({ text }) => text);
    expect(farewell).toMatch(/^Contact: .*;expires=0/m);
    expect(registers.at(-1)).toMatch(/^Contact: .*;expires=300/m);
    expect(registers.at(-1)).toMatch(/^Via: SIP\/2\.0\/WS /m);
    const contacts = [farewell, registers.at(-1)].map((text) => /^Contact: <([^>]*)>/m.exec(text!)![1]);
    expect(contacts[0]).toBe(contacts[1]);
    expect(bench.events.slice(2)).toEqual([{ kind: 'connected' }, { kind: 'registered' }]);
  });

  it('does not wait longer than two seconds for a server that is silent, nor for one that it never registered with', async () => {
    const bench = await setUpRegistered();
    bench.wire.registrar = (request) => (request.getHeader('Contact')!.includes('expires=0') ? undefined : accept(request));
    bench.line.open(other);
    await vi.advanceTimersByTimeAsync(2_000);
    await settle();
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
    expect(bench.wire.sockets).toHaveLength(2);
    const refusing = await setUp();
    refusing.wire.registrar = () => ({ status: 503 });
    refusing.line.open();
    await settle();
    refusing.line.open(other);
    await settle();
    expect(refusing.wire.sockets).toHaveLength(2);
    expect(refusing.wire.log.filter((line) => line === '> REGISTER')).toHaveLength(2);
  });

  it('hears nothing of the one before while it says goodbye', async () => {
    const bench = await setUpRegistered();
    bench.wire.registrar = () => undefined;
    bench.line.open(other);
    await settle();
    bench.wire.sockets[0]!.fail(1006);
    bench.wire.registrar = (request) => accept(request);
    await vi.advanceTimersByTimeAsync(2_000);
    await settle();
    expect(bench.events.slice(2)).toEqual([{ kind: 'connected' }, { kind: 'registered' }]);
  });

  it('again before the farewell is over goes to the last one only', async () => {
    const bench = await setUpRegistered();
    bench.line.open(other);
    bench.line.open('wss://third/ws');
    await settle();
    expect(bench.wire.sockets.map(({ url }) => url)).toEqual(['wss://memory/ws', 'wss://third/ws']);
    expect(bench.events.slice(2)).toEqual([{ kind: 'connected' }, { kind: 'registered' }]);
  });

  it('or to the same one, in the same breath as it has refused, keeps the new socket', async () => {
    for (const server of [other, undefined]) {
      const bench = await setUp();
      bench.wire.registrar = () => ({ status: 404 });
      bench.line.onEvent = ({ kind }) => {
        if (kind !== 'refused') return;
        bench.wire.registrar = (request) => accept(request);
        bench.line.onEvent = (event) => bench.events.push(event);
        bench.line.open(server);
      };
      bench.line.open();
      await settle();
      expect(bench.events).toEqual([{ kind: 'connected' }, { kind: 'registered' }]);
      expect(bench.wire.sockets.map(({ closedWith }) => closedWith)).toEqual([1000, null]);
    }
  });

  it('leaves calls up, and the line closes as ever', async () => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    bench.wire.socket!.fail(1006);
    bench.line.open(other);
    await settle();
    expect(events.map(({ kind }) => kind)).not.toContain('ended');
    bench.far.session.delegate = { onBye: (bye) => void bye.accept() };
    await Promise.all([bench.line.close(), vi.advanceTimersByTimeAsync(3_000)]);
    expect(bench.wire.log).toContain('> BYE');
    expect(events.at(-1)).toMatchObject({ kind: 'ended' });
  });

  it('gives a socket less time where there are others to try', async () => {
    const stuck = { makeSocket: () => Object.assign(new EventTarget(), { binaryType: '', protocol: '', send() {}, close() {} }) };
    const bench = await setUp({ furtherServers: [other] }, stuck);
    bench.line.open();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(bench.events).toMatchObject([{ kind: 'lost', problem: { kind: 'timed-out' } }]);
    const alone = await setUp({}, stuck);
    alone.line.open();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(alone.events).toEqual([]);
  });
});

describe('asking whether a server answers', () => {
  it('is yes with any answer but 503, over a socket of its own that is closed again', async () => {
    const bench = await setUpRegistered();
    for (const [status, answer] of [
      [200, true],
      [404, true],
      [401, true],
      [503, false],
    ] as const) {
      bench.wire.proxy = () => ({ status });
      const asked = bench.line.probe(other);
      await settle();
      expect(await asked).toBe(answer);
      expect(bench.wire.socket).toMatchObject({ url: other, closedWith: 1000 });
      expect(bench.wire.last('> OPTIONS')).not.toMatch(/1001|Authorization/);
    }
    expect(bench.events).toHaveLength(2);
    await Promise.all([bench.line.close(), settle()]);
    expect(bench.wire.log.slice(-2)).toEqual(['> REGISTER', '< 200 REGISTER']);
  });

  it('is no when the socket does not open, stays silent or is no address', async () => {
    const bench = await setUpRegistered();
    bench.wire.accepts = false;
    const refused = bench.line.probe(other);
    await settle();
    expect(await refused).toBe(false);
    bench.wire.accepts = true;
    bench.wire.loses = () => true;
    const silent = bench.line.probe(other);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await silent).toBe(false);
    expect(bench.wire.socket!.closedWith).toBe(1000);
    const none = await setUp({}, { makeSocket: () => expect.fail('no URL') });
    expect(await none.line.probe('nonsense')).toBe(false);
  });
});
