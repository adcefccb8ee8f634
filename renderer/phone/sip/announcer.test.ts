import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reply } from '../testing/memory-transport.ts';
import { settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const document = (body: string) => ({ event: 'presence', mime: 'application/pidf+xml', body });
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

/** A server that names what it takes a, b, c and so on, for ten minutes. */
async function setUp() {
  const bench = await setUpRegistered();
  /** The next answers; what is undefined gets the usual one. */
  const replies: (Reply | undefined)[] = [];
  let taken = 0;
  bench.wire.proxy = ({ method }) => {
    if (method !== 'PUBLISH') return undefined;
    const tag = String.fromCharCode(97 + taken++);
    return replies.shift() ?? { status: 200, headers: [`SIP-ETag: ${tag}`, 'Expires: 600'] };
  };
  /** What was published, in short: the name of what it changes, the time asked for, and the document. */
  const published = () =>
    bench.wire.crossings
      .filter(({ text }) => text.startsWith('PUBLISH'))
      .map(({ text }) => {
        const read = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(text)?.[1]?.trim();
        return [read('SIP-If-Match') ?? '-', read('Expires'), text.split('\r\n\r\n')[1]].join(' ');
      });
  const say = async (body: string | null) => {
    const said = bench.line.announce(body === null ? null : document(body));
    const outcome = said.then(
      () => 'taken',
      (error: Error & { code?: number }) => error.code,
    );
    await vi.dynamicImportSettled();
    await settle();
    return outcome;
  };
  return { bench, replies, published, say };
}

test('it is published at our own address, changed under the name that the server gave it, and taken back', async () => {
  const { bench, say, published } = await setUp();
  expect(await say('here')).toBe('taken');
  expect(bench.wire.crossings.find(({ text }) => text.startsWith('PUBLISH'))?.text).toMatch(
    /^PUBLISH sip:1001@memory SIP\/2\.0[\s\S]*Event: presence\r\n[\s\S]*Content-Type: application\/pidf\+xml/,
  );
  await say('away');
  await say(null);
  await say(null);
  expect(published()).toEqual(['- 600 here', 'a 600 away', 'b 0 ']);
});

test('it is renewed before it ends, by its name alone', async () => {
  const { say, published } = await setUp();
  await say('here');
  await seconds(391);
  expect(published()).toEqual(['- 600 here', 'a 600 ']);
  await seconds(391);
  expect(published().at(-1)).toBe('b 600 ');
});

test('one request at a time: of what is said in the meantime only the last counts', async () => {
  const { bench, say, published } = await setUp();
  await say('here');
  bench.wire.hold('near');
  const said = [say('away'), say('busy'), say('here again')];
  await settle();
  expect(published()).toHaveLength(2);
  bench.wire.release('near');
  await settle();
  expect([published().slice(1), await Promise.all(said)]).toEqual([
    ['a 600 away', 'b 600 here again'],
    ['taken', 'taken', 'taken'],
  ]);
});

test('the name outlives the connection, so that no older document is left behind', async () => {
  const { bench, say, published } = await setUp();
  await say('here');
  bench.wire.socket?.fail(1006);
  await settle();
  bench.line.open();
  await settle();
  await say('here');
  expect(published()).toEqual(['- 600 here', 'a 600 here']);
});

test('closing the line takes it back before it un-registers', async () => {
  const { bench, say } = await setUp();
  await say('here');
  bench.wire.crossings.length = 0;
  void bench.line.close();
  await settle();
  expect(bench.wire.log.filter((line) => line.startsWith('>'))).toEqual(['> PUBLISH', '> REGISTER']);
  expect(bench.wire.last('> PUBLISH')).toContain('Expires: 0\r\n');
});

describe('a server', () => {
  test('that forgot it is given the whole once more', async () => {
    const { replies, say, published } = await setUp();
    await say('here');
    replies.push({ status: 412 });
    await seconds(391);
    expect(published()).toEqual(['- 600 here', 'a 600 ', '- 600 here']);
  });

  test('that wants a longer time gets it', async () => {
    const { replies, say, published } = await setUp();
    replies.push({ status: 423, headers: ['Min-Expires: 1800'] });
    expect(await say('here')).toBe('taken');
    expect(published()).toEqual(['- 600 here', '- 1800 here']);
  });

  test.each([489, 405, 501, 403, 423])('that says %i is told nothing more', async (status) => {
    const { replies, say, published } = await setUp();
    replies.push({ status });
    expect(await say('here')).toBe(status);
    await seconds(3600);
    expect(published()).toHaveLength(1);
  });

  test('that is busy is asked again after the seconds that it names', async () => {
    const { replies, say, published } = await setUp();
    replies.push({ status: 503, headers: ['Retry-After: 90'] });
    expect(await say('here')).toBe('taken');
    await seconds(89);
    expect(published()).toHaveLength(1);
    await seconds(2);
    expect(published()).toHaveLength(2);
  });

  test('that always forgets, or grants no time, is not asked in a loop', async () => {
    const { replies, say, published } = await setUp();
    replies.push({ status: 412 }, { status: 412 }, { status: 412 }, { status: 200, headers: ['SIP-ETag: x', 'Expires: 0'] });
    await say('here');
    expect(published()).toHaveLength(3);
    await seconds(59);
    expect(published()).toHaveLength(3);
    await seconds(10);
    expect(published().length).toBeLessThan(7);
  });

  test('that gives no name is told the whole each time', async () => {
    const { replies, say, published } = await setUp();
    replies.push({ status: 200, headers: ['Expires: 600'] });
    await say('here');
    await seconds(391);
    expect(published()).toEqual(['- 600 here', '- 600 here']);
  });
});
