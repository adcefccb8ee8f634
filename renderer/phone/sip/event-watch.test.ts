// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Announced } from '../../../shared/announced-presence.ts';
import { writePidf } from '../people/pidf.ts';
import type { Reply } from '../testing/memory-transport.ts';
import { type Bench, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const body = (state: string, { version = 0, isFull = true } = {}): string =>
  `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="${isFull ? 'full' : 'partial'}" entity="sip:1002@memory"><dialog id="d"><state>${state}</state></dialog></dialog-info>`;

const types: Record<string, string> = { dialog: 'application/dialog-info+xml', presence: 'application/pidf+xml' };

/** A server that takes subscriptions, and tells what a test has it tell. */
class Notifier {
  /** The lamps and notes that were told, in order. */
  readonly told: string[] = [];
  /** The answers to the next SUBSCRIBEs; 200 where there is none. */
  readonly replies: Reply[] = [];
  readonly #bench: Bench;
  readonly #event: string;
  #cseq = 0;

  /** @param event the only one that this server knows */
  constructor(bench: Bench, event: string) {
    this.#bench = bench;
    this.#event = event;
    bench.wire.proxy = (request) => {
      if (request.method !== 'SUBSCRIBE') return undefined;
      if (request.getHeader('Event') !== event) return { status: 489 };
      return this.replies.shift() ?? { status: 200, headers: ['Expires: 600'] };
    };
  }

  /** The SUBSCRIBEs that were sent for the event that it knows. */
  get asked(): string[] {
    const sent = this.#bench.wire.crossings.filter(
      ({ text }) => text.startsWith('SUBSCRIBE') && text.includes(`Event: ${this.#event}\r\n`),
    );
    return sent.map(({ text }) => text);
  }

  /** NOTIFY within the subscription that was asked for last. */
  async notify(content: string, { state = 'active;expires=600', type = types[this.#event], event = this.#event } = {}): Promise<void> {
    const request = this.asked.at(-1) ?? '';
    const read = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(request)?.[1]?.trim() ?? '';
    this.#cseq += 1;
    this.#bench.wire.send(
      'far',
      [
        `NOTIFY ${/<([^>]+)>/.exec(read('Contact'))?.[1]} SIP/2.0`,
        `Via: SIP/2.0/WS memory;branch=z9hG4bK-n${this.#cseq}`,
        'Max-Forwards: 70',
        `From: <sip:1002@memory>;tag=server`,
        `To: ${read('From')}`,
        `Call-ID: ${read('Call-ID')}`,
        `CSeq: ${this.#cseq} NOTIFY`,
        'Contact: <sip:1002@memory>',
        `Event: ${event}`,
        `Subscription-State: ${state}`,
        ...(content === '' ? [] : [`Content-Type: ${type}`]),
        `Content-Length: ${content.length}`,
        '',
        content,
      ].join('\r\n'),
    );
    await settle();
  }
}

const watching = (...replies: Reply[]) => watchingFor('dialog', ...replies);

async function watchingFor(event: string, ...replies: Reply[]) {
  const bench = await setUpRegistered();
  const server = new Notifier(bench, event);
  server.replies.push(...replies);
  const stop = bench.line.watch('sip:1002@memory', (sight) =>
    server.told.push(sight.of === 'telephone' ? sight.lamp : `${sight.lamp}: ${sight.note}`),
  );
  await vi.dynamicImportSettled();
  await settle();
  return { bench, server, stop };
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

test('a telephone that rings, talks and is free again lights its lamp', async () => {
  const { bench, server } = await watching();
  expect(server.asked).toHaveLength(1);
  expect(server.asked[0]).toMatch(
    /^SUBSCRIBE sip:1002@memory SIP\/2\.0[\s\S]*Event: dialog\r\n[\s\S]*Accept: application\/dialog-info\+xml/,
  );
  for (const [version, state] of ['terminated', 'early', 'early', 'confirmed', 'terminated'].entries())
    await server.notify(body(state, { version }));
  expect(server.told).toEqual(['idle', 'ringing', 'busy', 'idle']);
  expect(bench.wire.log.filter((line) => line === '> 200 NOTIFY')).toHaveLength(5);
});

test('what somebody says of themselves is told with their note, until nobody knows any more', async () => {
  const { server } = await watchingFor('presence');
  expect(server.asked[0]).toContain('Accept: application/pidf+xml\r\n');
  const said = (status: Announced['status'], note = '') => server.notify(writePidf('sip:1002@memory', { status, note }));
  await said('available');
  await said('available');
  await said('away', 'Back at two');
  await said('dnd');
  await server.notify('', { state: 'terminated;reason=noresource' });
  expect(server.told).toEqual(['idle: ', 'away: Back at two', 'dnd: ', 'unknown: ']);
});

test('the subscription is renewed before it ends, within its dialog', async () => {
  const { server } = await watching();
  await server.notify(body('early'));
  await seconds(391);
  expect(server.asked).toHaveLength(2);
  const [first = '', second = ''] = server.asked.map((text) => /^Call-ID: (.*)$/m.exec(text)?.[1] ?? '');
  expect(second).toBe(first);
  await server.notify(body('early', { version: 1 }), { state: 'active' });
  await seconds(380);
  expect(server.asked).toHaveLength(2);
  await seconds(20);
  expect(server.asked).toHaveLength(3);
  expect(server.told).toEqual(['ringing']);
});

test('stopped, it unsubscribes, takes the last word, and asks no more', async () => {
  const { bench, server, stop } = await watching();
  await server.notify(body('early'));
  stop();
  await settle();
  expect(server.asked.at(-1)).toContain('Expires: 0\r\n');
  await server.notify('', { state: 'terminated;reason=timeout' });
  expect(bench.wire.log.at(-1)).toBe('> 200 NOTIFY');
  const { length } = server.asked;
  await seconds(3600);
  expect([server.asked.length, server.told]).toEqual([length, ['ringing']]);
});

test('stopped before the first word, it leaves no subscription behind', async () => {
  const { server, stop } = await watching();
  stop();
  await server.notify(body('early'));
  expect([server.asked.at(-1)?.includes('Expires: 0\r\n'), server.told]).toEqual([true, []]);
});

describe('a server that says no', () => {
  test.each([404, 403, 405, 489, 501])('with %i is asked no more', async (status) => {
    const { server } = await watching({ status });
    await seconds(3600);
    expect(server.asked).toHaveLength(1);
  });

  test('for now, is asked again after the seconds that it names, and not after milliseconds', async () => {
    const { server } = await watching({ status: 503, headers: ['Retry-After: 90'] });
    await seconds(89);
    expect(server.asked).toHaveLength(1);
    await seconds(2);
    expect(server.asked).toHaveLength(2);
    await server.notify(body('confirmed'));
    expect(server.told).toEqual(['busy']);
  });

  test('to so short a time is asked for a longer one', async () => {
    const { server } = await watching({ status: 423, headers: ['Min-Expires: 1800'] });
    await seconds(10);
    expect(server.asked.at(-1)).toContain('Expires: 1800\r\n');
  });

  test.each([
    [481, 2],
    [489, 1],
  ])('with %i to a renewal: the lamp is off, and it is asked anew %i times', async (status, calls) => {
    const { server } = await watching();
    await server.notify(body('early'));
    server.replies.push({ status });
    await seconds(450);
    await seconds(20);
    expect(server.told).toEqual(['ringing', 'unknown']);
    const ids = new Set(server.asked.map((text) => /^Call-ID: (.*)$/m.exec(text)?.[1]));
    expect(ids.size).toBe(calls);
  });

  test('never again, once there was a subscription', async () => {
    const { server } = await watching();
    await server.notify(body('early'));
    await server.notify('', { state: 'terminated;reason=noresource' });
    await seconds(3600);
    expect([server.asked.length, server.told]).toEqual([1, ['ringing', 'unknown']]);
  });

  test('come back later, once there was a subscription', async () => {
    const { server } = await watching();
    await server.notify(body('early'));
    await server.notify('', { state: 'terminated;reason=probation;retry-after=120' });
    await seconds(119);
    expect(server.asked).toHaveLength(1);
    await seconds(2);
    expect(server.asked).toHaveLength(2);
  });
});

describe('a server that does strange things', () => {
  test('accepts and then says nothing: it is asked again', async () => {
    const { server } = await watching();
    await seconds(32 + 61);
    expect(server.asked).toHaveLength(2);
  });

  test('ends every subscription at once: no loop comes of it', async () => {
    const { server } = await watching();
    for (let i = 0; i < 20; i++) {
      await server.notify('', { state: 'terminated;reason=deactivated' });
      await seconds(1);
    }
    expect(server.asked.length).toBeLessThan(6);
  });

  test('grants no time at all: no loop comes of it', async () => {
    const { server } = await watching({ status: 200, headers: ['Expires: 0'] });
    await server.notify(body('early'), { state: 'active;expires=0' });
    await seconds(20);
    expect(server.asked.length).toBeLessThan(10);
  });

  test('sends parts of something that was never told: unknown, and it is asked for the whole', async () => {
    const { server } = await watching();
    await server.notify(body('early'));
    await server.notify(body('confirmed', { version: 5, isFull: false }));
    expect(server.told).toEqual(['ringing', 'unknown']);
    await seconds(5);
    expect(server.asked).toHaveLength(2);
  });

  test.each([
    ['no XML', 'hello', undefined],
    ['another kind of document', body('confirmed'), 'application/pidf+xml'],
  ])('sends %s: the lamp is off', async (_, content, type) => {
    const { server } = await watching();
    await server.notify(body('early'));
    await server.notify(content, type ? { type } : {});
    expect(server.told).toEqual(['ringing', 'unknown']);
  });

  test('speaks of other events: refused, and nothing changes', async () => {
    const { bench, server } = await watching();
    await server.notify(body('early'));
    await server.notify(body('confirmed', { version: 1 }), { event: 'presence' });
    expect([server.told, bench.wire.log.at(-1)]).toEqual([['ringing'], '> 489 NOTIFY']);
  });
});

test('a lost connection stops everything', async () => {
  const { bench, server, stop } = await watching();
  await server.notify(body('early'));
  bench.wire.socket?.fail(1006);
  await settle();
  stop();
  await seconds(3600);
  expect(server.asked).toHaveLength(1);
});
