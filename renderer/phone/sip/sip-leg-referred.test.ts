import { type Core, type Notification, type Session, UserAgent } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Leg, LegEvent, ReferRequest } from '../line.ts';
import { type Bench, callIn, callOut, record, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kinds = (events: LegEvent[]) => events.map(({ kind }) => kind);
const requestIn = (events: LegEvent[]): ReferRequest | undefined => events.findLast((event) => event.kind === 'refer-asked')?.request;

/** A REFER of the far end, with headers as they are; what it hears of it. */
function sendRefer(session: Session, ...extraHeaders: string[]): string[] {
  const heard: string[] = [];
  session.delegate = {
    onNotify: (notification: Notification) => {
      const { request } = notification;
      heard.push(`${request.getHeader('Event')} ${request.getHeader('Subscription-State')} ${request.body.trim()}`);
      void notification.accept();
    },
  };
  const dialog = session.dialog as Core.Session;
  dialog.refer(undefined, { extraHeaders: ['Contact: <sip:600@memory>', ...extraHeaders] });
  return heard;
}

async function ask(bench: Bench, ...headers: string[]) {
  const { leg, events } = await callOut(bench);
  const far = bench.far.session;
  const heard = sendRefer(far, ...(headers.length > 0 ? headers : ['Refer-To: <sip:600@memory;user=phone>']));
  await settle();
  return { leg, events, far, heard, request: requestIn(events) };
}

/** Accepts it; its leg with its events. */
async function accept(request: ReferRequest | undefined): Promise<{ leg: Leg; events: LegEvent[] }> {
  const leg = request!.accept();
  const events = record(leg);
  await settle();
  return { leg, events };
}

describe('a far end that wants us to call somebody else', () => {
  it('is heard, and nothing is answered or dialled', async () => {
    const bench = await setUpRegistered();
    const { events, request } = await ask(
      bench,
      'Refer-To: "Dan" <sip:602@memory;user=phone?Subject=x>',
      'Referred-By: "Carol" <sip:603@memory>',
      'P-Asserted-Identity: <sip:600@Trusted.example>',
    );
    expect(kinds(events).at(-1)).toBe('refer-asked');
    expect(request).toMatchObject({
      target: 'sip:602@memory;user=phone',
      referredBy: { name: 'Carol', number: '603', uri: 'sip:603@memory' },
      host: 'trusted.example',
      replaces: false,
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bench.wire.log.filter((line) => line.startsWith('>'))).toEqual([]);
  });

  it('is trusted as the host that we called, whatever it says itself', async () => {
    const bench = await setUpRegistered();
    await callOut(bench);
    bench.wire.alters = (text) => (text.startsWith('REFER') ? text.replace(/^From: .*@memory/m, 'From: <sip:600@trusted.example') : text);
    const { request } = await ask(bench);
    expect(request!.host).toBe('memory');
  });

  it('is refused with 603', async () => {
    const bench = await setUpRegistered();
    const { request, heard } = await ask(bench);
    request!.decline();
    request!.decline();
    await settle();
    expect(bench.wire.log).toEqual(['< REFER', '> 603 REFER']);
    expect(() => request!.accept()).toThrow(expect.objectContaining({ reason: 'wrong-state' }));
    expect(heard).toEqual([]);
  });

  it('hears how the new call goes', async () => {
    const bench = await setUpRegistered();
    const { request, heard } = await ask(bench, 'Refer-To: <sip:600@memory;method=INVITE>', 'Referred-By: <sip:603@memory>;cid=x');
    bench.far.answerCalls(() => {});
    const { leg, events } = await accept(request);
    expect(leg).toMatchObject({ direction: 'outgoing', destination: 'sip:600@memory' });
    expect(bench.wire.log.slice(1, 2)).toEqual(['> 202 REFER']);
    expect(bench.wire.last('> 202 REFER')).toMatch(/^Contact: <sip:/m);
    const invite = bench.wire.last('> INVITE');
    expect(invite).toMatch(/^INVITE sip:600@memory SIP/);
    expect(invite).toMatch(/^Referred-By: <sip:603@memory>\r$/m);
    expect(invite).not.toMatch(/^Replaces:/m);
    expect(heard).toEqual(['refer active;expires=180 SIP/2.0 100 Trying', 'refer active;expires=180 SIP/2.0 180 Ringing']);
    void bench.far.invitations.at(-1)!.progress();
    await settle();
    expect(heard).toHaveLength(2);
    await bench.far.invitations.at(-1)!.accept();
    await settle();
    expect(heard.slice(2)).toEqual(['refer terminated;reason=noresource SIP/2.0 200 OK']);
    expect(kinds(events)).toContain('confirmed');
    await leg.hangUp({});
    await settle();
    expect(heard).toHaveLength(3);
    expect(bench.wire.last('> NOTIFY')).toMatch(/^Contact: <sip:/m);
    expect(bench.wire.last('> NOTIFY')).toMatch(/^Content-Type: message\/sipfrag/m);
  });

  it.each([486, 603, 302, 404])('hears that the new call was refused with %i', async (statusCode) => {
    const bench = await setUpRegistered();
    const { request, heard, events } = await ask(bench);
    bench.far.answerCalls((invitation) => void invitation.reject({ statusCode, reasonPhrase: 'Words' }));
    await accept(request);
    expect(heard.at(-1)).toBe(`refer terminated;reason=noresource SIP/2.0 ${statusCode} Words`);
    expect(kinds(events)).not.toContain('ended');
  });

  it('hears that the user gave the new call up', async () => {
    const bench = await setUpRegistered();
    const { request, heard } = await ask(bench);
    bench.far.answerCalls(() => {});
    const { leg } = await accept(request);
    await leg.hangUp({});
    await settle();
    expect(heard.at(-1)).toBe('refer terminated;reason=noresource SIP/2.0 487 Request Terminated');
  });

  it('may hang up, and the new call goes on', async () => {
    const bench = await setUpRegistered();
    const { request, far } = await ask(bench);
    bench.far.answerCalls(() => {});
    const { events } = await accept(request);
    await far.bye();
    await settle();
    await bench.far.invitations.at(-1)!.accept();
    await settle();
    expect(kinds(events)).toContain('confirmed');
    expect(bench.wire.log.filter((line) => line === '> NOTIFY')).toHaveLength(2);
  });

  it('is told nothing more once it does not listen', async () => {
    const bench = await setUpRegistered();
    const { request, far } = await ask(bench);
    far.delegate = { onNotify: (notification) => void notification.reject({ statusCode: 481 }) };
    const { events } = await accept(request);
    expect(kinds(events)).toContain('confirmed');
    expect(bench.wire.log.filter((line) => line === '> NOTIFY').length).toBeLessThan(3);
    expect(bench.wire.last('> NOTIFY')).not.toMatch(/200 OK/);
  });

  it('is told nothing at all if it wants it so (RFC 4488)', async () => {
    const bench = await setUpRegistered();
    const { request } = await ask(bench, 'Refer-To: <sip:600@memory>', 'Require: norefersub', 'Refer-Sub: false');
    const { events } = await accept(request);
    expect(kinds(events)).toContain('confirmed');
    expect(bench.wire.last('> 202 REFER')).toMatch(/^Refer-Sub: false\r$/m);
    expect(bench.wire.log).not.toContain('> NOTIFY');
  });

  it('can have the new call take over another one (RFC 3891)', async () => {
    const bench = await setUpRegistered();
    const { request } = await ask(bench, 'Refer-To: <sip:600@memory?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>');
    expect(request!.replaces).toBe(true);
    await accept(request);
    expect(bench.wire.last('> INVITE')).toMatch(/^Replaces: a@b;to-tag=1;from-tag=2\r$/m);
  });

  it('that hung up meanwhile cannot be followed any more', async () => {
    const bench = await setUpRegistered();
    const { request, far } = await ask(bench);
    await far.bye();
    await settle();
    expect(() => request!.accept()).toThrow(expect.objectContaining({ reason: 'wrong-state' }));
    await settle();
    expect(bench.wire.log).not.toContain('> INVITE');
  });

  it('cannot be followed without a connection, and the call goes on', async () => {
    const bench = await setUpRegistered();
    const { events, request } = await ask(bench);
    bench.wire.socket!.fail(1006);
    await settle();
    expect(() => request!.accept()).toThrow(expect.objectContaining({ reason: 'not-connected' }));
    await settle();
    expect(kinds(events)).not.toContain('ended');
  });

  it('is refused when our end of the call is over', async () => {
    const bench = await setUpRegistered();
    const { leg, request } = await ask(bench);
    await leg.hangUp({});
    await settle();
    expect(bench.wire.log).toContain('> 603 REFER');
    expect(() => request!.accept()).toThrow(expect.objectContaining({ reason: 'wrong-state' }));
  });

  it('may ask twice, and both are told apart (RFC 3515 2.4.6)', async () => {
    const bench = await setUpRegistered();
    const { events, far, request } = await ask(bench);
    request!.decline();
    await settle();
    const heard = sendRefer(far, 'Refer-To: <sip:600@memory>');
    await settle();
    await accept(requestIn(events));
    const [, cseq] = /^CSeq: (\d+) REFER/m.exec(bench.wire.last('< REFER'))!;
    expect(heard[0]).toBe(`refer;id=${cseq} active;expires=180 SIP/2.0 100 Trying`);
  });

  it('is heard in a call that came in as well', async () => {
    const bench = await setUpRegistered();
    const { events } = await callIn(bench);
    const [session] = Object.values(bench.far.userAgent._sessions) as Session[];
    const heard = sendRefer(session!, 'Refer-To: <sip:600@memory>');
    await settle();
    bench.far.answerCalls((invitation) => void invitation.accept());
    await accept(requestIn(events));
    expect(heard.at(-1)).toBe('refer terminated;reason=noresource SIP/2.0 200 OK');
  });

  it.each<[string, string[], number]>([
    ['names nobody', [], 400],
    ['names two', ['Refer-To: <sip:1@x>', 'Refer-To: <sip:2@x>'], 400],
    ['names two on one line', ['Refer-To: <sip:1@x>, <sip:2@x>'], 400],
    ['sends nonsense', ['Refer-To: garbage <<'], 400],
    ['names somebody with a stray escape', ['Refer-To: <sip:%zz@memory>'], 400],
    ['names a telephone', ['Refer-To: <tel:+900123>'], 416],
    ['names a page', ['Refer-To: <https://evil.example>'], 416],
    ['wants another method', ['Refer-To: <sip:602@memory;method=BYE>'], 603],
    ['sends something huge', [`Refer-To: <sip:${'9'.repeat(60_000)}@memory>`], 400],
    ['smuggles a header', ['Refer-To: <sip:602@memory?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2%0D%0AX-Evil%3A1>'], 400],
    ['uses the short name', ['r: <tel:1>'], 416],
  ])('is refused when it %s', async (_, headers, status) => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    sendRefer(bench.far.session, ...headers);
    await settle();
    expect(bench.wire.log).toEqual(['< REFER', `> ${status} REFER`]);
    expect(kinds(events)).not.toContain('refer-asked');
  });
});

it('a REFER outside any call is refused', async () => {
  const bench = await setUpRegistered();
  const { userAgentCore } = bench.far.userAgent;
  const [to, from] = [UserAgent.makeURI('sip:1001@memory')!, UserAgent.makeURI('sip:600@memory')!];
  userAgentCore.request(userAgentCore.makeOutgoingRequestMessage('REFER', to, from, to, {}, ['Refer-To: <sip:+900123@premium>']));
  await settle();
  expect(bench.wire.log).toEqual(['< REFER', '> 603 REFER']);
});
