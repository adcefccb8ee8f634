import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { type Ask, type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { Bench, LineOptions } from './media-page.ts';

const { asterisk: root, chromium } = await ensurePeers({ install: false });

/** Calls to 1004 come from the exchange by their From. */
const pjsip = '[1004](+)\nfrom_user=exchange\n';

describe.skipIf(root === null || chromium === null)('lines in a browser, against a real Asterisk', () => {
  let pbx: Asterisk;
  let browser: MediaBrowser<Bench>;
  const open = new Set<string>();
  const ask: Ask<Bench> = (name, ...input) => browser.ask(name, ...input);

  beforeAll(async () => {
    [pbx, browser] = await Promise.all([startAsterisk({ pjsip }), openMediaPage<Bench>(chromium!, 'media-page.ts')]);
  });
  afterAll(async () => {
    await browser?.close();
    await pbx?.stop();
  });
  afterEach(async () => {
    for (const user of open) await ask('close', user);
    open.clear();
    await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
  });

  const account = (name: string, more: Partial<LineOptions> = {}): LineOptions => {
    const { password } = pbx.user(name);
    return { server: pbx.url, user: name, password, domain: '127.0.0.1', ...more };
  };
  const signIn = async (name: string, more?: Partial<LineOptions>) => {
    open.add(name);
    expect(await ask('open', account(name, more))).toEqual({ kind: 'registered' });
  };

  test('a wrong password is told as such', async () => {
    open.add('1001');
    expect(await ask('open', account('1001', { password: 'wrong' }))).toMatchObject({
      kind: 'refused',
      problem: { kind: 'wrong-password' },
    });
  });

  test('an interval that the server finds too short is asked for again (RFC 4028), and the call is heard', async () => {
    await signIn('1011');
    await ask('dial', '1011', '600', 1_000);
    await ask('told', '1011', 'confirmed');
    expect(await ask('received', '1011')).toContain('SIP/2.0 422 Session Interval Too Small');
    expect(await ask('lastSent', '1011', 'INVITE')).toMatch(/^Session-Expires: 3600\r\nMin-SE: 3600\r$/m);
    await ask('hears', '1011', 1_000);
    await ask('hold', '1011', true);
    expect(await ask('lastSent', '1011', 'INVITE')).toMatch(/^Session-Expires: 3600;refresher=ua[cs]\r$/m);
    await ask('hangUp', '1011');
  });

  test('what is spoken comes back; hold is silence, resume is sound', async () => {
    await signIn('1001');
    await ask('dial', '1001', '600', 1_000);
    await ask('told', '1001', 'confirmed');
    await ask('told', '1001', 'path');
    await ask('hears', '1001', 1_000);
    await ask('hold', '1001', true);
    expect(await ask('lastSent', '1001', 'INVITE')).toMatch(/^a=sendonly\r$/m);
    await ask('hears', '1001', null);
    const sent = await ask('packetsSent', '1001');
    await ask('hold', '1001', false);
    await ask('hears', '1001', 1_000);
    expect(await ask('packetsSent', '1001')).toBeGreaterThan(sent);
    await ask('setMicrophone', '1001', null);
    await ask('hears', '1001', null);
    await ask('hangUp', '1001');
    expect(await ask('events', '1001')).toEqual(
      expect.arrayContaining(['accepted', 'audio', 'confirmed', 'path', 'held local true', 'held local false', 'ended']),
    );
  });

  test('sound before the answer is heard, and what comes after it', async () => {
    await signIn('1001');
    await ask('dial', '1001', '607');
    await ask('hears', '1001', 500);
    expect(await ask('events', '1001')).toContain('audio early');
    await ask('told', '1001', 'confirmed');
    await ask('hears', '1001', 700);
    await ask('hangUp', '1001');
  });

  test('an incoming call is answered, with sound', async () => {
    await signIn('1001');
    await pbx.originate({ to: '1001', from: { name: 'Bob', number: '4711' }, extension: '601' });
    expect(await ask('ring', '1001')).toEqual({ name: 'Bob', number: '4711', destination: 'sip:1001@127.0.0.1' });
    await ask('answer', '1001');
    await ask('hears', '1001', 440);
    await ask('hangUp', '1001');
  });

  test('whom Asterisk asserts comes before whom From names', async () => {
    await signIn('1004');
    await pbx.originate({ to: '1004', from: { name: 'Bob', number: '4711' }, extension: '601' });
    expect(await ask('ring', '1004')).toMatchObject({ name: 'Bob', number: '4711' });
    const invite = await ask('lastReceived', '1004', 'INVITE');
    expect(invite).toMatch(/^From: .*<sip:exchange@/m);
    expect(invite).toMatch(/^P-Asserted-Identity: .*<sip:4711@/m);
    await ask('hangUp', '1004');
  });

  test.each([
    ['603', { kind: 'busy', code: 486 }],
    ['604', { kind: 'declined', code: 603 }],
    ['404', { kind: 'not-found', code: 404 }],
    ['606', { kind: 'no-answer', code: 480 }],
    ['488', { kind: 'incompatible', code: 488 }],
    ['503', { kind: 'failed', code: 503 }],
  ])('calling %s ends with %j', async (number, reason) => {
    await signIn('1001');
    await ask('dial', '1001', number);
    expect(await ask('ended', '1001')).toMatchObject({ ...reason, by: 'remote' });
  });

  test('a call that rings is called off', async () => {
    await signIn('1001');
    await ask('dial', '1001', '605');
    await ask('told', '1001', 'rang');
    await ask('hangUp', '1001');
    expect(await ask('ended', '1001')).toMatchObject({ kind: 'cancelled', by: 'local' });
    await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
  });

  test.each([
    ['1001', 1_000, 'in the sound'],
    ['1001', null, 'in the sound, without a microphone'],
    ['1007', 1_000, 'by INFO'],
  ])('Asterisk reads the digits that %s sends (microphone %s: %s)', async (user, hertz, _how) => {
    await signIn(user);
    await ask('dial', user, '608', hertz);
    await ask('told', user, 'confirmed');
    await ask('told', user, 'path');
    await ask('sendTones', user, '12#');
    expect(await pbx.digits(user)).toBe('12');
    expect((await ask('wire', user)).some((line) => line.startsWith('INFO'))).toBe(user === '1007');
    await ask('hangUp', user);
  });

  test.each(['1001', '1009'])('what %s sends of a key is as long as was meant, by the clock of its codec', async (user) => {
    await signIn(user);
    await ask('dial', user, '608');
    await ask('told', user, 'path');
    await ask('sendTones', user, '7#');
    expect(await pbx.digits(user)).toBe('7');
    // In whole packets of 20 ms.
    expect(await pbx.log()).toMatch(new RegExp(`DTMF end '7' received on PJSIP/${user}-\\w+, duration 1[68]0 ms`));
    await ask('hangUp', user);
  });

  test('keys that are pressed while the way for the sound changes go out by the new one', async () => {
    await signIn('1001');
    await ask('dial', '1001', '608');
    await ask('told', '1001', 'path');
    expect(await ask('restartAndPress', '1001', '1234#')).toEqual({ isAnswered: true, isChosen: true });
    expect(await pbx.digits('1001')).toBe('1234');
    await ask('hangUp', '1001');
  });

  test('one device answers, the other is told so', async () => {
    for (const user of ['1001', '1002', '1003']) await signIn(user);
    await ask('dial', '1003', '699', 900);
    await Promise.all([ask('ring', '1001'), ask('ring', '1002')]);
    await ask('answer', '1001', 1_200);
    expect(await ask('ended', '1002')).toMatchObject({ kind: 'answered-elsewhere', by: 'remote' });
    await ask('hears', '1001', 900);
    await ask('hears', '1003', 1_200);
    await ask('hangUp', '1003');
    expect(await ask('ended', '1001')).toMatchObject({ kind: 'hung-up', by: 'remote' });
  });

  test('hold by the far end is told', async () => {
    for (const user of ['1006', '1002']) await signIn(user);
    await ask('dial', '1002', '1006');
    await ask('ring', '1006');
    await ask('answer', '1006', 1_200);
    await ask('told', '1002', 'confirmed');
    await ask('hold', '1002', true);
    await expect.poll(() => ask('events', '1006')).toContain('held remote true');
    await ask('hold', '1002', false);
    await ask('hears', '1002', 1_200);
    // Asterisk tells the one after it has answered the other.
    await expect.poll(() => ask('events', '1006')).toContain('held remote false');
    await ask('hangUp', '1006');
    await ask('ended', '1002');
  });

  test('a call outlives its socket and its network path', async () => {
    await signIn('1001');
    await ask('dial', '1001', '600', 1_000);
    await ask('hears', '1001', 1_000);
    await ask('cut', '1001');
    await expect.poll(() => ask('lineEvents', '1001')).toContain('lost');
    await ask('hears', '1001', 1_000);
    expect(await ask('reopen', '1001')).toEqual({ kind: 'registered' });
    await ask('restart', '1001');
    await ask('hears', '1001', 1_000);
    expect(await ask('events', '1001')).not.toContain('ended');
    await ask('hangUp', '1001');
    await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
  });

  test('a connection that is checked proves that it lives', async () => {
    await signIn('1001');
    await ask('check', '1001', 2_000);
    await expect.poll(async () => (await ask('received', '1001')).length).toBeGreaterThan(2);
    expect(await ask('lineEvents', '1001')).not.toContain('lost');
  });

  describe('with a STUN server that never answers', () => {
    const silent = createSocket('udp4');
    beforeAll(() => new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve)));
    afterAll(() => silent.close());
    const stun = () => `stun:127.0.0.1:${(silent.address() as AddressInfo).port}`;

    test('a call goes out at once where it was prepared, and within the limit where it was not', async () => {
      await signIn('1001', { stun: stun(), limit: 300 });
      const first = await ask('dial', '1001', '605');
      await ask('told', '1001', 'rang');
      await ask('hangUp', '1001');
      // The limit is 15 turns; Chromium itself gives such a server up after some 500.
      expect(first).toBeLessThan(30);
      // The next one is prepared a second after; its gathering began then.
      await expect
        .poll(
          async () => {
            const took = await ask('dial', '1001', '605');
            await ask('told', '1001', 'rang');
            await ask('hangUp', '1001');
            return took;
          },
          { interval: 1_600, timeout: 12_000 },
        )
        .toBeLessThan(5);
    });

    test('a call that rang for as long as the limit is answered at once, with all ways to us that there are', async () => {
      const limit = 1_000;
      await signIn('1001', { stun: stun(), limit });
      // Nothing was prepared yet: this one goes out with whatever was found within the limit.
      await ask('dial', '1001', '605');
      await ask('told', '1001', 'rang');
      const ways = waysIn(await ask('lastSent', '1001', 'INVITE'));
      await ask('hangUp', '1001');
      await pbx.originate({ to: '1001', extension: '601' });
      await ask('ring', '1001');
      await wait(limit);
      // Of the page’s turns of 20 ms.
      expect(await ask('answer', '1001')).toBeLessThan(limit / 20 / 2);
      expect(waysIn(await ask('lastSent', '1001', 'SIP/2.0 200'))).toEqual(ways);
      await ask('hears', '1001', 440);
      await ask('hangUp', '1001');
    });
  });
});

/** Address and kind of each candidate over UDP (RFC 8839 5.1); their ports are another call's. */
function waysIn(message: string): string[] {
  const candidates = [...message.matchAll(/^a=candidate:\S+ \d udp \d+ (\S+) \d+ typ (\w+)/gim)];
  expect(candidates).not.toHaveLength(0);
  return candidates.map(([, address, kind]) => `${address} ${kind}`).toSorted();
}
