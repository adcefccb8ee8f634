import { type Session, SessionState, UserAgent } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LegEvent } from '../line.ts';
import { type Bench, callIn, callOut, settle, setUpRegistered } from './testing/set-up.ts';
import { sdp } from './testing/stub-media.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kinds = (events: LegEvent[]) => events.map(({ kind }) => kind);
const ended = (events: LegEvent[]) => events.find((event) => event.kind === 'ended')?.reason;
const count = (bench: Bench, line: string) => bench.wire.log.filter((each) => each === line).length;
const outcome = (request: Promise<void>) =>
  request
    .then(() => 'done' as const)
    .catch(({ reason, code }: { reason: string; code: number | null }) => `${reason} ${code ?? ''}`.trim());

describe('tones', () => {
  it('go into the sound where the far end takes them there', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    await leg.sendTones('12#');
    expect(bench.media.last.asked).toEqual(['tones 12#']);
    expect(bench.wire.log).toEqual([]);
  });

  it('go out in INFO where it does not, one after another', async () => {
    const bench = await setUpRegistered();
    bench.far.media.description = sdp('sendrecv', { tones: false });
    const { leg } = await callOut(bench);
    const sending = outcome(leg.sendTones('1,a'));
    await settle();
    expect(bench.wire.log).toEqual(['> INFO', '< 200 INFO']);
    expect(bench.wire.last('> INFO')).toMatch(/Content-Type: application\/dtmf-relay\r\n[\s\S]*\r\n\r\nSignal=1\r\nDuration=160\r\n$/);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await sending).toBe('done');
    expect(bench.wire.last('> INFO')).toMatch(/Signal=A\r\n/);
  });

  it('that are refused are told', async () => {
    const bench = await setUpRegistered();
    bench.far.media.description = sdp('sendrecv', { tones: false });
    const { leg } = await callOut(bench);
    bench.far.session.delegate = { onInfo: (info) => void info.reject({ statusCode: 415 }) };
    const sending = outcome(leg.sendTones('12'));
    await settle();
    expect(await sending).toBe('rejected 415');
    expect(count(bench, '> INFO')).toBe(1);
  });

  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', 200, '5'],
    ['application/dtmf-relay', 'Signal= 11\r\n', 200, '#'],
    ['application/dtmf', '*', 200, '*'],
    ['application/dtmf-relay', 'Signal=<b>\r\n', 415, null],
    ['text/plain', '5', 200, null],
  ])('that come as %s %j are answered with %i', async (contentType, content, status, tone) => {
    const bench = await setUpRegistered();
    const { events } = await callIn(bench);
    const [session] = Object.values(bench.far.userAgent._sessions) as Session[];
    await session!.info({ requestOptions: { body: { contentDisposition: 'render', contentType, content } } });
    await settle();
    expect(bench.wire.log).toEqual(['< INFO', `> ${status} INFO`]);
    expect(events.filter(({ kind }) => kind === 'tone-received')).toEqual(tone === null ? [] : [{ kind: 'tone-received', tone }]);
  });
});

describe('a lost socket', () => {
  it('ends no call that is up: it goes on over the next one', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    bench.wire.socket!.fail(1006);
    await settle();
    expect(kinds(events)).not.toContain('ended');
    bench.line.open();
    await settle();
    await Promise.all([leg.restartMedia(), settle()]);
    expect(bench.wire.log.slice(-3)).toEqual(['> INVITE', '< 200 INVITE', '> ACK']);
    await leg.hangUp({});
    await settle();
    expect(bench.far.session.state).toBe(SessionState.Terminated);
  });

  it('fails what waits for an answer, and the call goes on', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    bench.wire.isDead = true;
    const holding = outcome(leg.hold(true));
    await settle();
    bench.wire.socket!.fail(1006);
    await settle();
    expect(await holding).toBe('not-connected 503'.slice(0, 13));
    bench.wire.isDead = false;
    bench.line.open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(kinds(events)).not.toContain('ended');
    await Promise.all([leg.hold(true), settle()]);
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: true });
  });

  it('is found out by a request without any answer', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    bench.wire.isDead = true;
    const holding = outcome(leg.hold(true));
    await vi.advanceTimersByTimeAsync(11_000);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'lost' });
    expect(await holding).toBe('not-connected');
  });

  it('ends the calls that nobody answered yet, both ways', async () => {
    const bench = await setUpRegistered();
    await bench.far.call();
    const leg = bench.line.invite('sip:600@memory', {});
    const out: LegEvent[] = [];
    leg.onEvent = (event) => out.push(event);
    await settle();
    bench.wire.socket!.fail(1006);
    await settle();
    expect(ended(out)).toEqual({ kind: 'network-lost', by: 'local', code: null, phrase: '' });
    expect(ended(bench.incoming[0]!.events)).toEqual({ kind: 'network-lost', by: 'local', code: null, phrase: '' });
  });
});

describe('a call taken over (Replaces, RFC 3891)', () => {
  const replacing = (session: Session) => {
    const { callId, localTag, remoteTag } = session.dialog!;
    return { extraHeaders: [`Replaces: ${callId};to-tag=${remoteTag};from-tag=${localTag}`] };
  };

  it('is ended when the new one is accepted', async () => {
    const bench = await setUpRegistered();
    const first = await callOut(bench);
    await bench.far.call('1001', { ...replacing(bench.far.session), params: { fromDisplayName: 'Carol' } });
    await settle();
    const second = bench.incoming[0]!;
    expect(second.leg.replaces).toBe(first.leg.id);
    expect(second.leg.peer.name).toBe('Carol');
    expect(kinds(first.events)).not.toContain('ended');
    await second.leg.accept({});
    await settle();
    expect(ended(first.events)).toEqual({ kind: 'hung-up', by: 'remote', code: null, phrase: '' });
    expect(kinds(second.events)).toContain('confirmed');
    expect(bench.wire.log).toContain('> BYE');
  });

  it('can be a call that rings at the far end still', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls(() => {});
    const leg = bench.line.invite('sip:600@memory', {});
    const events: LegEvent[] = [];
    leg.onEvent = (event) => events.push(event);
    await settle();
    await bench.far.call('1001', replacing(bench.far.session));
    await settle();
    const second = bench.incoming[0]!;
    await second.leg.accept({});
    await settle();
    expect(ended(events)).toMatchObject({ kind: 'hung-up', by: 'remote' });
    expect(bench.wire.log).toContain('> CANCEL');
    expect(kinds(second.events)).toContain('confirmed');
  });

  it('must exist', async () => {
    const bench = await setUpRegistered();
    await bench.far.call('1001', { extraHeaders: ['Replaces: nobody;to-tag=1;from-tag=2'] });
    await settle();
    expect(bench.wire.log).toContain('> 481 INVITE');
    expect(bench.incoming).toHaveLength(0);
  });

  it('cannot be one that rings here', async () => {
    const bench = await setUpRegistered();
    const inviter = await bench.far.call();
    await settle();
    const { events } = bench.incoming[0]!;
    const [, toTag] = /^To: .*;tag=(\S+)/m.exec(bench.wire.last('> 180 INVITE'))!;
    await bench.far.call('1001', {
      extraHeaders: [`Replaces: ${inviter.request.callId};to-tag=${toTag};from-tag=${inviter.request.fromTag}`],
    });
    await settle();
    expect(bench.wire.log).toContain('> 481 INVITE');
    expect(kinds(events)).not.toContain('ended');
  });
});

it('never follows a REFER within a call by itself', async () => {
  const bench = await setUpRegistered();
  const { leg, events } = await callOut(bench);
  await bench.far.session.refer(UserAgent.makeURI('sip:+900123@premium')!);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(bench.wire.log.filter((line) => line.startsWith('>') && !line.endsWith('OPTIONS'))).toEqual([]);
  expect(kinds(events)).not.toContain('ended');
  await leg.hangUp({});
  await settle();
  expect(bench.wire.log).toContain('> 603 REFER');
  expect(bench.wire.log).not.toContain('> INVITE');
});
