import type { Core } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accept } from '../../../tests/pbx/challenges.ts';
import { PING } from './keep-alive.ts';
import { type Bench, callIn, callOut, record, settle, setUp } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const instanceId = '00000000-0000-4000-8000-000a95a0e128';
const instance = `+sip.instance="<urn:uuid:${instanceId}>"`;

/** A registered line whose server answers REGISTER with these headers beside the Contact. */
async function registered(headers: readonly string[], given: Parameters<typeof setUp>[0] = { instanceId }): Promise<Bench> {
  const bench = await setUp(given);
  bench.wire.registrar = (request) => accept(request, ...headers);
  bench.line.open();
  await settle();
  expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
  bench.register = bench.wire.last('> REGISTER');
  bench.wire.crossings.length = 0;
  return bench;
}

const routesOf = (text: string): string[] => [...text.matchAll(/^Route: (.*)$/gm)].map(([, value]) => value!.trim());
const contactOf = (text: string): string => /^Contact: (.*)$/m.exec(text)![1]!.trim();
const refresh = () => vi.advanceTimersByTimeAsync(200_000);

describe('who registers', () => {
  it('says which installation it is and what it knows (RFC 5626, 5627, 3327)', async () => {
    const { register } = await registered([]);
    expect(contactOf(register)).toMatch(/^<sip:[^>]+;transport=ws>;/);
    expect(contactOf(register)).toContain(`;${instance};reg-id=1;expires=300`);
    const supported = /^Supported: (.*)$/m.exec(register)![1]!.split(', ');
    expect(supported).toEqual(expect.arrayContaining(['path', 'gruu', 'outbound']));
  });

  it('says nothing of it without an id', async () => {
    expect((await registered([], {})).register).not.toMatch(/instance|reg-id/);
  });

  it('counts on within one Call-ID', async () => {
    const bench = await registered([]);
    await refresh();
    const again = bench.wire.last('> REGISTER');
    const [first, second] = [bench.register, again].map((text) => [/^Call-ID: (.*)$/m, /^CSeq: (\d+)/m].map((line) => line.exec(text)![1]));
    expect(second).toEqual([first![0], `${Number(first![1]) + 1}`]);
  });

  it('knows itself by its id where the server has rewritten the address', async () => {
    const bench = await setUp({ instanceId });
    bench.wire.registrar = () => ({
      status: 200,
      headers: [
        `Contact: <sip:other@10.0.0.1>;${instance.replace('0e128', '0e129')};expires=9000, <sip:edge@10.0.0.1:5062;transport=ws>;reg-id=1;${instance};expires=60`,
      ],
    });
    bench.line.open();
    await settle();
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
    await vi.advanceTimersByTimeAsync(45_000);
    expect(bench.wire.log.filter((line) => line === '> REGISTER')).toHaveLength(2);
  });

  it('goes without a flow where a proxy on the way knows none (439)', async () => {
    const bench = await setUp({ instanceId });
    bench.wire.registrar = (request) => (request.getHeader('Contact')!.includes('reg-id') ? { status: 439 } : accept(request));
    bench.line.open();
    await settle();
    expect(bench.wire.log).toEqual(['> REGISTER', '< 439 REGISTER', '> REGISTER', '< 200 REGISTER']);
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
    expect(bench.wire.last('> REGISTER')).toContain(instance);
  });

  it.each([430, 439])('does not ask in a loop when the answer is always %i', async (status) => {
    const bench = await setUp({ instanceId });
    bench.wire.registrar = () => ({ status });
    bench.line.open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bench.wire.log.filter((line) => line === '> REGISTER').length).toBeLessThanOrEqual(2);
    expect(['lost', 'refused']).toContain(bench.events.at(-1)!.kind);
  });
});

describe('the way that the server sets (Service-Route, RFC 3608)', () => {
  const [first, second] = ['<sip:edge.example;transport=ws;lr>', '<sip:home.example;lr;id=1>'];

  it('is taken by calls and OPTIONS, in order, and neither by REGISTER nor within a call', async () => {
    const bench = await registered([`Service-Route: ${first}, ${second}`]);
    await callOut(bench);
    await callIn(bench);
    const invite = (await callAgain(bench)).wire.last('> INVITE');
    expect(routesOf(invite)).toEqual([first, second]);
    bench.line.check(1_000);
    await settle();
    expect(routesOf(bench.wire.last('> OPTIONS'))).toEqual([first, second]);
    expect(bench.wire.last('> ACK')).not.toMatch(/^Route:/m);
    await refresh();
    expect(routesOf(bench.wire.last('> REGISTER'))).toEqual([]);
  });

  it('is that of the last answer, and none where that has none', async () => {
    let routes = [`Service-Route: ${first}`, `Service-Route: ${second}`];
    const bench = await setUp({ instanceId });
    bench.wire.registrar = (request) => accept(request, ...routes);
    bench.line.open();
    await settle();
    expect(routesOf((await callAgain(bench)).wire.last('> INVITE'))).toEqual([first, second]);
    routes = [`Service-Route: ${second}`];
    await refresh();
    expect(routesOf((await callAgain(bench)).wire.last('> INVITE'))).toEqual([second]);
    routes = [];
    await refresh();
    expect(routesOf((await callAgain(bench)).wire.last('> INVITE'))).toEqual([]);
  });

  it('is not taken where it could not be followed', async () => {
    const bench = await registered(['Service-Route: <sip:strict.example>, nonsense, <http://a;lr>', `Service-Route: "a, <b>" ${second}`]);
    expect(routesOf((await callAgain(bench)).wire.last('> INVITE'))).toEqual([`"a, <b>" ${second}`]);
  });
});

/** One more call goes out; the log of the wire begins empty. */
async function callAgain(bench: Bench): Promise<Bench> {
  bench.wire.crossings.length = 0;
  bench.far.answerCalls((invitation) => void invitation.accept());
  record(bench.line.invite('sip:600@memory', {}));
  await settle();
  return bench;
}

describe('an address that leads here alone (GRUU, RFC 5627)', () => {
  const pub = 'sip:1001@memory;gr=urn:uuid:1';
  const temp = 'sip:tgruu.7hs@memory;gr';

  async function withGruu(): Promise<Bench> {
    const bench = await setUp({ instanceId });
    bench.wire.registrar = (request: Core.IncomingRequestMessage) => ({
      status: 200,
      headers: [`Contact: ${request.getHeader('Contact')};pub-gruu="${pub}";temp-gruu="${temp}"`],
    });
    bench.line.open();
    await settle();
    return bench;
  }

  it('is the Contact of calls out and in, and REGISTER keeps its own', async () => {
    const bench = await withGruu();
    const invite = (await callAgain(bench)).wire.last('> INVITE');
    expect(contactOf(invite)).toBe(`<${pub}>`);
    expect(invite).toMatch(/^Supported:.*\bgruu\b/m);
    const before = bench.incoming.length;
    await bench.far.call();
    await settle();
    await bench.incoming[before]!.leg.accept({});
    await settle();
    expect(contactOf(bench.wire.last('> 200 INVITE'))).toBe(`<${pub}>`);
    await refresh();
    expect(contactOf(bench.wire.last('> REGISTER'))).toMatch(/^<sip:[^>]+\.invalid;transport=ws>/);
  });

  it.each([pub, temp])('is answered when %s is called', async (gruu) => {
    const bench = await withGruu();
    bench.wire.alters = (text) => text.replace(/^INVITE \S+/, `INVITE ${gruu}`);
    await bench.far.call();
    await settle();
    expect(bench.incoming).toHaveLength(1);
  });

  it('is forgotten when the server gives none any more', async () => {
    const bench = await withGruu();
    bench.wire.registrar = (request) => accept(request);
    await refresh();
    expect(contactOf((await callAgain(bench)).wire.last('> INVITE'))).toMatch(/^<sip:[^>]+\.invalid;transport=ws;ob>$/);
  });
});

describe('keep-alives (RFC 5626 4.4)', () => {
  const pings = (bench: Bench) => bench.wire.crossings.filter(({ text }) => text === PING).length;

  it('come as often as the server wants', async () => {
    const bench = await registered(['Flow-Timer: 10']);
    await vi.advanceTimersByTimeAsync(90_000);
    expect(pings(bench)).toBe(10); // every 9 s: half way between 80 and 100 %
  });

  it.each(['Flow-Timer: 3600', 'Flow-Timer: soon', 'Flow-Timer: 0', 'Flow-Timer: -1'])('are our own with %s', async (header) => {
    const bench = await registered([header]);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(pings(bench)).toBe(4);
  });
});
