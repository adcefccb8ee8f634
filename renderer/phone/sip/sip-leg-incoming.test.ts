import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LegEvent } from '../line.ts';
import { callIn, callOut, record, settle, setUpRegistered } from './testing/set-up.ts';
import { sdp, videoOnly } from './testing/stub-media.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kinds = (events: LegEvent[]) => events.map(({ kind }) => kind);
const ended = (events: LegEvent[]) => events.find((event) => event.kind === 'ended')?.reason;

describe('an incoming call', () => {
  it('rings and is answered', async () => {
    const bench = await setUpRegistered();
    await bench.far.call('1001', { params: { fromDisplayName: 'Bob' } });
    await settle();
    const { leg, events } = bench.incoming[0]!;
    expect(leg).toMatchObject({
      direction: 'incoming',
      destination: 'sip:1001@memory',
      hasAudio: true,
      peer: { name: 'Bob', number: '600' },
    });
    expect(bench.wire.log).toEqual(['< INVITE', '> 100 INVITE', '> 180 INVITE']);
    await leg.accept({ headers: { 'X-Desk': '7' } });
    await settle();
    expect(bench.wire.last('> 200 INVITE')).toMatch(/^X-Desk: 7\r$/m);
    expect(kinds(events)).toEqual(['accepted', 'audio', 'confirmed']);
    expect(bench.wire.log.slice(3)).toEqual(['> 200 INVITE', '< ACK']);
  });

  it('says what its INVITE says', async () => {
    const bench = await setUpRegistered();
    await bench.far.call('1001', {
      anonymous: true,
      extraHeaders: ['Diversion: "Carol" <sip:602@memory>;reason=no-answer', 'X-Ticket: 4711', 'Call-Info: <sip:x>;answer-after=2'],
    });
    await settle();
    expect(bench.incoming[0]!.leg.facts).toEqual({
      isAnonymous: true,
      host: 'anonymous.invalid',
      autoAnswer: { callInfo: ['<sip:x>;answer-after=2'], alertInfo: [], answerMode: [] },
      forwardedBy: { name: 'Carol', number: '602', uri: 'sip:602@memory', company: '', avatar: '' },
      headers: { 'X-Ticket': '4711' },
    });
  });

  it('was meant for our address, whatever name our contact has', async () => {
    const bench = await setUpRegistered();
    bench.wire.alters = (text) => text.replace(/^To: <sip:1001@memory>/m, `To: <sip:${contact}@10.0.0.1;transport=ws>`);
    const [, contact] = /^Contact: <sip:([^@]+)@/m.exec(bench.register)!;
    await bench.far.call();
    await settle();
    expect(bench.incoming[0]!.leg.destination).toBe('sip:1001@memory');
    bench.wire.alters = (text) => text.replace(/^To: /m, 'P-Called-Party-ID: <sip:sales@memory>\r\nTo: ');
    await bench.far.call();
    await settle();
    expect(bench.incoming[1]!.leg.destination).toBe('sip:sales@memory');
  });

  it('is up only when the far end has acknowledged it', async () => {
    const bench = await setUpRegistered();
    await bench.far.call();
    await settle();
    const { leg, events } = bench.incoming[0]!;
    bench.wire.loses = (text) => text.startsWith('ACK');
    await leg.accept({});
    await settle();
    expect(kinds(events)).toEqual(['accepted', 'audio']);
    bench.wire.loses = () => false;
    await vi.advanceTimersByTimeAsync(600);
    expect(kinds(events)).toContain('confirmed');
  });

  it.each([
    ['busy', 486, 'busy'],
    ['decline', 603, 'declined'],
  ] as const)('is declined as %s with %i', async (mode, code, kind) => {
    const bench = await setUpRegistered();
    await bench.far.call();
    await settle();
    const { leg, events } = bench.incoming[0]!;
    await leg.decline({ mode, headers: { 'X-Note': 'later' } });
    await settle();
    expect(bench.wire.last(`> ${code} INVITE`)).toMatch(/^X-Note: later\r$/m);
    expect(ended(events)).toEqual({ kind, by: 'local', code, phrase: '' });
    expect(bench.media.last.isClosed).toBe(true);
    await expect(leg.accept({})).rejects.toMatchObject({ name: 'PhoneError' });
  });

  it('is declined in words, which the caller gets', async () => {
    const bench = await setUpRegistered();
    await bench.far.call();
    await settle();
    await bench.incoming[0]!.leg.decline({ mode: 'decline', message: 'In a "meeting"\r\nX-Evil: 1' });
    await settle();
    expect(bench.wire.last('> 603 INVITE')).toMatch(/^Reason: SIP;cause=603;text="In a \\"meeting\\" X-Evil: 1"\r$/m);
    bench.far.answerCalls(
      (invitation) => void invitation.reject({ statusCode: 603, extraHeaders: ['Reason: SIP;cause=603;text="Later"'] }),
    );
    const events = record(bench.line.invite('sip:600@memory', {}));
    await settle();
    expect(ended(events)).toEqual({ kind: 'declined', by: 'remote', code: 603, phrase: 'Later' });
  });

  it.each([
    ['', { kind: 'cancelled', code: null }],
    ['SIP;cause=200;text="Call completed elsewhere"', { kind: 'answered-elsewhere', code: 200 }],
    ['Q.850;cause=26', { kind: 'answered-elsewhere', code: 26 }],
  ])('is called off with Reason "%s"', async (header, reason) => {
    const bench = await setUpRegistered();
    const inviter = await bench.far.call();
    await settle();
    const { leg, events } = bench.incoming[0]!;
    await inviter.cancel({ extraHeaders: header ? [`Reason: ${header}`] : [] });
    await settle();
    expect(ended(events)).toMatchObject({ ...reason, by: 'remote' });
    expect(bench.wire.log).toContain('> 487 INVITE');
    await expect(leg.accept({})).rejects.toMatchObject({ reason: expect.stringMatching(/wrong-state|media-failed/) });
  });

  it('that nobody answers ends by itself after three minutes', async () => {
    const bench = await setUpRegistered();
    await bench.far.call();
    await settle();
    await vi.advanceTimersByTimeAsync(179_000);
    expect(ended(bench.incoming[0]!.events)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ended(bench.incoming[0]!.events)).toEqual({ kind: 'no-answer', by: 'local', code: 480, phrase: '' });
  });

  it('without an offer is answered with one', async () => {
    const bench = await setUpRegistered();
    await bench.far.call('1001', { inviteWithoutSdp: true });
    await settle();
    const { leg, events } = bench.incoming[0]!;
    expect(leg.hasAudio).toBe(true);
    await leg.accept({});
    await settle();
    expect(bench.wire.last('> 200 INVITE')).toMatch(/^m=audio/m);
    expect(kinds(events)).toContain('confirmed');
    expect(bench.media.last.signaling).toBe('stable');
  });

  it('without audio can be answered all the same', async () => {
    const bench = await setUpRegistered();
    bench.far.media.description = videoOnly;
    await bench.far.call();
    await settle();
    const { leg, events } = bench.incoming[0]!;
    expect(leg.hasAudio).toBe(false);
    await leg.accept({});
    await settle();
    expect(kinds(events)).toContain('confirmed');
  });

  it('with an offer that nobody can read is refused with 488, and the next one rings', async () => {
    const bench = await setUpRegistered();
    bench.far.media.description = 'v=hello';
    await bench.far.call();
    await settle();
    expect(bench.wire.log.at(-2)).toBe('> 488 INVITE');
    expect(bench.incoming).toHaveLength(0);
    expect(bench.media.last.isClosed).toBe(true);
    bench.far.media.description = sdp();
    await bench.far.call();
    await settle();
    expect(bench.incoming).toHaveLength(1);
  });

  it('whose caller requires reliable ringing (RFC 3262) gets it', async () => {
    const bench = await setUpRegistered();
    await bench.far.call('1001', { extraHeaders: ['Require: 100rel'] });
    await settle();
    expect(bench.wire.last('> 180 INVITE')).toMatch(/^Require: 100rel\r$/m);
    expect(bench.wire.log).toEqual(expect.arrayContaining(['< PRACK', '> 200 PRACK']));
    const { leg, events } = bench.incoming[0]!;
    await leg.accept({});
    await settle();
    expect(kinds(events)).toContain('confirmed');
  });

  it('keeps what the user may not do apart', async () => {
    const bench = await setUpRegistered();
    const out = await callOut(bench);
    await expect(out.leg.accept({})).rejects.toMatchObject({ reason: 'wrong-direction' });
    await expect(out.leg.decline({ mode: 'busy' })).rejects.toMatchObject({ reason: 'wrong-direction' });
    const { leg } = await callIn(bench);
    await expect(leg.decline({ mode: 'busy' })).rejects.toMatchObject({ reason: 'wrong-state' });
  });
});
