import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LegEvent } from '../line.ts';
import { type Bench, callIn, callOut, record, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** What the far end, which knows no session timers, is made to say: its messages by their line in the wire's log. */
type Script = Record<string, (text: string) => string>;

const withHeaders =
  (...headers: string[]) =>
  (text: string): string =>
    text.replace('\r\n', `\r\n${headers.map((header) => `${header}\r\n`).join('')}`);

/** The far end does not take UPDATE. */
const withoutUpdate = (text: string): string => text.replace(/^(Allow: .*),UPDATE/m, '$1');

const ok = (text: string): string => text.replace(/^SIP\/2\.0 \d+ .*/, 'SIP/2.0 200 OK');
const refuse =
  (status: number) =>
  (text: string): string =>
    text.replace(/^SIP\/2\.0 \d+ .*/, `SIP/2.0 ${status} No`);

function play(bench: Bench, script: Script): void {
  bench.wire.alters = (text, from) => {
    const [first = ''] = text.split('\r\n', 1);
    const cseq = /^CSeq: *\d+ (\S+)/im.exec(text)?.[1];
    const title = first.startsWith('SIP/2.0') ? `${first.split(' ')[1]} ${cseq}` : first.split(' ', 1)[0]!;
    return (from === 'far' && script[title]?.(text)) || text;
  };
}

const ended = (events: readonly LegEvent[]): unknown => events.find(({ kind }) => kind === 'ended');
/** The line registers and looks after its connection meanwhile. */
const dialogLog = (bench: Bench): string[] => bench.wire.log.filter((line) => !/REGISTER|OPTIONS/.test(line));
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000);
const ours = 'Session-Expires: 1800;refresher=uac';
const theirs = 'Session-Expires: 1800;refresher=uas';

describe('a call that we make', () => {
  it('asks for a session timer, and says that UPDATE may be sent', async () => {
    const bench = await setUpRegistered();
    bench.line.invite('sip:600@memory', {});
    await settle();
    const invite = bench.wire.last('> INVITE');
    expect(invite).toMatch(/^Session-Expires: 1800\r$/m);
    expect(invite).toMatch(/^Supported: .*\btimer\b/m);
    expect(invite.match(/^Allow: .*$/gm)).toEqual([expect.stringMatching(/PRACK.*UPDATE/)]);
  });

  it('is refreshed by UPDATE at half of the interval, for ever', async () => {
    const bench = await setUpRegistered();
    play(bench, { '200 INVITE': withHeaders(ours), '501 UPDATE': (text) => ok(withHeaders(ours)(text)) });
    const { events } = await callOut(bench);
    await pass(899);
    expect(dialogLog(bench)).toEqual([]);
    await pass(2);
    expect(dialogLog(bench)).toEqual(['> UPDATE', '< 200 UPDATE']);
    expect(bench.wire.last('> UPDATE')).toMatch(/^Session-Expires: 1800;refresher=uac\r$/m);
    expect(bench.wire.last('> UPDATE')).toMatch(/^Content-Length: 0\r$/m);
    await pass(9_000);
    expect(dialogLog(bench)).toHaveLength(22);
    expect(ended(events)).toBeUndefined();
  });

  it('is refreshed by a re-INVITE where the far end takes no UPDATE, or only says that it does', async () => {
    for (const script of [
      { '200 INVITE': (text: string) => withoutUpdate(withHeaders(ours)(text)) },
      { '200 INVITE': withHeaders(ours) },
    ]) {
      const bench = await setUpRegistered();
      play(bench, script);
      const { events } = await callOut(bench);
      await pass(901);
      expect(dialogLog(bench).slice(-3)).toEqual(['> INVITE', '< 200 INVITE', '> ACK']);
      expect(bench.wire.last('> INVITE')).toMatch(/^Session-Expires: 1800;refresher=uac\r$/m);
      await pass(1_800);
      expect(ended(events)).toBeUndefined();
    }
  });

  it('ends before the interval does when whoever refreshes does not', async () => {
    const bench = await setUpRegistered();
    play(bench, { '200 INVITE': withHeaders(theirs) });
    const { events } = await callOut(bench);
    await pass(1_767);
    expect(ended(events)).toBeUndefined();
    await pass(2);
    expect(dialogLog(bench)).toEqual(['> BYE', '< 200 BYE']);
    expect(ended(events)).toMatchObject({ reason: { kind: 'network-lost' } });
  });

  it('goes on when the far end refreshes it, with or without another interval', async () => {
    const bench = await setUpRegistered();
    play(bench, { '200 INVITE': withHeaders(theirs), INVITE: withHeaders('Supported: timer', 'Session-Expires: 600;refresher=uac') });
    const { events } = await callOut(bench);
    await pass(1_700);
    await bench.far.session.invite();
    await settle();
    expect(bench.wire.last('> 200 INVITE')).toMatch(/^Session-Expires: 600;refresher=uac\r$/m);
    expect(bench.wire.last('> 200 INVITE')).toMatch(/^Require: timer\r$/m);
    await pass(567);
    expect(ended(events)).toBeUndefined();
    await pass(2);
    expect(ended(events)).toBeDefined();
  });

  it('has no end of its own where the far end knows nothing of timers', async () => {
    const bench = await setUpRegistered();
    const { events } = await callOut(bench);
    await pass(86_400);
    expect(ended(events)).toBeUndefined();
    expect(bench.wire.log.filter((line) => /INVITE|UPDATE|BYE/.test(line))).toEqual([]);
  });

  it.each([
    [408, { kind: 'network-lost' }],
    [481, { kind: 'failed', code: 481 }],
  ])('ends when a refresh is answered with %i', async (status, reason) => {
    const bench = await setUpRegistered();
    play(bench, { '200 INVITE': withHeaders(ours), '501 UPDATE': refuse(status) });
    const { events } = await callOut(bench);
    await pass(901);
    expect(ended(events)).toMatchObject({ reason });
    expect(dialogLog(bench)).toContain('> BYE');
  });

  it('is refreshed later when a refresh was refused for now', async () => {
    const bench = await setUpRegistered();
    let refusals = 2;
    play(bench, {
      '200 INVITE': withHeaders(ours),
      '501 UPDATE': (text) => (refusals-- > 0 ? refuse(refusals === 1 ? 491 : 500)(text) : ok(withHeaders(ours)(text))),
    });
    const { events } = await callOut(bench);
    await pass(1_400);
    expect(dialogLog(bench)).toEqual(['> UPDATE', '< 491 UPDATE', '> UPDATE', '< 500 UPDATE', '> UPDATE', '< 200 UPDATE']);
    await pass(1_000);
    expect(ended(events)).toBeUndefined();
  });

  it('asks again for as much as the far end demands (422), with the same Call-ID', async () => {
    const bench = await setUpRegistered();
    let isFirst = true;
    bench.far.answerCalls((invitation) => {
      void (isFirst ? invitation.reject({ statusCode: 422, extraHeaders: ['Min-SE: 3600'] }) : invitation.accept());
      isFirst = false;
    });
    const leg = bench.line.invite('sip:600@memory', {});
    const events = record(leg);
    await settle();
    expect(dialogLog(bench)).toEqual([
      '> INVITE',
      '< 100 INVITE',
      '< 180 INVITE',
      '< 422 INVITE',
      '> ACK',
      '> INVITE',
      '< 100 INVITE',
      '< 180 INVITE',
      '< 200 INVITE',
      '> ACK',
    ]);
    const second = bench.wire.last('> INVITE');
    expect(second).toMatch(/^Session-Expires: 3600\r$/m);
    expect(second).toMatch(/^Min-SE: 3600\r$/m);
    expect(second).toMatch(/^CSeq: 2 INVITE\r$/m);
    expect(/^Call-ID: .*/m.exec(second)?.[0]).toBe(/^Call-ID: .*/m.exec(bench.wire.crossings[0]!.text)?.[0]);
    expect(events.map(({ kind }) => kind)).toContain('confirmed');
    // A request within the call goes on counting from there.
    await Promise.all([leg.hold(true), settle()]);
    expect(bench.wire.last('> INVITE')).toMatch(/^CSeq: 3 INVITE\r$/m);
  });

  it.each([
    ['the same', '1800'],
    ['nothing', ''],
    ['nonsense', 'many'],
  ])('fails when a 422 demands %s', async (_, least) => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.reject({ statusCode: 422, extraHeaders: least ? [`Min-SE: ${least}`] : [] }));
    const events = record(bench.line.invite('sip:600@memory', {}));
    await settle();
    expect(ended(events)).toMatchObject({ reason: { code: 422 } });
  });

  it('does not follow a far end that demands more and more', async () => {
    const bench = await setUpRegistered();
    let demand = 1_800;
    bench.far.answerCalls((invitation) => {
      demand += 100;
      void invitation.reject({ statusCode: 422, extraHeaders: [`Min-SE: ${demand}`] });
    });
    const events = record(bench.line.invite('sip:600@memory', {}));
    await settle();
    expect(bench.wire.log.filter((line) => line === '> INVITE')).toHaveLength(4);
    expect(ended(events)).toBeDefined();
  });

  it('asks again within the call too', async () => {
    const bench = await setUpRegistered();
    let isFirst = true;
    play(bench, {
      '200 INVITE': withHeaders(ours),
      '501 UPDATE': (text) => {
        const answer = isFirst
          ? withHeaders('Min-SE: 2000')(refuse(422)(text))
          : withHeaders('Session-Expires: 2000;refresher=uac')(ok(text));
        isFirst = false;
        return answer;
      },
    });
    await callOut(bench);
    await pass(901);
    expect(dialogLog(bench)).toEqual(['> UPDATE', '< 422 UPDATE', '> UPDATE', '< 200 UPDATE']);
    expect(bench.wire.last('> UPDATE')).toMatch(/^Min-SE: 2000\r$/m);
    expect(bench.wire.last('> UPDATE')).toMatch(/^CSeq: 3 UPDATE\r$/m);
  });

  it('leaves no clock running when it is over', async () => {
    const bench = await setUpRegistered();
    const before = vi.getTimerCount();
    play(bench, { '200 INVITE': withHeaders(ours) });
    const { leg } = await callOut(bench);
    await Promise.all([leg.hangUp({}), settle()]);
    await pass(40);
    expect(vi.getTimerCount()).toBeLessThanOrEqual(before);
    await pass(4_000);
    expect(bench.wire.log.filter((line) => /UPDATE|INVITE/.test(line))).toEqual([]);
  });
});

describe('a call that comes in', () => {
  it('agrees to the timer that is asked for, and keeps it', async () => {
    const bench = await setUpRegistered();
    play(bench, { INVITE: withHeaders('Supported: timer', 'Session-Expires: 600;refresher=uas') });
    const { events } = await callIn(bench);
    bench.wire.alters = (text, from) => (from === 'far' && / 501 /.test(text) ? ok(text) : text);
    await pass(301);
    // Its INVITE said Allow without UPDATE, so we ask by re-INVITE.
    expect(dialogLog(bench)).toContain('> INVITE');
    expect(bench.wire.last('> INVITE')).toMatch(/^Session-Expires: 600;refresher=uac\r$/m);
    expect(ended(events)).toBeUndefined();
  });

  it('is refused with 422 when the interval is too short, and may be made again', async () => {
    const bench = await setUpRegistered();
    play(bench, { INVITE: withHeaders('Supported: timer', 'Session-Expires: 60') });
    await bench.far.call();
    await settle();
    expect(dialogLog(bench)).toEqual(['< INVITE', '> 422 INVITE', '< ACK']);
    expect(bench.wire.last('> 422 INVITE')).toMatch(/^Min-SE: 90\r$/m);
    expect(bench.incoming).toHaveLength(0);
    play(bench, { INVITE: withHeaders('Supported: timer', 'Session-Expires: 90', 'Min-SE: 90') });
    await callIn(bench);
  });

  it('ends when nobody refreshes it', async () => {
    const bench = await setUpRegistered();
    play(bench, { INVITE: withHeaders('Supported: timer', 'Session-Expires: 90;refresher=uac') });
    const { events } = await callIn(bench);
    await pass(61);
    expect(dialogLog(bench)).toContain('> BYE');
    expect(ended(events)).toMatchObject({ reason: { kind: 'network-lost' } });
  });
});
