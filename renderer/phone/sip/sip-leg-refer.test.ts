import type { Core, Referral, Session } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Leg, LegEvent } from '../line.ts';
import { type Bench, callIn, callOut, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kinds = (events: LegEvent[]) => events.map(({ kind }) => kind);
const outcome = (request: Promise<void>) =>
  request
    .then(() => 'done' as const)
    .catch(({ reason, code }: { reason: string; code: number | null }) => `${reason} ${code ?? ''}`.trim());

/** What the far end does with a REFER. */
function onRefer(session: Session, answer: (referral: Referral) => void): void {
  session.delegate = { onRefer: answer };
}

/** The far end reports how the REFER goes. */
function report(session: Session, body: string, { state = 'active;expires=60', event = 'refer' } = {}): void {
  const dialog = session.dialog as Core.Session;
  dialog.notify(undefined, {
    extraHeaders: [`Event: ${event}`, `Subscription-State: ${state}`],
    ...(body && { body: { contentDisposition: 'render', contentType: 'message/sipfrag;version=2.0', content: body } }),
  });
}

const last = 'terminated;reason=noresource';

/** Hands the far end over to 602, and tells what came of it. */
function transfer(leg: Leg, target: string | Leg = 'sip:602@memory') {
  const progress: number[] = [];
  return { progress, result: outcome(leg.refer(target, { onProgress: (code) => progress.push(code) })) };
}

async function referTo602(bench: Bench, answer: (referral: Referral) => void = (referral) => void referral.accept()) {
  const { leg, events } = await callOut(bench);
  onRefer(bench.far.session, answer);
  const { progress, result } = transfer(leg);
  await settle();
  return { leg, events, progress, result };
}

describe('a blind transfer', () => {
  it('asks the far end, and is done when it reports a 2xx', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    onRefer(bench.far.session, (referral) => void referral.accept());
    const progress: number[] = [];
    const options = { headers: { 'X-Desk': '7' }, onProgress: (code: number) => progress.push(code) };
    const result = outcome(leg.refer('sip:602@memory;user=phone', options));
    await settle();
    const refer = bench.wire.last('> REFER');
    expect(refer).toMatch(/^Refer-To: <sip:602@memory;user=phone>\r$/m);
    expect(refer).toMatch(/^Referred-By: <sip:1001@memory>\r$/m);
    expect(refer).toMatch(/^Contact: <sip:[^>]+>/m);
    expect(refer).toMatch(/^X-Desk: 7\r$/m);
    for (const body of ['SIP/2.0 100 Trying', 'SIP/2.0 180 Ringing\r\nTo: <sip:602@memory>\r\n', '\r\nSIP/2.0 183 Session Progress']) {
      report(bench.far.session, body);
      await settle();
    }
    expect(progress).toEqual([100, 180, 183]);
    report(bench.far.session, 'SIP/2.0 200 OK', { state: last });
    await settle();
    expect(await result).toBe('done');
    expect(bench.wire.log).toEqual(['> REFER', '< 202 REFER', ...Array.from({ length: 4 }, () => ['< NOTIFY', '> 200 NOTIFY']).flat()]);
    expect(kinds(events)).not.toContain('ended');
    expect(vi.getTimerCount()).toBeLessThan(10);
  });

  it.each([603, 486, 404, 302, 503])('that the new far end refuses with %i fails, and the call goes on', async (code) => {
    const bench = await setUpRegistered();
    const { leg, events, result } = await referTo602(bench);
    report(bench.far.session, `SIP/2.0 ${code} Words`, { state: last });
    await settle();
    expect(await result).toBe(`rejected ${code}`);
    expect(kinds(events)).not.toContain('ended');
    await Promise.all([leg.hold(true), settle()]);
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: true });
  });

  it('is refused by a far end that has forgotten the dialog, which ends it (RFC 3261 12.2.1.2)', async () => {
    const bench = await setUpRegistered();
    const { result, events } = await referTo602(bench, (referral) => void referral.reject({ statusCode: 481 }));
    expect(await result).toBe('rejected 481');
    expect(events.at(-1)).toMatchObject({ kind: 'ended', reason: { kind: 'failed', by: 'remote', code: 481 } });
    expect(bench.wire.log).toContain('> BYE');
  });

  it.each([405, 420, 501, 603])('is refused by the far end itself with %i', async (statusCode) => {
    const bench = await setUpRegistered();
    const { result } = await referTo602(bench, (referral) => void referral.reject({ statusCode }));
    expect(await result).toBe(`rejected ${statusCode}`);
    expect(vi.getTimerCount()).toBeLessThan(10);
  });

  it.each([
    [401, 'WWW-Authenticate', 'Authorization'],
    [407, 'Proxy-Authenticate', 'Proxy-Authorization'],
  ])('goes on after a challenge with %i', async (statusCode, challenge, credentials) => {
    const bench = await setUpRegistered();
    const { result } = await referTo602(bench, (referral) => {
      if (referral.request.hasHeader(credentials)) void referral.accept();
      else
        void referral.reject({ statusCode, extraHeaders: [`${challenge}: Digest realm="memory", nonce="n", algorithm=MD5, qop="auth"`] });
    });
    const [, cseq] = /^CSeq: (\d+) REFER/m.exec(bench.wire.last('> REFER'))!;
    report(bench.far.session, 'SIP/2.0 200 OK', { state: last, event: `refer;id=${cseq}` });
    await settle();
    expect(await result).toBe('done');
    expect(bench.wire.log.slice(0, 4)).toEqual(['> REFER', `< ${statusCode} REFER`, '> REFER', '< 202 REFER']);
  });

  it('that nobody answers at all times out', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    bench.wire.loses = (text) => text.startsWith('REFER');
    const { result } = transfer(leg);
    await vi.advanceTimersByTimeAsync(33_000);
    expect(await result).toBe('timed-out');
  });

  it('that is taken and never reported on times out after a minute', async () => {
    const bench = await setUpRegistered();
    const { events, result } = await referTo602(bench);
    const settled = vi.fn();
    void result.then(settled);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await result).toBe('timed-out');
    expect(kinds(events)).not.toContain('ended');
  });

  it('times out after a minute without another report', async () => {
    const bench = await setUpRegistered();
    const { events, result } = await referTo602(bench);
    const settled = vi.fn();
    void result.then(settled);
    await vi.advanceTimersByTimeAsync(59_000);
    report(bench.far.session, 'SIP/2.0 180 Ringing');
    await vi.advanceTimersByTimeAsync(59_000);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await result).toBe('timed-out');
    expect(kinds(events)).not.toContain('ended');
  });

  it.each([
    ['with a 2xx', 'SIP/2.0 200 OK', 'done'],
    ['with a refusal', 'SIP/2.0 486 Busy Here', 'rejected 486'],
    ['with nothing but 100', 'SIP/2.0 100 Trying', 'rejected'],
    ['without a word', '', 'rejected'],
    ['with nonsense', 'hello', 'rejected'],
  ])('is over with its subscription, which ended %s', async (_, body, expected) => {
    const bench = await setUpRegistered();
    const { result } = await referTo602(bench);
    report(bench.far.session, body, { state: last });
    await settle();
    expect(await result).toBe(expected);
    expect(bench.wire.log).toContain('> 200 NOTIFY');
  });

  it('may be reported on before it is answered', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    let referral: Referral | undefined;
    onRefer(bench.far.session, (asked) => {
      referral = asked;
    });
    const { progress, result } = transfer(leg);
    await settle();
    report(bench.far.session, 'SIP/2.0 180 Ringing');
    await settle();
    expect(progress).toEqual([180]);
    report(bench.far.session, 'SIP/2.0 200 OK', { state: last });
    await settle();
    expect(await result).toBe('done');
    await referral!.accept();
    await settle();
    expect(bench.wire.log.at(-1)).toBe('< 202 REFER');
  });

  it('whose far end hangs up before it reported is over with the call', async () => {
    const bench = await setUpRegistered();
    const { events, result } = await referTo602(bench);
    await bench.far.session.bye();
    await settle();
    expect(await result).toBe('wrong-state');
    expect(kinds(events)).toContain('ended');
    expect(vi.getTimerCount()).toBeLessThan(10);
  });

  it('hears only of itself', async () => {
    const bench = await setUpRegistered();
    const { leg, progress, result } = await referTo602(bench);
    report(bench.far.session, 'SIP/2.0 200 OK', { state: last, event: 'refer;id=1' });
    report(bench.far.session, 'SIP/2.0 200 OK', { event: 'message-summary' });
    await settle();
    expect(progress).toEqual([]);
    expect(bench.wire.log.slice(-4)).toEqual(expect.arrayContaining(['> 200 NOTIFY', '> 489 NOTIFY']));
    await expect(leg.refer('sip:603@memory', {})).rejects.toMatchObject({ reason: 'wrong-state' });
    report(bench.far.session, 'SIP/2.0 200 OK', { state: last });
    await settle();
    expect(await result).toBe('done');
    // One more, though it is over: no reason to offend anybody.
    report(bench.far.session, 'SIP/2.0 200 OK', { state: last });
    await settle();
    expect(bench.wire.log.at(-1)).toBe('> 200 NOTIFY');
  });

  it('is asked of a call that is up, for an address that is one', async () => {
    const bench = await setUpRegistered();
    const dialling = bench.line.invite('sip:600@memory', {});
    await settle();
    await expect(dialling.refer('sip:602@memory', {})).rejects.toMatchObject({ reason: 'wrong-state' });
    const { leg } = await callOut(bench);
    for (const target of ['', '602', 'tel:602', 'sip:602@memory>\r\nRoute: <sip:x', 'sip:602@memory?Replaces=x'])
      await expect(leg.refer(target, {})).rejects.toMatchObject({ reason: 'bad-target' });
    await expect(leg.refer('sip:602@memory', { headers: { Route: 'x' } })).rejects.toMatchObject({ reason: 'bad-header' });
    expect(bench.wire.log).not.toContain('> REFER');
  });

  it('that nobody asked for is not reported on', async () => {
    const bench = await setUpRegistered();
    await callOut(bench);
    report(bench.far.session, 'SIP/2.0 200 OK', { state: last });
    await settle();
    expect(bench.wire.log).toEqual(['< NOTIFY', '> 481 NOTIFY']);
  });
});

describe('an attended transfer', () => {
  const tagOf = (header: string, message: string) => new RegExp(`^${header}:.*;tag=(\\S+)\r$`, 'm').exec(message)![1];
  const idOf = (message: string) => /^Call-ID: (\S+)\r$/m.exec(message)![1]!;

  it('names the dialog of a call that went out as its far end knows it', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    const first = bench.far.session;
    const other = bench.line.invite('sip:600@memory;user=phone', {});
    await settle();
    const ok = bench.wire.last('< 200 INVITE');
    onRefer(first, (referral) => void referral.accept());
    const { result } = transfer(leg, other);
    await settle();
    const [, uri, replaces] = /^Refer-To: <(sip:[^?]+)\?Replaces=([^>]+)>\r$/m.exec(bench.wire.last('> REFER'))!;
    expect(/^Contact: <([^>]+)>/m.exec(ok)![1]).toMatch(/\.invalid;/);
    // Nobody can reach a browser at the address that it gives for itself (RFC 7118 5.2.2).
    expect(uri).toBe('sip:600@memory;user=phone');
    expect(decodeURIComponent(replaces!)).toBe(`${idOf(ok)};to-tag=${tagOf('To', ok)};from-tag=${tagOf('From', ok)}`);
    report(first, 'SIP/2.0 200 OK', { state: last });
    await settle();
    expect(await result).toBe('done');
  });

  it('names the dialog of a call that came in the other way round', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    const first = bench.far.session;
    bench.wire.alters = (text, from) =>
      from === 'far' && text.startsWith('INVITE')
        ? text.replace(/^Contact: <[^>]+>/m, 'Contact: <sip:605@10.0.0.5:5066;transport=tcp>')
        : text;
    const { leg: other } = await callIn(bench);
    onRefer(first, (referral) => void referral.accept());
    void transfer(leg, other);
    await settle();
    const [, uri, replaces] = /^Refer-To: <(sip:[^?]+)\?Replaces=([^>]+)>\r$/m.exec(bench.wire.last('> REFER'))!;
    expect(uri).toBe('sip:605@10.0.0.5:5066;transport=tcp');
    const [session] = Object.values(bench.far.userAgent._sessions).filter(({ dialog }) => dialog?.callId === other.id) as Session[];
    const { callId, localTag, remoteTag } = session!.dialog!;
    expect(decodeURIComponent(replaces!)).toBe(`${callId};to-tag=${localTag};from-tag=${remoteTag}`);
  });

  it('needs another call that is up', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    bench.far.answerCalls(() => {});
    const ringing = bench.line.invite('sip:602@memory', {});
    await settle();
    await expect(leg.refer(ringing, {})).rejects.toMatchObject({ reason: 'wrong-state' });
    await expect(leg.refer(leg, {})).rejects.toMatchObject({ reason: 'wrong-state' });
    expect(bench.wire.log).not.toContain('> REFER');
  });
});
