import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callOut, record, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const contactOf = (text: string): string => /^Contact: (.*)$/m.exec(text)![1]!.trim();

/** The far end calls by that Request-URI, and from that address. */
async function calledBy(uri: string, from?: string) {
  const bench = await setUpRegistered();
  const sent: string[] = [];
  bench.wire.alters = (text, side) => {
    if (side === 'near') {
      sent.push(text);
      return text.replaceAll(`<${from}>`, '<sip:600@memory>'); // The far end is SIP.js as it comes.
    }
    if (!text.startsWith('INVITE')) return text;
    const asked = text.replace(/^INVITE \S+/, `INVITE ${uri}`);
    return from === undefined ? asked : asked.replace(/^From: .*(;tag=.*)$/m, `From: <${from}>$1`);
  };
  const inviter = await bench.far.call();
  await settle();
  return { bench, inviter, sent, call: bench.incoming[0] };
}

describe('a call to a sips: address', () => {
  it('that comes in is taken, answered under one of ours, and goes on', async () => {
    const { bench, inviter, call } = await calledBy('sips:1001@memory');
    await call!.leg.accept({});
    await settle();
    expect(contactOf(bench.wire.last('> 200 INVITE'))).toMatch(/^<sips:/);
    expect(inviter.state).toBe('Established');
    void inviter.bye();
    await settle();
    expect(bench.wire.last('< BYE')).toMatch(/^BYE sips:/);
    expect(bench.wire.log.at(-1)).toBe('> 200 BYE');
    expect(call!.events.at(-1)).toMatchObject({ kind: 'ended', reason: { kind: 'hung-up', by: 'remote' } });
  });

  it('goes out as such, under a sips: Contact; the next one to a sip: address does not', async () => {
    const bench = await setUpRegistered();
    bench.wire.alters = (text, side) => (side === 'near' ? text.replace(/^INVITE sips:/, 'INVITE sip:') : text);
    bench.far.answerCalls((invitation) => void invitation.accept());
    const sent: string[] = [];
    bench.wire.loses = (text, side) => {
      if (side === 'near') sent.push(text);
      return false;
    };
    const secure = bench.line.invite('sips:600@memory', {});
    const events = record(secure);
    await settle();
    expect(events.map(({ kind }) => kind)).toContain('confirmed');
    const invite = sent.find((text) => text.startsWith('INVITE'))!;
    expect(invite).toMatch(/^To: <sips:600@memory>/m);
    expect(contactOf(invite)).toMatch(/^<sips:/);
    await Promise.all([secure.hold(true), settle()]);
    expect(contactOf(sent.findLast((text) => text.startsWith('INVITE'))!)).toMatch(/^<sips:/);
    bench.wire.crossings.length = 0;
    await callOut(bench);
    expect(contactOf(sent.findLast((text) => text.startsWith('INVITE'))!)).toMatch(/^<sip:/);
  });

  it('is refused where the way to our own server is not secure', async () => {
    const bench = await setUpRegistered({ server: 'ws://127.0.0.1:8088/ws' });
    expect(() => bench.line.invite('sips:600@memory', {})).toThrow(expect.objectContaining({ name: 'PhoneError', reason: 'not-secure' }));
    expect(bench.wire.log).toEqual([]);
  });
});

describe('a call to a tel: address', () => {
  it('rings, from a tel: address too, and each is answered with what it wrote', async () => {
    const { bench, sent, call } = await calledBy('tel:+49-30-1234;phone-context=memory', 'tel:+49301111');
    expect(call!.leg.peer).toMatchObject({ number: '+49301111', uri: 'tel:+49301111' });
    await call!.leg.accept({});
    await settle();
    const answer = sent.findLast((text) => text.startsWith('SIP/2.0 200'));
    expect(answer).toMatch(/^From: <tel:\+49301111>;tag=/m);
    expect(answer).toMatch(/^Contact: <sip:/m);
    await Promise.all([call!.leg.hangUp({}), settle()]);
    expect(sent.findLast((text) => text.startsWith('BYE'))).toMatch(/^To: <tel:\+49301111>;tag=/m);
    expect(bench.wire.log.at(-1)).toBe('< 200 BYE');
  });

  it('that nobody can know of is still refused', async () => {
    const { bench, call } = await calledBy('urn:service:sos');
    expect(call).toBeUndefined();
    expect(bench.wire.log).toEqual(['< INVITE', '> 416 INVITE', '< ACK']);
  });
});
