import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LineEvent } from '../line.ts';
import { challenge, type Reply } from '../testing/memory-transport.ts';
import { type Bench, settle, setUp, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const registers = (bench: Bench) => bench.wire.log.filter((line) => line === '> REGISTER').length;

/** Answers each REGISTER that carries credentials with this. */
const answerWith =
  (reply: Reply) =>
  (request: { hasHeader: (name: string) => boolean }): Reply =>
    request.hasHeader('Authorization') ? reply : challenge;

describe('registering', () => {
  it('connects, answers the challenge and registers', async () => {
    const bench = await setUp();
    bench.line.open();
    await settle();
    expect(bench.events).toEqual([{ kind: 'connected' }, { kind: 'registered' }]);
    expect(bench.wire.log).toEqual(['> REGISTER', '< 401 REGISTER', '> REGISTER', '< 200 REGISTER']);
    const register = bench.wire.last('> REGISTER');
    expect(register).toMatch(/^REGISTER sip:memory SIP\/2\.0/);
    expect(register).toMatch(/^Via: SIP\/2\.0\/WSS [a-z0-9]+\.invalid;/m);
    expect(register).toMatch(/^From: "Ann" <sip:1001@memory>/m);
    expect(register).toMatch(/^Contact: <sip:[a-z0-9]+@[a-z0-9]+\.invalid;transport=ws>;expires=300/m);
    expect(register).toMatch(/^Supported:.*\boutbound\b/m);
    expect(register).toMatch(/^User-Agent: Offhook\/1\.2\.3/m);
    expect(bench.media.isWarm).toBe(true);
  });

  it('refreshes after 50 to 80 per cent of the time granted, and says nothing of it', async () => {
    for (const random of [0, 0.5, 0.999]) {
      const bench = await setUpRegistered({}, { random: () => random });
      await vi.advanceTimersByTimeAsync(0.5 * 300_000);
      expect(registers(bench)).toBe(0);
      await vi.advanceTimersByTimeAsync(0.3 * 300_000);
      expect(registers(bench)).toBe(1);
      expect(bench.events).toHaveLength(2);
    }
  });

  it.each([
    ['nothing', ''],
    ['nonsense', ';expires=soon'],
    ['zero', ';expires=0'],
    ['more than a timer can hold', ';expires=4294967295'],
  ])('does not register in a loop when the server grants %s', async (_, grant) => {
    const bench = await setUp();
    bench.wire.registrar = (request) => ({
      status: 200,
      headers: [`Contact: ${request.getHeader('Contact')!.replace(/;expires=\d+/, grant)}`],
    });
    bench.line.open();
    await settle();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(registers(bench)).toBe(1);
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
  });

  it('asks for the longer time that the server wants', async () => {
    const bench = await setUp();
    bench.wire.registrar = (request) =>
      Number(/expires=(\d+)/.exec(request.getHeader('Contact')!)![1]) < 900
        ? { status: 423, headers: ['Min-Expires: 900'] }
        : { status: 200, headers: [`Contact: ${request.getHeader('Contact')}`] };
    bench.line.open();
    await settle();
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
    expect(registers(bench)).toBe(2);
  });

  it('does not follow 423 for ever', async () => {
    const bench = await setUp();
    bench.wire.registrar = () => ({ status: 423, headers: ['Min-Expires: 900'] });
    bench.line.open();
    await settle();
    expect(registers(bench)).toBeLessThanOrEqual(4);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'lost', problem: { kind: 'server-error' } });
  });

  it.each<[string, Reply, Partial<Extract<LineEvent, { kind: 'refused' | 'lost' }>> & { kind: string }]>([
    ['wrong password', challenge, { kind: 'refused', problem: { kind: 'wrong-password', code: 401, detail: 'Unauthorized' } }],
    ['forbidden', { status: 403 }, { kind: 'refused', problem: { kind: 'forbidden', code: 403, detail: 'Forbidden' } }],
    ['unknown user', { status: 404 }, { kind: 'refused', problem: { kind: 'unknown-user', code: 404, detail: 'Not Found' } }],
    [
      'unavailable for two minutes',
      { status: 503, headers: ['Retry-After: 120'] },
      { kind: 'lost', problem: { kind: 'server-error', code: 503, detail: 'Service Unavailable' }, retryAfter: 120 },
    ],
    [
      'accepted without our contact',
      { status: 200, headers: ['Contact: <sip:other@example;transport=ws>;expires=300'] },
      { kind: 'lost', problem: { kind: 'server-error', code: 200, detail: 'The answer to REGISTER names no contact of ours' } },
    ],
  ])('%s', async (_, reply, event) => {
    const bench = await setUp();
    bench.wire.registrar = answerWith(reply);
    bench.line.open();
    await settle();
    expect(bench.events.at(-1)).toMatchObject(event);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(registers(bench)).toBe(2);
    expect(bench.events).toHaveLength(2);
  });

  it('does not blame the password for a challenge that it cannot answer', async () => {
    const bench = await setUp();
    bench.wire.registrar = () => ({ status: 401, headers: ['WWW-Authenticate: Digest realm="x", nonce="n", algorithm=AKAv1-MD5'] });
    bench.line.open();
    await settle();
    expect(bench.events.at(-1)).toMatchObject({ kind: 'refused', problem: { kind: 'rejected', code: 401 } });
  });

  it('gives up a REGISTER without any answer after ten seconds', async () => {
    const bench = await setUp();
    bench.wire.registrar = () => undefined;
    bench.line.open();
    await vi.advanceTimersByTimeAsync(9_900);
    expect(bench.events.map(({ kind }) => kind)).toEqual(['connected']);
    await vi.advanceTimersByTimeAsync(200);
    expect(bench.events.at(-1)).toEqual({ kind: 'lost', problem: { kind: 'timed-out', code: null, detail: '' }, retryAfter: null });
  });

  it('tells when a refresh fails', async () => {
    const bench = await setUpRegistered();
    bench.wire.registrar = answerWith({ status: 403 });
    await vi.advanceTimersByTimeAsync(300_000);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'refused', problem: { kind: 'forbidden' } });
  });

  it('asks again when a provisional answer came first', async () => {
    const bench = await setUp();
    bench.wire.loses = (text) => text.startsWith('SIP/2.0 200');
    bench.line.open();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'lost', problem: { kind: 'timed-out' } });
  });
});

describe('opening again', () => {
  it('never registers twice: what was under way is dropped', async () => {
    const bench = await setUp();
    bench.wire.registrar = () => undefined;
    bench.line.open();
    await settle();
    bench.wire.registrar = (request) => ({ status: 200, headers: [`Contact: ${request.getHeader('Contact')}`] });
    bench.line.open();
    await settle();
    expect(bench.events.map(({ kind }) => kind)).toEqual(['connected', 'connected', 'registered']);
    bench.wire.crossings.length = 0;
    // The old request's time-out and both refreshes fall into this hour: one registration is kept, not two.
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(registers(bench)).toBeLessThanOrEqual(3_600 / (300 * 0.65));
    expect(bench.events).toHaveLength(3);
  });

  it('keeps its contact, so that calls that are up can go on', async () => {
    const bench = await setUpRegistered();
    bench.line.open();
    await settle();
    const contacts = bench.wire.crossings.map(({ text }) => /^Contact: <([^>]*)>/m.exec(text)?.[1]);
    bench.wire.socket!.fail(1006);
    bench.line.open();
    await settle();
    const later = /^Contact: <([^>]*)>/m.exec(bench.wire.last('> REGISTER'))?.[1];
    expect(contacts).toContain(later);
    expect(bench.wire.sockets).toHaveLength(3);
  });

  it('hears nothing of the attempt before', async () => {
    const bench = await setUp();
    bench.wire.accepts = false;
    bench.line.open();
    bench.wire.accepts = true;
    bench.line.open();
    await settle();
    expect(bench.events.map(({ kind }) => kind)).toEqual(['connected', 'registered']);
  });
});
