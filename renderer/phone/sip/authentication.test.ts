import type { Core } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accept, ask, askAsProxy, countIn } from '../../../tests/pbx/challenges.ts';
import { digestParameters } from '../../../tests/pbx/digest.ts';
import type { Reply } from '../testing/memory-transport.ts';
import { type Bench, settle, setUp, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Request = Core.IncomingRequestMessage;

async function register(registrar: (request: Request) => Reply): Promise<Bench> {
  const bench = await setUp();
  bench.wire.registrar = registrar;
  bench.line.open();
  await settle();
  return bench;
}

const sent = (bench: Bench, method: string): string[] =>
  bench.wire.crossings.filter(({ text }) => text.startsWith(method)).map(({ text }) => text);
describe('a challenge', () => {
  it.each(['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess', 'SHA-512-256', 'SHA-512-256-sess'])('by %s is answered', async (algorithm) => {
    for (const qop of ['auth', 'auth-int', 'auth-int,auth']) {
      const bench = await register((request) => (countIn(request, 'Authorization') === 1 ? accept(request) : ask({ algorithm, qop })));
      expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
    }
  });

  it('of the year 1997, without qop, is answered', async () => {
    const bench = await register((request) => (countIn(request, 'Authorization') ? accept(request) : ask({ qop: null })));
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
  });

  it('is chosen by its strength, and unknown ones beside it do no harm', async () => {
    const bench = await register((request) =>
      countIn(request, 'Authorization')
        ? accept(request)
        : ask(
            { algorithm: 'MD5', nonce: 'a' },
            'Bearer realm="r"',
            'Negotiate',
            { algorithm: 'SHA-512-256', nonce: 'b' },
            { algorithm: 'SHA-256', nonce: 'c' },
            { algorithm: 'SHA3-512', nonce: 'd' },
          ),
    );
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
    expect(sent(bench, 'REGISTER').at(-1)).toMatch(/^Authorization: Digest .*nonce="b".*algorithm=SHA-512-256/m);
    expect(
      sent(bench, 'REGISTER')
        .at(-1)!
        .match(/^Authorization:/gm),
    ).toHaveLength(1);
  });

  it('over several lines is answered', async () => {
    const folded = 'Digest realm="r",\r\n nonce="n",\r\n\talgorithm=SHA-256, qop="auth"';
    const bench = await register((request) => (countIn(request, 'Authorization', { nonce: 'n' }) ? accept(request) : ask(folded)));
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
  });

  it('of a proxy and of the server behind it are both answered, in one request', async () => {
    const bench = await register((request) => {
      if (!countIn(request, 'Proxy-Authorization')) return askAsProxy();
      return countIn(request, 'Authorization') ? accept(request) : ask();
    });
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
    expect(bench.wire.log).toEqual(['> REGISTER', '< 407 REGISTER', '> REGISTER', '< 401 REGISTER', '> REGISTER', '< 200 REGISTER']);
  });

  it('of several realms are all answered', async () => {
    const bench = await register((request) =>
      ['east', 'west'].every((realm) => countIn(request, 'Authorization', { realm }))
        ? accept(request)
        : ask({ realm: 'east' }, { realm: 'west', algorithm: 'SHA-256' }),
    );
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
    expect(bench.wire.log.filter((line) => line === '> REGISTER')).toHaveLength(2);
  });

  it('that is stale is answered anew, once', async () => {
    const bench = await register((request) =>
      countIn(request, 'Authorization', { nonce: 'new' })
        ? accept(request)
        : ask(request.hasHeader('Authorization') ? { nonce: 'new', stale: true } : { nonce: 'old' }),
    );
    expect(bench.events.at(-1)).toEqual({ kind: 'registered' });
    let nonce = 0;
    const endless = await register(() => ask({ nonce: `${++nonce}`, stale: true }));
    expect(endless.wire.log.filter((line) => line === '> REGISTER')).toHaveLength(3);
    expect(endless.events.at(-1)).toMatchObject({ kind: 'refused' });
  });

  it('that refuses the password is not answered again', async () => {
    const bench = await register(() => ask({ algorithm: 'SHA-256' }));
    expect(bench.wire.log).toEqual(['> REGISTER', '< 401 REGISTER', '> REGISTER', '< 401 REGISTER']);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'refused', problem: { kind: 'wrong-password', code: 401 } });
    const byProxy = await register(() => askAsProxy());
    expect(byProxy.events.at(-1)).toMatchObject({ kind: 'refused', problem: { kind: 'wrong-password', code: 407 } });
  });

  it('for ever new realms comes to an end', async () => {
    let realm = 0;
    const bench = await register(() => ask({ realm: `${++realm}` }));
    expect(bench.wire.log.filter((line) => line === '> REGISTER').length).toBeLessThan(10);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'refused' });
  });

  it('that cannot be answered is not the fault of the password, though another was answered before', async () => {
    const bench = await setUpRegistered();
    bench.wire.registrar = () => ask({ algorithm: 'SHA3-512' });
    await vi.advanceTimersByTimeAsync(250_000);
    expect(bench.events.at(-1)).toMatchObject({ kind: 'refused', problem: { kind: 'rejected', code: 401 } });
  });

  it('is answered with a cnonce that nobody can foretell', async () => {
    const cnonces = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const bench = await register((request) => (countIn(request, 'Authorization') ? accept(request) : ask()));
      cnonces.add(/cnonce="([^"]+)"/.exec(sent(bench, 'REGISTER').at(-1)!)![1]!);
    }
    expect(cnonces.size).toBe(20);
    for (const cnonce of cnonces) expect(cnonce).toMatch(/^[\da-f]{32}$/);
  });
});

describe('a nonce', () => {
  it('is used again, and counted', async () => {
    const counts: number[] = [];
    const bench = await register((request) => {
      const count = countIn(request, 'Authorization', { nonce: 'n' });
      if (!count) return ask({ algorithm: 'SHA-256-sess' });
      counts.push(count);
      return accept(request);
    });
    bench.wire.answersPings = true; // or OPTIONS would count as well
    await vi.advanceTimersByTimeAsync(450_000);
    expect(counts).toEqual([1, 2, 3]);
    expect(bench.wire.log.filter((line) => line === '< 401 REGISTER')).toHaveLength(1);
  });

  it('follows the one that the server sets, counted from one', async () => {
    const used: string[] = [];
    const bench = await register((request) => {
      const { nonce = '', nc } = digestParameters(request.getHeader('Authorization') ?? '');
      used.push(`${nonce} ${nc}`);
      if (!countIn(request, 'Authorization')) return ask({ nonce: 'first' });
      return accept(request, 'Authentication-Info: qop=auth, nextnonce="second"');
    });
    bench.wire.answersPings = true;
    await vi.advanceTimersByTimeAsync(200_000);
    expect(used).toEqual([' undefined', 'first 00000001', 'second 00000001']);
  });

  it('that the server has forgotten does not make the password wrong, even where it does not say stale', async () => {
    let current = 'n1';
    const bench = await register((request) =>
      countIn(request, 'Authorization', { nonce: current }) ? accept(request) : ask({ nonce: current }),
    );
    current = 'n2';
    bench.wire.answersPings = true;
    await vi.advanceTimersByTimeAsync(250_000);
    expect(bench.events).toEqual([{ kind: 'connected' }, { kind: 'registered' }]);
    expect(bench.wire.log.slice(-4)).toEqual(['> REGISTER', '< 401 REGISTER', '> REGISTER', '< 200 REGISTER']);
  });

  it('of a proxy is in every request; that of a server only in those for its host', async () => {
    const bench = await register((request) => {
      if (!countIn(request, 'Proxy-Authorization')) return askAsProxy();
      return countIn(request, 'Authorization') ? accept(request) : ask();
    });
    bench.far.answerCalls((invitation) => void invitation.accept());
    bench.line.invite('sip:600@memory', {});
    bench.line.invite('sip:600@elsewhere.example', {});
    await settle();
    const [here, elsewhere] = sent(bench, 'INVITE');
    expect(here).toMatch(/^Authorization:/m);
    expect(here).toMatch(/^Proxy-Authorization:/m);
    expect(elsewhere).not.toMatch(/^Authorization:/m);
    expect(elsewhere).toMatch(/^Proxy-Authorization:/m);
  });
});
