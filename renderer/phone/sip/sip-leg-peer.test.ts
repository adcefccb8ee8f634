import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LegEvent } from '../line.ts';
import { type Bench, callIn, callOut, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const peers = (events: LegEvent[]) => events.flatMap((event) => (event.kind === 'peer' ? [`${event.peer.name}|${event.peer.number}`] : []));

/** Headers that the far end's messages of one kind have from now on; `From` takes the place of the one that is there. */
function adds(bench: Bench, start: string, headers: Record<string, string>): void {
  bench.wire.alters = (text, from) => {
    if (from !== 'far' || !text.startsWith(start)) return text;
    const { From, ...others } = headers;
    const lines = Object.entries(others).map(([name, value]) => `${name}: ${value}\r\n`);
    const renamed = From ? text.replace(/^From: .*;tag=/m, `From: ${From};tag=`) : text;
    return renamed.replace('\r\n', `\r\n${lines.join('')}`);
  };
}

describe('who is at the other end', () => {
  it.each([
    ['P-Asserted-Identity', '"Reception" <sip:0@memory>', 'Reception|0'],
    ['Remote-Party-ID', '"Old Exchange" <sip:9@memory>;party=called;privacy=off', 'Old Exchange|9'],
  ])('changes with a re-INVITE that has a %s', async (name, value, expected) => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    adds(bench, 'INVITE', { [name]: value });
    for (let i = 0; i < 2; i++) {
      await bench.far.session.invite();
      await settle();
    }
    expect(peers(events)).toEqual([expected]);
    expect(`${leg.peer.name}|${leg.peer.number}`).toBe(expected);
  });

  it('changes with the answer to our own re-INVITE', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    adds(bench, 'SIP/2.0 200', { 'P-Asserted-Identity': '"Dan" <sip:602@memory>' });
    await Promise.all([leg.hold(true), settle()]);
    expect(peers(events)).toEqual(['Dan|602']);
  });

  it.each([
    ['a name and an address', '"Carol" <sip:603@memory>', 'Carol|603'],
    ['an address', '<sip:603@memory>', '|603'],
    ['a name', '"Carol" <sip:600@memory:5060;user=phone>', 'Carol|600'],
  ])('changes with %s in the From of a later request (RFC 4916)', async (_, From, expected) => {
    const bench = await setUpRegistered();
    const { events } = await callIn(bench);
    const [session] = Object.values(bench.far.userAgent._sessions);
    adds(bench, 'INVITE', { From });
    for (let i = 0; i < 2; i++) {
      await session!.invite();
      await settle();
    }
    expect(peers(events)).toEqual([expected]);
  });

  it('changes back with the From', async () => {
    const bench = await setUpRegistered();
    const { events } = await callIn(bench);
    const [session] = Object.values(bench.far.userAgent._sessions);
    for (const From of ['"Carol" <sip:603@memory>', '<sip:600@memory>']) {
      adds(bench, 'INVITE', { From });
      await session!.invite();
      await settle();
    }
    expect(peers(events)).toEqual(['Carol|603', '|600']);
  });

  it('does not change back to what the caller says where the server said better', async () => {
    const bench = await setUpRegistered();
    adds(bench, 'INVITE', { 'P-Asserted-Identity': '"Truth" <sip:2@memory>' });
    const { leg, events } = await callIn(bench);
    const [session] = Object.values(bench.far.userAgent._sessions);
    adds(bench, 'INVITE', { From: '<sip:600@elsewhere>' });
    await session!.invite();
    await settle();
    expect(peers(events)).toEqual([]);
    expect(leg.peer.name).toBe('Truth');
  });

  it('is not told where it is to be kept', async () => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    adds(bench, 'INVITE', { 'P-Asserted-Identity': '"Secret" <sip:2@memory>', Privacy: 'id' });
    await bench.far.session.invite();
    await settle();
    expect(peers(events)).toEqual([]);
  });

  it('is nobody new when a request cannot be read so', async () => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    adds(bench, 'INVITE', { From: '"Anonymous" <sip:anonymous@anonymous.invalid>', 'P-Asserted-Identity': 'garbage <<' });
    await bench.far.session.invite();
    await settle();
    expect(peers(events)).toEqual([]);
  });
});
