import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askAsProxy, countIn } from '../../../tests/pbx/challenges.ts';
import { type Bench, callOut, record, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sent = (bench: Bench, method: string): string[] =>
  bench.wire.crossings.filter(({ text }) => text.startsWith(method)).map(({ text }) => text);
const cseqOf = (text: string): number => Number(/^CSeq: (\d+)/m.exec(text)![1]);

it('a call goes out with credentials for the proxy, and repeats them in its ACK', async () => {
  const bench = await setUpRegistered();
  bench.wire.proxy = (request) => (countIn(request, 'Proxy-Authorization') ? undefined : askAsProxy({ algorithm: 'SHA-256' }));
  bench.far.answerCalls((invitation) => void invitation.accept());
  record(bench.line.invite('sip:600@memory', {}));
  await settle();
  const [first, second] = sent(bench, 'INVITE');
  expect(cseqOf(second!)).toBe(cseqOf(first!) + 1);
  const ack = sent(bench, 'ACK').at(-1)!;
  expect(cseqOf(ack)).toBe(cseqOf(second!));
  expect(/^Proxy-Authorization:.*$/m.exec(ack)).toEqual(expect.arrayContaining([/^Proxy-Authorization:.*$/m.exec(second!)![0]]));
});

/** A proxy that wants new credentials for each request within a call. */
async function withStrictProxy() {
  const bench = await setUpRegistered();
  const { leg, events } = await callOut(bench);
  let nonce = 0;
  const used = new Set<string>();
  bench.wire.proxy = (request) => {
    const current = `${nonce}`;
    if (countIn(request, 'Proxy-Authorization', { nonce: current }) && !used.has(current)) {
      used.add(current);
      return undefined;
    }
    nonce += 1;
    return askAsProxy({ nonce: `${nonce}` });
  };
  return { bench, leg, events };
}

it('a call keeps its numbers in order when requests within it are challenged', async () => {
  const { bench, leg, events } = await withStrictProxy();
  bench.media.last.takesTones = false;
  const infos: string[] = [];
  bench.far.session.delegate = {
    onInfo: (info) => {
      infos.push(info.request.body);
      void info.accept();
    },
    onInvite: () => {},
    onRefer: (referral) => void referral.reject({ statusCode: 603 }),
  };
  void leg.sendTones('1');
  await vi.advanceTimersByTimeAsync(3_000);
  const held = leg.hold(true);
  await settle();
  await held;
  bench.media.last.takesTones = false; // the answer took them again
  void leg.sendTones('2');
  await vi.advanceTimersByTimeAsync(3_000);
  const transferred = leg.refer('sip:601@memory', {}).catch((error: { code: number }) => error.code);
  await settle();
  expect(await transferred).toBe(603);
  await Promise.all([leg.hangUp({}), settle()]);
  expect(infos).toHaveLength(2);
  const requests = bench.wire.crossings.filter(({ from, text }) => from === 'near' && /^(INFO|INVITE|REFER|BYE) /.test(text));
  expect(requests.map(({ text }) => `${text.split(' ', 1)[0]}`)).toEqual(
    ['INFO', 'INVITE', 'INFO', 'REFER', 'BYE'].flatMap((method) => [method, method]),
  );
  const numbers = requests.map(({ text }) => cseqOf(text));
  expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
  expect(bench.wire.log.filter((line) => /^< (5|481)/.test(line))).toEqual([]);
  expect(bench.wire.log.at(-1)).toBe('< 200 BYE');
  expect(events.at(-1)).toMatchObject({ kind: 'ended', reason: { kind: 'hung-up', by: 'local' } });
});

it('a call is hung up by a challenged BYE also where the far end had called', async () => {
  const bench = await setUpRegistered();
  const inviter = await bench.far.call();
  await settle();
  await bench.incoming.at(-1)!.leg.accept({});
  await settle();
  bench.wire.proxy = (request) => (countIn(request, 'Proxy-Authorization') ? undefined : askAsProxy());
  await Promise.all([bench.incoming.at(-1)!.leg.hangUp({}), settle()]);
  expect(bench.wire.log.slice(-4)).toEqual(['> BYE', '< 407 BYE', '> BYE', '< 200 BYE']);
  expect(inviter.state).toBe('Terminated');
});

it('a call that is given up sends no credentials with CANCEL', async () => {
  const bench = await setUpRegistered();
  bench.wire.proxy = (request) => (request.method === 'CANCEL' || countIn(request, 'Proxy-Authorization') ? undefined : askAsProxy());
  bench.far.answerCalls((invitation) => void invitation.progress());
  const leg = bench.line.invite('sip:600@memory', {});
  record(leg);
  await settle();
  await Promise.all([leg.hangUp({}), settle()]);
  expect(sent(bench, 'CANCEL')).toHaveLength(1);
  expect(sent(bench, 'CANCEL')[0]).not.toMatch(/Authorization/);
  expect(bench.wire.log).toContain('< 487 INVITE');
});
