import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LegEvent } from '../line.ts';
import { callOut, record, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kinds = (events: LegEvent[]) => events.map(({ kind }) => kind);
const ended = (events: LegEvent[]) => events.find((event) => event.kind === 'ended')?.reason;

describe('an incoming call that is sent on', () => {
  it('is answered with 302 and the new place', async () => {
    const bench = await setUpRegistered();
    const inviter = await bench.far.call();
    await settle();
    const { leg, events } = bench.incoming[0]!;
    await leg.redirect('sip:602@memory;user=phone', { headers: { 'X-Note': 'away' } });
    await settle();
    const answer = bench.wire.last('> 302 INVITE');
    expect(answer).toMatch(/^Contact: <sip:602@memory;user=phone>\r$/m);
    expect(answer).toMatch(/^X-Note: away\r$/m);
    expect(ended(events)).toEqual({ kind: 'redirected', by: 'local', code: 302, phrase: '' });
    expect(inviter.state).toBe('Terminated');
    expect(bench.media.last.isClosed).toBe(true);
  });

  it('is one that came in, waits, and goes to an address', async () => {
    const bench = await setUpRegistered();
    const out = await callOut(bench);
    await expect(out.leg.redirect('sip:602@memory', {})).rejects.toMatchObject({ reason: 'wrong-direction' });
    await bench.far.call();
    await settle();
    const { leg } = bench.incoming[0]!;
    for (const uri of ['', '602', 'sip:602@memory>\r\nRoute: <sip:x', 'javascript:1'])
      await expect(leg.redirect(uri, {})).rejects.toMatchObject({ reason: 'bad-target' });
    await leg.accept({});
    await settle();
    await expect(leg.redirect('sip:602@memory', {})).rejects.toMatchObject({ reason: 'wrong-state' });
    expect(bench.wire.log.join()).not.toContain('302');
  });
});

describe('an outgoing call that is sent on', () => {
  const dial = async (statusCode: number, ...extraHeaders: string[]) => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.reject({ statusCode, extraHeaders }));
    const leg = bench.line.invite('sip:600@memory', {});
    const events = record(leg);
    await settle();
    return { bench, leg, events };
  };

  it.each([300, 301, 302])('is over, and says where to (%i)', async (statusCode) => {
    const { bench, leg, events } = await dial(statusCode, 'Contact: <sip:1@x>;q=0.1, <tel:+4912>;q=0.2', 'Contact: "A" <sip:2@x>;q=0.9');
    expect(kinds(events)).toEqual(['rang', 'redirected']);
    expect(events.at(-1)).toMatchObject({
      contacts: ['sip:2@x', 'tel:+4912', 'sip:1@x'],
      reason: { kind: 'redirected', by: 'remote', code: statusCode },
    });
    expect(bench.media.last.isClosed).toBe(true);
    expect(bench.wire.log.at(-1)).toBe('> ACK');
    await leg.hangUp({});
    await settle();
    expect(bench.wire.log.at(-1)).toBe('> ACK');
  });

  it.each([
    ['302 without an address', 302, []],
    ['302 to nowhere', 302, ['Contact: <https://evil.example>, garbage']],
    ['a proxy that is to be used', 305, ['Contact: <sip:proxy@x>']],
    ['another service', 380, ['Contact: <sip:1@x>']],
  ])('ends by %s', async (_, statusCode, headers) => {
    const { events } = await dial(statusCode, ...headers);
    expect(kinds(events)).toEqual(['rang', 'ended']);
    expect(ended(events)).toMatchObject({ kind: 'redirected', by: 'remote', code: statusCode });
  });
});
