import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callOut, record, settle, setUp, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a guest', () => {
  it('registers nothing and calls without a name', async () => {
    const bench = await setUp({ kind: 'guest', user: '', displayName: 'Ann' });
    bench.line.open();
    await settle();
    expect(bench.events).toEqual([{ kind: 'connected' }, { kind: 'registered' }]);
    expect(bench.wire.log).toEqual([]);
    bench.far.answerCalls((invitation) => void invitation.accept());
    const events = record(bench.line.invite('sip:600@memory', {}));
    await settle();
    expect(bench.wire.last('> INVITE')).toMatch(/^From: "Anonymous" <sip:anonymous@anonymous\.invalid>/m);
    expect(bench.wire.last('> INVITE')).not.toContain('Ann');
    expect(events.map(({ kind }) => kind)).toContain('confirmed');
  });
});

describe('dialling', () => {
  it('needs a connection and an address', async () => {
    const bench = await setUp();
    expect(() => bench.line.invite('sip:600@memory', {})).toThrow(expect.objectContaining({ reason: 'not-connected' }));
    expect(() => bench.line.invite('tel:12', {})).toThrow(expect.objectContaining({ reason: 'bad-target' }));
  });

  it('sends the headers that were given, and no others can be slipped in', async () => {
    const bench = await setUpRegistered();
    bench.line.invite('sip:600@memory', { headers: { 'X-Ticket': '42' } });
    await settle();
    expect(bench.wire.last('> INVITE')).toMatch(/^X-Ticket: 42\r$/m);
    for (const headers of [{ From: 'x' }, { 'X-A': 'b\r\nVia: c' }, { 'X-A: b\r\nVia': 'c' }])
      expect(() => bench.line.invite('sip:600@memory', { headers })).toThrow(expect.objectContaining({ reason: 'bad-header' }));
  });

  it('asks no stranger for our address and sends the offer in the INVITE', async () => {
    const bench = await setUpRegistered();
    bench.line.invite('sip:600@memory', {});
    await settle();
    expect(bench.wire.last('> INVITE')).toMatch(/^m=audio/m);
    expect(bench.wire.last('> INVITE')).toMatch(/^Supported:.*100rel.*replaces/m);
  });
});

describe('traps of SIP.js', () => {
  it('tells the log no password, no TURN password and no description', async () => {
    const said: string[] = [];
    const log = { error: say, warn: say, info: say, debug: say };
    function say(message: string) {
      said.push(message);
    }
    const bench = await setUpRegistered({ iceServers: [{ url: 'turn:turn.example', user: 'u' }] }, { log });
    await callOut(bench);
    expect(said.length).toBeGreaterThan(5);
    expect(said.join('\n')).not.toMatch(/secret|m=audio|response="|turn\.example/);
    // SIP.js's dump of its options, with whatever is in them (`logConfiguration`).
    expect(said.join('\n')).not.toMatch(/Configuration:|authorizationUsername|registrar:/);
    expect(Math.max(...said.map((line) => line.length))).toBeLessThan(300);
  });

  it('never follows a REFER outside a call', async () => {
    const bench = await setUpRegistered();
    const { userAgentCore } = bench.far.userAgent;
    const target = bench.far.userAgent.configuration.uri.clone();
    target.user = '1001';
    const refer = userAgentCore.makeOutgoingRequestMessage('REFER', target, bench.far.userAgent.configuration.uri, target, {}, [
      'Refer-To: <sip:+900123@premium>',
      'Contact: <sip:600@memory>',
    ]);
    userAgentCore.request(refer);
    await settle();
    expect(bench.wire.log).toEqual(['< REFER', '> 603 REFER']);
  });

  it.each([
    ['MESSAGE', [], 405],
    ['NOTIFY', ['Event: message-summary', 'Subscription-State: active'], 200],
    ['NOTIFY', ['Event: check-sync', 'Subscription-State: active'], 481],
    ['SUBSCRIBE', ['Event: presence', 'Contact: <sip:600@memory>'], 489],
    ['OPTIONS', [], 200],
  ])('answers an unasked %s %j with %i', async (method, headers, status) => {
    const bench = await setUpRegistered();
    const { userAgentCore, configuration } = bench.far.userAgent;
    const target = configuration.uri.clone();
    target.user = '1001';
    userAgentCore.request(userAgentCore.makeOutgoingRequestMessage(method, target, configuration.uri, target, {}, [...headers]));
    await settle();
    expect(bench.wire.log).toEqual([`< ${method}`, `> ${status} ${method}`]);
  });

  it('survives anything that comes over the wire', async () => {
    const bench = await setUpRegistered();
    const invite = (headers: string[], body = '') =>
      [
        'INVITE sip:1001@memory SIP/2.0',
        'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1',
        ...headers,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n');
    const common = ['From: <sip:600@memory>;tag=f', 'To: <sip:1001@memory>', 'Call-ID: c1', 'CSeq: 1 INVITE'];
    for (const text of [
      'hello',
      '\0\0\0',
      'INVITE sip:1001@memory SIP/2.0\r\n\r\n',
      'SIP/2.0 200 OK\r\n\r\n',
      'SIP/2.0 abc\r\nVia: x\r\n\r\n',
      invite(common),
      invite([...common, 'Contact: <sip:a@b>', 'Replaces: nonsense']),
      invite(['From: <<<', ...common.slice(1)]),
      'A'.repeat(1_000_000),
    ])
      bench.wire.socket!.deliver(text);
    await settle();
    // An unreadable Replaces header is taken for none: that call rings.
    expect(bench.incoming).toHaveLength(1);
    await bench.far.call();
    await settle();
    expect(bench.incoming).toHaveLength(2);
  });
});
