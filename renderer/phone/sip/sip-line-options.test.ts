import type { Session } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LegEvent } from '../line.ts';
import { FakeLeg } from '../testing/fake-line.ts';
import { challengeThenAccept } from '../testing/memory-transport.ts';
import { callIn, callOut, record, settle, setUp, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ended = (events: LegEvent[]) => events.find((event) => event.kind === 'ended')?.reason;

describe('an anonymous call (RFC 3323)', () => {
  it('shows neither name nor number but to the server', async () => {
    const bench = await setUpRegistered();
    bench.line.invite('sip:600@memory', { anonymous: true, headers: { 'X-Ticket': '1' } });
    await settle();
    const invite = bench.wire.last('> INVITE');
    expect(invite).toMatch(/^From: "Anonymous" <sip:anonymous@anonymous\.invalid>;tag=/m);
    expect(invite).toMatch(/^Privacy: id\r$/m);
    expect(invite).toMatch(/^P-Preferred-Identity: <sip:1001@memory>\r$/m);
    expect(invite).toMatch(/^X-Ticket: 1\r$/m);
    // Both are for the server, which takes them out.
    expect(invite.replace(/^(P-Preferred-Identity|Authorization): .*$/gm, '')).not.toMatch(/1001|Ann\b/);
  });

  it('is reached at an address that tells nothing, where the registrar gave one (RFC 5627)', async () => {
    const bench = await setUp();
    const [pub, temp] = ['sip:1001@memory;gr=urn:uuid:x', 'sip:tgruu.7hs@memory;gr'];
    bench.wire.registrar = (request) =>
      request.hasHeader('Authorization')
        ? { status: 200, headers: [`Contact: ${request.getHeader('Contact')};pub-gruu="${pub}";temp-gruu="${temp}"`] }
        : challengeThenAccept(request);
    bench.line.open();
    await settle();
    bench.far.answerCalls((invitation) => void invitation.accept());
    bench.line.invite('sip:600@memory', { anonymous: true });
    await settle();
    const invite = bench.wire.last('> INVITE');
    expect(invite).toMatch(/^Contact: <?sip:tgruu\.7hs@memory;gr/m);
    expect(invite).toMatch(/^P-Preferred-Identity: <?sip:1001@memory>?\r$/m);
    expect(invite).toMatch(/^Privacy: id\r$/m);
    await bench.far.session.bye();
    await settle();
    expect(bench.wire.log.at(-1)).toBe('> 200 BYE');
  });

  it('can be held and hung up by whoever was called: our contact leads to us', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.accept());
    const leg = bench.line.invite('sip:600@memory', { anonymous: true });
    const events = record(leg);
    await settle();
    await Promise.all([leg.hold(true), settle()]);
    await bench.far.session.bye();
    await settle();
    expect(bench.wire.log.slice(-2)).toEqual(['< BYE', '> 200 BYE']);
    expect(ended(events)).toMatchObject({ kind: 'hung-up', by: 'remote' });
    expect(bench.wire.crossings.filter(({ from, text }) => from === 'near' && /1001@memory/.test(text))).toHaveLength(1);
  });

  it('stays so when its far end is handed over, or hands us over', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.accept());
    const leg = bench.line.invite('sip:600@memory', { anonymous: true });
    const events = record(leg);
    await settle();
    void leg.refer('sip:602@memory', {}).catch(() => {});
    await settle();
    expect(bench.wire.last('> REFER')).toMatch(/^Referred-By: <sip:anonymous@anonymous\.invalid>\r$/m);
    bench.wire.crossings.length = 0;
    bench.far.session.dialog!.refer(undefined, { extraHeaders: ['Contact: <sip:600@memory>', 'Refer-To: <sip:600@memory>'] });
    await settle();
    const asked = events.findLast((event) => event.kind === 'refer-asked');
    asked!.request.accept();
    await settle();
    expect(bench.wire.last('> INVITE')).toMatch(/^From: "Anonymous" <sip:anonymous@anonymous\.invalid>/m);
  });
});

describe('a call in the place of another (RFC 3891)', () => {
  it.each(['out', 'in'])('names the dialog as its far end knows it: one that went or came %s', async (way) => {
    const bench = await setUpRegistered();
    const { leg } = await (way === 'out' ? callOut(bench) : callIn(bench));
    bench.far.answerCalls(() => {});
    bench.line.invite('sip:600@memory', { replaces: leg });
    await settle();
    const sessions = Object.values(bench.far.userAgent._sessions) as Session[];
    const { callId, localTag, remoteTag } = sessions.find(({ dialog }) => dialog?.callId === leg.id)!.dialog!;
    expect(bench.wire.last('> INVITE')).toContain(`\r\nReplaces: ${callId};to-tag=${localTag};from-tag=${remoteTag}\r\n`);
    // SIP.js at the far end found it, and ends it when the new one is accepted.
    expect(bench.far.invitations.at(-1)!.replacee?.dialog?.callId).toBe(leg.id);
  });

  it('needs one that is up, and ours', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    await leg.hangUp({});
    await settle();
    bench.wire.crossings.length = 0;
    expect(() => bench.line.invite('sip:600@memory', { replaces: leg })).toThrow(expect.objectContaining({ reason: 'wrong-state' }));
    expect(() => bench.line.invite('sip:600@memory', { replaces: new FakeLeg() })).toThrow(
      expect.objectContaining({ reason: 'wrong-state' }),
    );
    expect(bench.wire.log).toEqual([]);
  });
});
