import type { Session } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LegEvent } from '../line.ts';
import { type Bench, callOut, settle, setUpRegistered } from './testing/set-up.ts';
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

/** Answers the next re-INVITEs with these statuses instead of what SIP.js would say, then lets them through. */
function refuseReinvites(session: Session, ...statuses: number[]): void {
  const { delegate } = session.dialog as unknown as {
    delegate: { onInvite: (request: { reject: (o: object) => void }) => void };
  };
  const original = delegate.onInvite;
  delegate.onInvite = (request) => {
    const statusCode = statuses.shift();
    if (statusCode === undefined) original(request);
    else request.reject({ statusCode });
  };
}

describe('hold', () => {
  it('follows the final answer, and so does resume', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    bench.far.media.description = sdp('recvonly');
    bench.wire.hold('near');
    const holding = leg.hold(true);
    await settle();
    expect(bench.wire.last('> INVITE')).toMatch(/^a=sendonly\r$/m);
    expect(kinds(events)).not.toContain('held');
    bench.wire.release('near');
    await holding;
    await settle();
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: true });
    bench.far.media.description = sdp();
    await Promise.all([leg.hold(false), settle()]);
    expect(bench.wire.last('> INVITE')).toMatch(/^a=sendrecv\r$/m);
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: false });
    expect(bench.wire.log).toEqual(['> INVITE', '< 200 INVITE', '> ACK', '> INVITE', '< 200 INVITE', '> ACK']);
  });

  it('requests go out one after another, and none that is not needed', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    await Promise.all([leg.hold(true), leg.hold(true), leg.hold(false), leg.restartMedia(), settle()]);
    expect(bench.wire.log.filter((line) => /INVITE/.test(line))).toEqual(
      Array.from({ length: 3 }, () => ['> INVITE', '< 200 INVITE']).flat(),
    );
    expect(events.filter(({ kind }) => kind === 'held').map((event) => 'on' in event && event.on)).toEqual([true, false]);
    expect(bench.media.last.asked).toContain('restart');
  });

  it.each([488, 603, 302])('refused with %i changes nothing', async (status) => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    // SIP.js cannot redirect a re-INVITE; others can.
    bench.wire.alters = (text) => text.replace(/^SIP\/2\.0 499 .*/, 'SIP/2.0 302 Moved');
    refuseReinvites(bench.far.session, status === 302 ? 499 : status);
    const holding = outcome(leg.hold(true));
    await settle();
    expect(await holding).toBe(`rejected ${status}`);
    expect(kinds(events)).not.toContain('held');
    expect(bench.media.last.asked).toEqual(['hold', 'rollback', 'resume']);
    await Promise.all([leg.hold(true), settle()]);
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: true });
  });

  it('crossing with a request of the far end is tried again after the pause of the Call-ID owner', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    refuseReinvites(bench.far.session, 491);
    const holding = outcome(leg.hold(true));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(count(bench, '> INVITE')).toBe(1);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(count(bench, '> INVITE')).toBe(2);
    expect(await holding).toBe('done');
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: true });
  });

  it('of whoever was called is tried again sooner', async () => {
    const bench = await setUpRegistered();
    const inviter = bench.far.call();
    await settle();
    const { leg } = bench.incoming[0]!;
    await leg.accept({});
    await settle();
    refuseReinvites(await inviter, 491);
    bench.wire.crossings.length = 0;
    const holding = outcome(leg.hold(true));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await holding).toBe('done');
    expect(count(bench, '> INVITE')).toBe(2);
  });

  it('is tried four times at most', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    refuseReinvites(bench.far.session, 491, 491, 491, 491, 491);
    const holding = outcome(leg.hold(true));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await holding).toBe('rejected 491');
    expect(count(bench, '> INVITE')).toBe(4);
  });

  it('waits while a request of the far end is under way', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    // Our 200 to its re-INVITE is out, its ACK is not in: our own may not go out (RFC 3261 14.1).
    bench.wire.hold('near');
    await bench.far.session.invite();
    bench.wire.release('near');
    bench.wire.hold('near');
    await settle();
    const holding = outcome(leg.hold(true));
    await settle();
    expect(count(bench, '> INVITE')).toBe(0);
    bench.wire.release('near');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await holding).toBe('done');
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: true });
  });

  it.each([
    [481, { kind: 'failed', by: 'remote', code: 481 }],
    [408, { kind: 'network-lost', by: 'local' }],
  ])('answered with %i ends the dialog (RFC 3261 12.2.1.2)', async (status, reason) => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    refuseReinvites(bench.far.session, status);
    const holding = outcome(leg.hold(true));
    await settle();
    expect(await holding).toContain(status === 481 ? 'rejected' : '');
    expect(ended(events)).toMatchObject(reason);
    expect(bench.wire.log).toContain('> BYE');
  });

  it('is not possible before the call is up, nor after', async () => {
    const bench = await setUpRegistered();
    const dialling = bench.line.invite('sip:600@memory', {});
    await settle();
    await expect(dialling.hold(true)).rejects.toMatchObject({ reason: 'wrong-state' });
    const { leg } = await callOut(bench);
    await leg.hangUp({});
    await expect(leg.hold(true)).rejects.toMatchObject({ reason: 'wrong-state' });
    await expect(leg.sendTones('1')).rejects.toMatchObject({ reason: 'wrong-state' });
  });

  it('that is under way when the call ends is told so', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    bench.wire.hold('far');
    const holding = outcome(leg.hold(true));
    await settle();
    await bench.far.session.bye();
    await settle();
    expect(await holding).toBe('wrong-state');
    expect(vi.getTimerCount()).toBeLessThan(10);
  });

  it('without any answer is given up, and the call with it', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    bench.wire.loses = (text) => text.startsWith('INVITE');
    const holding = outcome(leg.hold(true));
    await vi.advanceTimersByTimeAsync(33_000);
    expect(await holding).toBe('timed-out');
    expect(ended(events)).toMatchObject({ kind: 'network-lost' });
  });
});

describe('hold by the far end', () => {
  it.each(['sendonly', 'inactive'] as const)('is told (%s), and taken back', async (direction) => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    bench.far.media.description = sdp(direction);
    await bench.far.session.invite();
    await settle();
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'remote', on: true });
    expect(bench.wire.last('> 200 INVITE')).toMatch(/^a=recvonly\r$/m);
    bench.far.media.description = sdp();
    await bench.far.session.invite();
    await settle();
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'remote', on: false });
  });

  it('on top of our own makes the stream inactive', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    bench.far.media.description = sdp('sendonly');
    await bench.far.session.invite();
    await settle();
    bench.far.media.description = sdp('inactive');
    await Promise.all([leg.hold(true), settle()]);
    expect(bench.wire.last('> INVITE')).toMatch(/^a=inactive\r$/m);
  });

  it('without an offer is answered with one', async () => {
    const bench = await setUpRegistered();
    await callOut(bench);
    await bench.far.session.invite({ withoutSdp: true });
    await settle();
    expect(bench.wire.last('> 200 INVITE')).toMatch(/^m=audio/m);
    expect(bench.media.last.signaling).toBe('stable');
  });

  it('with an offer that nobody can read is refused with 488, and the call goes on', async () => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    bench.far.media.description = 'v=0\r\nnonsense';
    bench.media.last.fault = new Error('unreadable');
    await bench.far.session.invite();
    await settle();
    expect(bench.wire.log).toEqual(['< INVITE', '> 488 INVITE', '< ACK']);
    expect(kinds(events)).not.toContain('ended');
  });

  it('whose answer is never acknowledged ends the call after 32 s, and no sooner (RFC 3261 14.2)', async () => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    await bench.far.session.invite();
    await settle();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(kinds(events)).not.toContain('ended');
    bench.wire.loses = (text) => text.startsWith('ACK');
    await bench.far.session.invite();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(kinds(events)).not.toContain('ended');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ended(events)).toMatchObject({ kind: 'network-lost' });
    expect(bench.wire.log).toContain('> BYE');
  });
});

describe('recording', () => {
  it('is told to the far end by re-INVITE, and with every offer after it', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    await Promise.all([leg.tellRecording('on'), settle()]);
    expect(bench.wire.last('> INVITE')).toMatch(/^a=record:on\r$/m);
    await Promise.all([leg.hold(true), settle()]);
    expect(bench.wire.last('> INVITE')).toMatch(/^a=record:on\r$/m);
    await Promise.all([leg.tellRecording('off'), settle()]);
    expect(bench.wire.last('> INVITE')).toMatch(/^a=record:off\r$/m);
  });

  it('by the far end is heard of', async () => {
    const bench = await setUpRegistered();
    const { events, leg } = await callOut(bench);
    bench.far.media.description = `${sdp()}a=record:on\r\n`;
    await Promise.all([leg.restartMedia(), settle()]);
    expect(events).toContainEqual({ kind: 'recorded', on: true });
  });
});
