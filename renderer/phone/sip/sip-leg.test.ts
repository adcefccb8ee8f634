import { type Invitation, SessionState } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LegEvent } from '../line.ts';
import { callOut, record, settle, setUpRegistered } from './testing/set-up.ts';
import { sdp, videoOnly } from './testing/stub-media.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kinds = (events: LegEvent[]) => events.map(({ kind }) => kind);
const ended = (events: LegEvent[]) => events.find((event) => event.kind === 'ended')?.reason;

describe('an outgoing call', () => {
  it('rings, is answered and is hung up', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void setTimeout(() => void invitation.accept(), 1_000));
    const leg = bench.line.invite('sip:600@memory', {});
    const events = record(leg);
    expect(leg).toMatchObject({ direction: 'outgoing', destination: 'sip:600@memory', hasAudio: true, peer: { number: '600' } });
    await vi.advanceTimersByTimeAsync(1_100);
    expect(events).toEqual([
      { kind: 'rang' },
      { kind: 'accepted' },
      { kind: 'audio', stream: bench.media.last.stream, early: false },
      { kind: 'confirmed' },
    ]);
    await leg.hangUp({ headers: { 'X-Why': 'done' } });
    await settle();
    expect(bench.wire.log).toEqual(['> INVITE', '< 100 INVITE', '< 180 INVITE', '< 200 INVITE', '> ACK', '> BYE', '< 200 BYE']);
    expect(bench.wire.last('> BYE')).toMatch(/^X-Why: done\r$/m);
    expect(events.at(-1)).toEqual({ kind: 'ended', reason: { kind: 'hung-up', by: 'local', code: null, phrase: '' } });
    expect(bench.media.last.isClosed).toBe(true);
    expect(leg.id).toBe(/^Call-ID: (\S+)/m.exec(bench.wire.last('> INVITE'))![1]);
  });

  it('sends its INVITE in the same turn in which it is dialled', async () => {
    const bench = await setUpRegistered();
    bench.line.invite('sip:600@memory', {});
    // No timer and no task in between: microtasks only.
    for (let i = 0; i < 50; i++) await Promise.resolve();
    expect(bench.wire.log[0]).toBe('> INVITE');
  });

  it.each([
    [486, { kind: 'busy' }],
    [603, { kind: 'declined' }],
    [404, { kind: 'not-found' }],
    [480, { kind: 'unavailable' }],
    [302, { kind: 'redirected' }],
    [488, { kind: 'incompatible' }],
    [503, { kind: 'failed' }],
  ])('is refused with %i', async (statusCode, reason) => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.reject({ statusCode }));
    const events = record(bench.line.invite('sip:600@memory', {}));
    await settle();
    expect(ended(events)).toMatchObject({ ...reason, by: 'remote', code: statusCode });
    expect(bench.media.last.isClosed).toBe(true);
  });

  it('is hung up by the far end, which says why', async () => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    await bench.far.session.bye({ requestOptions: { extraHeaders: ['Reason: SIP;cause=503;text="Overload"'] } });
    await settle();
    expect(ended(events)).toEqual({ kind: 'failed', by: 'remote', code: 503, phrase: 'Overload' });
    expect(bench.wire.log).toEqual(['< BYE', '> 200 BYE']);
  });

  it('delivers events in order to a listener that comes late, and never from within a call into the leg', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.accept());
    const leg = bench.line.invite('sip:600@memory', {});
    await settle();
    const events = record(leg);
    expect(events).toEqual([]);
    await settle();
    expect(kinds(events)).toEqual(['rang', 'accepted', 'audio', 'confirmed']);
    void leg.hangUp({});
    expect(kinds(events)).not.toContain('ended');
  });

  it('that is answered without audio ends as incompatible', async () => {
    const bench = await setUpRegistered();
    bench.far.media.description = videoOnly;
    bench.far.answerCalls((invitation) => void invitation.accept());
    const events = record(bench.line.invite('sip:600@memory', {}));
    await settle();
    expect(ended(events)).toMatchObject({ kind: 'incompatible', code: 488 });
    expect(bench.wire.log.slice(-3)).toEqual(['> ACK', '> BYE', '< 200 BYE']);
  });

  it('whose offer cannot be made is over, and nothing of it was sent', async () => {
    const bench = await setUpRegistered();
    bench.media.fault = new Error('no sound');
    const events = record(bench.line.invite('sip:600@memory', {}));
    await settle();
    expect(events).toEqual([{ kind: 'ended', reason: { kind: 'media-failed', by: 'local', code: null, phrase: '' } }]);
    expect(bench.wire.log).toEqual([]);
    expect(bench.media.last.isClosed).toBe(true);
  });

  it('learns with whom it is connected', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.accept({ extraHeaders: ['P-Asserted-Identity: "Reception" <sip:0@memory>'] }));
    const leg = bench.line.invite('sip:600@memory', {});
    const events = record(leg);
    await settle();
    expect(events.at(-1)).toMatchObject({ kind: 'peer', peer: { name: 'Reception', number: '0' } });
    expect(leg.peer.name).toBe('Reception');
  });

  it('without any answer puts the connection to the proof, and ends with it', async () => {
    const bench = await setUpRegistered();
    const events = record(bench.line.invite('sip:600@memory', {}));
    bench.wire.isDead = true;
    await vi.advanceTimersByTimeAsync(12_000);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'lost', problem: { kind: 'timed-out' } });
    expect(ended(events)).toEqual({ kind: 'network-lost', by: 'local', code: null, phrase: '' });
  });
});

describe('sound before the answer', () => {
  const progress = (iceUser?: string) => ({
    statusCode: 183,
    extraHeaders: [],
    body: { body: sdp('sendrecv', iceUser ? { iceUser } : {}), contentType: 'application/sdp' },
  });

  it('is heard, and rings nothing', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.progress(progress()));
    const events = record(bench.line.invite('sip:600@memory', {}));
    await settle();
    expect(events.filter(({ kind }) => kind !== 'rang')).toEqual([{ kind: 'audio', stream: bench.media.last.stream, early: true }]);
    await (bench.far.session as Invitation).accept();
    await settle();
    expect(kinds(events).slice(-3)).toEqual(['accepted', 'audio', 'confirmed']);
    expect(bench.wire.log).not.toContain('> BYE');
    expect(bench.media.last.asked).not.toContain('restart');
  });

  it('of one branch does not cost the call when another branch of a forking proxy answers', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.progress(progress()).then(() => invitation.accept()));
    let tag = '';
    bench.wire.alters = (text, from) => {
      if (from === 'near') return text.replace(';tag=branch', `;tag=${tag}`);
      if (!text.startsWith('SIP/2.0 200')) return text;
      tag ||= /^To: .*;tag=(\S+)/m.exec(text)![1]!;
      return text.replace(`;tag=${tag}`, ';tag=branch').replace('ufrag:stub', 'ufrag:fork');
    };
    const events = record(bench.line.invite('sip:600@memory', {}));
    await settle();
    expect(kinds(events)).toContain('confirmed');
    expect(kinds(events)).not.toContain('ended');
    expect(bench.media.last.asked).toContain('restart');
    expect(bench.wire.log.filter((line) => line === '> INVITE')).toHaveLength(2);
  });
});

describe('calling off', () => {
  it('sends CANCEL once it may', async () => {
    const bench = await setUpRegistered();
    bench.wire.hold('near');
    const leg = bench.line.invite('sip:600@memory', {});
    const events = record(leg);
    await settle();
    await leg.hangUp({ headers: { 'X-Why': 'changed my mind' } });
    await settle();
    expect(ended(events)).toEqual({ kind: 'cancelled', by: 'local', code: null, phrase: '' });
    expect(bench.wire.log).not.toContain('> CANCEL');
    bench.wire.release('near');
    await settle();
    expect(bench.wire.last('> CANCEL')).toMatch(/^X-Why: changed my mind\r$/m);
    expect(bench.wire.log).toEqual(expect.arrayContaining(['> CANCEL', '< 487 INVITE', '> ACK']));
    expect(bench.far.session.state).toBe(SessionState.Terminated);
  });

  it('hangs up when the far end answers in the same moment', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.accept());
    bench.wire.hold('near');
    const leg = bench.line.invite('sip:600@memory', {});
    const events = record(leg);
    await settle();
    await leg.hangUp({});
    bench.wire.release('near');
    await settle();
    expect(bench.wire.log).toEqual(expect.arrayContaining(['< 200 INVITE', '> ACK', '> BYE', '< 200 BYE']));
    expect(kinds(events)).toEqual(['ended']);
    expect(bench.far.session.state).toBe(SessionState.Terminated);
  });

  it('before a challenge came lets nobody ring', async () => {
    const bench = await setUpRegistered();
    const { far } = bench.wire;
    const receive = far!.onMessage!;
    far!.onMessage = (text) => {
      if (!text.startsWith('INVITE')) return receive(text);
      const echo = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => new RegExp(`^${name}: .*$`, 'm').exec(text)![0].trim());
      bench.wire.send(
        'far',
        ['SIP/2.0 401 Unauthorized', ...echo, 'WWW-Authenticate: Digest realm="m", nonce="n"', 'Content-Length: 0', '', ''].join('\r\n'),
      );
    };
    bench.wire.hold('near');
    const leg = bench.line.invite('sip:600@memory', {});
    await settle();
    await leg.hangUp({});
    bench.wire.release('near');
    await settle();
    expect(bench.wire.log).toEqual(['> INVITE', '< 401 INVITE', '> ACK']);
  });

  it('before the INVITE was out sends nothing', async () => {
    const bench = await setUpRegistered();
    const leg = bench.line.invite('sip:600@memory', {});
    const events = record(leg);
    await leg.hangUp({});
    await settle();
    expect(bench.wire.log).toEqual([]);
    expect(ended(events)).toMatchObject({ kind: 'cancelled', by: 'local' });
  });

  it('twice is the same as once', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    await Promise.all([leg.hangUp({}), leg.hangUp({})]);
    await settle();
    expect(bench.wire.log).toEqual(['> BYE', '< 200 BYE']);
    expect(kinds(events).filter((kind) => kind === 'ended')).toHaveLength(1);
  });
});
