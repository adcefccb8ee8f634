import { expect, vi } from 'vitest';
import { Account } from '../../../../shared/account.ts';
import type { Leg, LegEvent, Line, LineEvent } from '../../line.ts';
import { silentLog } from '../../log.ts';
import { Wire } from '../../testing/memory-transport.ts';
import { makeSipLine, type SipLinePorts } from '../sip-line.ts';
import { FarEnd } from './far-end.ts';
import { StubMediaSource } from './stub-media.ts';

export const account: Account = Account.parse({
  id: 'a1',
  kind: 'sip',
  server: 'wss://memory/ws',
  user: '1001',
  domain: 'memory',
  authUser: '',
  displayName: 'Ann',
  iceServers: [],
});

export interface Bench {
  wire: Wire;
  /** The REGISTER by which `setUpRegistered` registered. */
  register: string;
  far: FarEnd;
  line: Line;
  media: StubMediaSource;
  events: LineEvent[];
  /** Legs that came in, with their events. */
  incoming: { leg: Leg; events: LegEvent[] }[];
}

/** A line at one end of a wire, a SIP.js user agent at the other. Needs fake timers. */
export async function setUp(given: Partial<Account> = {}, ports: Partial<SipLinePorts> = {}): Promise<Bench> {
  const wire = new Wire();
  const far = await FarEnd.start(wire);
  const media = new StubMediaSource();
  const makeLine = makeSipLine({
    log: silentLog,
    version: '1.2.3',
    iceGatheringLimit: () => 300,
    makeSocket: wire.makeSocket,
    makeMedia: () => media,
    random: () => 0.5,
    ...ports,
  });
  const line = makeLine({ ...account, ...given }, { password: 'secret', turnPassword: '' });
  const bench: Bench = { wire, register: '', far, line, media, events: [], incoming: [] };
  line.onEvent = (event) => bench.events.push(event);
  line.onIncoming = (leg) => bench.incoming.push({ leg, events: record(leg) });
  return bench;
}

/** The same, registered. The log of the wire begins empty. */
export async function setUpRegistered(given: Partial<Account> = {}, ports: Partial<SipLinePorts> = {}): Promise<Bench> {
  const bench = await setUp(given, ports);
  bench.line.open();
  await settle();
  expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
  bench.register = bench.wire.last('> REGISTER');
  bench.wire.crossings.length = 0;
  return bench;
}

/** Collects what a leg tells. */
export function record(leg: Leg): LegEvent[] {
  const events: LegEvent[] = [];
  leg.onEvent = (event) => events.push(event);
  return events;
}

/** Lets everything that is under way come to rest; time stands still. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 60; i++) await vi.advanceTimersByTimeAsync(0);
}

/** A call from the near end that is up, with the wire's log emptied. */
export async function callOut(bench: Bench): Promise<{ leg: Leg; events: LegEvent[] }> {
  bench.far.answerCalls((invitation) => void invitation.accept());
  const leg = bench.line.invite('sip:600@memory', {});
  const events = record(leg);
  await settle();
  expect(events.map(({ kind }) => kind)).toContain('confirmed');
  bench.wire.crossings.length = 0;
  return { leg, events };
}

/** A call from the far end that was answered, with the wire's log emptied. */
export async function callIn(bench: Bench): Promise<{ leg: Leg; events: LegEvent[] }> {
  await bench.far.call();
  await settle();
  const call = bench.incoming.at(-1)!;
  await call.leg.accept({});
  await settle();
  expect(call.events.map(({ kind }) => kind)).toContain('confirmed');
  bench.wire.crossings.length = 0;
  return call;
}
