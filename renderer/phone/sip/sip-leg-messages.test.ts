import { type Info, type Message, type Session, UserAgent } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Leg } from '../line.ts';
import { type Bench, callIn, callOut, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const outcome = (request: Promise<void>) =>
  request
    .then(() => 'done' as const)
    .catch(({ reason, code }: { reason: string; code: number | null }) => `${reason} ${code ?? ''}`.trim());

const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4);

async function callUp(delegate: { onMessage?: (message: Message) => void; onInfo?: (info: Info) => void } = {}) {
  const bench = await setUpRegistered();
  const { leg, events } = await callOut(bench);
  bench.far.session.delegate = delegate;
  return { bench, leg, events };
}

describe('a text message within a call', () => {
  it('goes out as MESSAGE', async () => {
    const { bench, leg } = await callUp();
    const sending = outcome(leg.sendMessage('Grüße 😀\r\nzweite Zeile'));
    await settle();
    expect(await sending).toBe('done');
    expect(bench.wire.log).toEqual(['> MESSAGE', '< 200 MESSAGE']);
    const message = bench.wire.last('> MESSAGE');
    expect(message).toMatch(/^Content-Type: text\/plain;charset=UTF-8\r$/m);
    expect(bodyOf(message)).toBe('Grüße 😀\r\nzweite Zeile');
    expect(message).toMatch(new RegExp(`^Content-Length: ${new TextEncoder().encode(bodyOf(message)).length}\r$`, 'm'));
  });

  it.each([405, 415, 501])('goes out as INFO where MESSAGE is answered with %i', async (statusCode) => {
    const { bench, leg } = await callUp({ onMessage: (message) => void message.reject({ statusCode }) });
    const sending = outcome(leg.sendMessage('hello'));
    await settle();
    expect(await sending).toBe('done');
    expect(bench.wire.log).toEqual(['> MESSAGE', `< ${statusCode} MESSAGE`, '> INFO', '< 200 INFO']);
    expect(bench.wire.last('> INFO')).toMatch(/^Content-Type: text\/plain;charset=UTF-8\r$/m);
    expect(bodyOf(bench.wire.last('> INFO'))).toBe('hello');
  });

  it('that is refused twice is told with the second refusal', async () => {
    const { leg } = await callUp({
      onMessage: (message) => void message.reject({ statusCode: 405 }),
      onInfo: (info) => void info.reject({ statusCode: 469 }),
    });
    const sending = outcome(leg.sendMessage('hello'));
    await settle();
    expect(await sending).toBe('rejected 469');
  });

  it.each([403, 413, 488, 603])('that is refused with %i is told, and sent no other way', async (statusCode) => {
    const { bench, leg } = await callUp({ onMessage: (message) => void message.reject({ statusCode }) });
    const sending = outcome(leg.sendMessage('hello'));
    await settle();
    expect(await sending).toBe(`rejected ${statusCode}`);
    expect(bench.wire.log).not.toContain('> INFO');
  });

  it('is not sent another way in a call that ended meanwhile', async () => {
    const { bench, leg } = await callUp({
      onMessage: (message) => {
        void bench.far.session.bye();
        void message.reject({ statusCode: 405 });
      },
    });
    const sending = outcome(leg.sendMessage('hello'));
    await settle();
    expect(await sending).toBe('wrong-state');
    expect(bench.wire.log).not.toContain('> INFO');
  });

  it('answered with 481 ends the dialog, which the far end has forgotten (RFC 3261 12.2.1.2)', async () => {
    const { bench, leg, events } = await callUp({ onMessage: (message) => void message.reject({ statusCode: 481 }) });
    const sending = outcome(leg.sendMessage('hello'));
    await settle();
    expect(await sending).toBe('rejected 481');
    expect(events.at(-1)).toMatchObject({ kind: 'ended', reason: { kind: 'failed', by: 'remote', code: 481 } });
    expect(bench.wire.log).toEqual(['> MESSAGE', '< 481 MESSAGE', '> BYE', '< 200 BYE']);
  });

  // A proxy says so for a server that leaves what it does not know unanswered, while the call goes on; it should not (RFC 4320 4.2).
  it('answered with 408 is as good as unanswered, and the call goes on', async () => {
    const { leg, events } = await callUp({ onMessage: (message) => void message.reject({ statusCode: 408 }) });
    const sending = outcome(leg.sendMessage('hello'));
    await settle();
    expect(await sending).toBe('timed-out');
    expect(events.map(({ kind }) => kind)).not.toContain('ended');
  });

  it('without any answer times out, and the call goes on', async () => {
    const { bench, leg, events } = await callUp();
    bench.wire.loses = (text) => text.startsWith('MESSAGE');
    const sending = outcome(leg.sendMessage('hello'));
    await vi.advanceTimersByTimeAsync(33_000);
    expect(await sending).toBe('timed-out');
    expect(events.map(({ kind }) => kind)).not.toContain('ended');
  });

  it('needs a call that is up', async () => {
    const bench = await setUpRegistered();
    const dialling = bench.line.invite('sip:600@memory', {});
    await settle();
    await expect(dialling.sendMessage('x')).rejects.toMatchObject({ reason: 'wrong-state' });
    await expect(dialling.sendInfo('text/plain', 'x', {})).rejects.toMatchObject({ reason: 'wrong-state' });
  });
});

describe('information within a call', () => {
  it('goes out as INFO', async () => {
    const { bench, leg } = await callUp();
    const sending = outcome(leg.sendInfo('application/json', '{"a":1}', { headers: { 'X-Kind': 'crm' } }));
    await settle();
    expect(await sending).toBe('done');
    const info = bench.wire.last('> INFO');
    expect(info).toMatch(/^Content-Type: application\/json\r$/m);
    expect(info).toMatch(/^X-Kind: crm\r$/m);
    expect(bodyOf(info)).toBe('{"a":1}');
  });

  it.each([
    ['information', (leg: Leg) => leg.sendInfo('application/json', '{}', {})],
    ['a tone', (leg: Leg) => leg.sendTones('1')],
  ])('answered with 481 ends the dialog: %s', async (_, send) => {
    const { bench, leg, events } = await callUp({ onInfo: (info) => void info.reject({ statusCode: 481 }) });
    bench.media.last.takesTones = false;
    const sending = outcome(send(leg));
    await settle();
    expect(await sending).toBe('rejected 481');
    expect(events.at(-1)).toMatchObject({ kind: 'ended', reason: { kind: 'failed', by: 'remote', code: 481 } });
    expect(bench.wire.log).toContain('> BYE');
  });

  it('that is refused is told', async () => {
    const { leg } = await callUp({ onInfo: (info) => void info.reject({ statusCode: 415 }) });
    const sending = outcome(leg.sendInfo('application/json', '{}', {}));
    await settle();
    expect(await sending).toBe('rejected 415');
  });

  it.each(['', 'json', 'a/b\r\nX-Evil: 1', 'a/b\n', 'a b/c'])('has a type that is one: %j', async (mime) => {
    const { bench, leg } = await callUp();
    await expect(leg.sendInfo(mime, '{}', {})).rejects.toMatchObject({ reason: 'bad-mime' });
    await expect(leg.sendInfo('a/b', '{}', { headers: { Route: 'x' } })).rejects.toMatchObject({ reason: 'bad-header' });
    expect(bench.wire.log).toEqual([]);
  });
});

describe('what the far end sends', () => {
  const send = async (bench: Bench, method: 'message' | 'info', contentType: string, content: string) => {
    const { events } = await callIn(bench);
    const [session] = Object.values(bench.far.userAgent._sessions) as Session[];
    await session![method]({ requestOptions: { body: { contentDisposition: 'render', contentType, content } } });
    await settle();
    return events.filter(({ kind }) => kind === 'message' || kind === 'info' || kind === 'tone-received');
  };

  it.each<[string, string, string, number, string | null]>([
    ['plain text', 'text/plain', 'hello\r\nyou', 200, 'hello\nyou'],
    ['plain text with a charset', 'Text/Plain; charset=utf-8', 'Grüße', 200, 'Grüße'],
    ['control and direction characters', 'text/plain', 'a\u0000b\u001b[31m \u202egnp', 200, 'ab[31m gnp'],
    ['nothing', 'text/plain', '', 200, null],
    ['a page', 'text/html', '<b>hi</b>', 415, null],
    ['somebody typing', 'application/im-iscomposing+xml', '<x/>', 415, null],
    ['far too much', 'text/plain', 'x'.repeat(70_000), 413, null],
  ])('as MESSAGE with %s is answered', async (_, contentType, content, status, text) => {
    const bench = await setUpRegistered();
    const events = await send(bench, 'message', contentType, content);
    expect(bench.wire.log).toEqual(['< MESSAGE', `> ${status} MESSAGE`]);
    if (status === 415)
      expect(bench.wire.last('> 415 MESSAGE')).toMatch(/^Accept: text\/plain, application\/x-asterisk-confbridge-event\+json\r$/m);
    expect(events).toEqual(text === null ? [] : [{ kind: 'message', text }]);
  });

  it.each<[string, string, string, number, object[]]>([
    ['JSON', 'application/json;v=1', '{"a":1}', 200, [{ kind: 'info', mime: 'application/json;v=1', body: '{"a":1}' }]],
    ['text, as where MESSAGE is unknown', 'text/plain', 'hello\u0000', 200, [{ kind: 'message', text: 'hello' }]],
    ['a tone', 'application/dtmf-relay', 'Signal=5\r\n', 200, [{ kind: 'tone-received', tone: '5' }]],
    ['a tone that is none', 'application/dtmf-relay', 'Signal=<b>\r\n', 415, []],
    ['far too much', 'application/json', 'x'.repeat(70_000), 413, []],
  ])('as INFO with %s is answered', async (_, contentType, content, status, expected) => {
    const bench = await setUpRegistered();
    const events = await send(bench, 'info', contentType, content);
    expect(bench.wire.log).toEqual(['< INFO', `> ${status} INFO`]);
    expect(events).toEqual(expected);
  });

  it('as INFO of a package that we did not ask for is refused (RFC 6086 4.2.2)', async () => {
    const bench = await setUpRegistered();
    const { events } = await callIn(bench);
    const [session] = Object.values(bench.far.userAgent._sessions) as Session[];
    await session!.info({ requestOptions: { extraHeaders: ['Info-Package: conference'] } });
    await settle();
    expect(bench.wire.log).toEqual(['< INFO', '> 469 INFO']);
    expect(events.map(({ kind }) => kind)).not.toContain('info');
  });
});

it('a MESSAGE that comes before the answer is refused rather than lost', async () => {
  const bench = await setUpRegistered();
  const { request } = await bench.far.call();
  await settle();
  const [, toTag] = /^To: .*;tag=(\S+)\r$/m.exec(bench.wire.last('> 180 INVITE'))!;
  const { userAgentCore } = bench.far.userAgent;
  const { ruri, from, to, callId, fromTag } = request;
  const options = { callId, fromTag: fromTag!, toTag: toTag!, cseq: 9 };
  const body = { contentDisposition: 'render', contentType: 'text/plain', content: 'it is urgent' };
  userAgentCore.request(userAgentCore.makeOutgoingRequestMessage('MESSAGE', ruri, from.uri, to.uri, options, [], body));
  await settle();
  expect(bench.wire.log.slice(-2)).toEqual(['< MESSAGE', '> 480 MESSAGE']);
});

it('a MESSAGE outside any call is none of a leg', async () => {
  const { bench, events } = await callUp();
  const { userAgentCore } = bench.far.userAgent;
  const [to, from] = [UserAgent.makeURI('sip:1001@memory')!, UserAgent.makeURI('sip:600@memory')!];
  userAgentCore.request(
    userAgentCore.makeOutgoingRequestMessage('MESSAGE', to, from, to, {}, [], {
      contentDisposition: 'render',
      contentType: 'text/plain',
      content: 'x',
    }),
  );
  await settle();
  expect(events.map(({ kind }) => kind)).not.toContain('message');
});
