import { afterEach, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type Kamailio, startKamailio } from './kamailio.ts';
import type { KamailioOptions } from './kamailio-config.ts';
import { openRawPhone, type RawPhone } from './raw-phone.ts';
import { webrtcSdp } from './sdp.ts';

const { kamailio: program } = await ensurePeers({ install: false });

describe.skipIf(program === null)('a real Kamailio', () => {
  const open: { close: () => unknown }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });

  async function start(options?: KamailioOptions): Promise<Kamailio> {
    const kamailio = await startKamailio(options);
    open.push({ close: () => kamailio.stop() });
    return kamailio;
  }

  async function phone(kamailio: Kamailio, user: string, password = `secret-${user}`): Promise<RawPhone> {
    const opened = await openRawPhone({ url: kamailio.url, user, password });
    open.push(opened);
    return opened;
  }

  test('registers a user who knows the password, by either algorithm, and nobody else', async () => {
    for (const auth of ['MD5', 'SHA-256'] as const) {
      const kamailio = await start({ auth });
      const right = await phone(kamailio, '1001');
      expect((await right.register()).statusCode).toBe(200);
      expect(right.socket.inbox.all[0]?.getHeader('www-authenticate')).toMatch(auth === 'MD5' ? /^Digest (?!.*SHA)/ : /algorithm=SHA-256/);
      expect(await kamailio.contacts('1001')).toMatchObject([{ address: expect.stringContaining('.invalid;transport=ws') }]);
      expect((await (await phone(kamailio, '1002', 'wrong')).register()).statusCode).toBe(401);
      expect((await (await phone(kamailio, 'nobody')).register()).statusCode).toBe(401);
    }
  });

  test('joins two phones, and lets either hang up', async () => {
    const kamailio = await start();
    const [caller, callee] = [await phone(kamailio, '1001'), await phone(kamailio, '1002')];
    await callee.register();
    const asked = caller.ask('INVITE', 'sip:1002@127.0.0.1', { body: webrtcSdp({ setup: 'actpass' }) });
    const invite = await callee.socket.inbox.next('INVITE');
    expect(invite.getHeader('p-asserted-identity')).toBe('<sip:1001@127.0.0.1>');
    callee.socket.reply(invite, 180);
    const callees = callee.socket.accept(invite, webrtcSdp());
    const { request, response } = await asked;
    const callers = caller.socket.dialog(request, response);
    callers.acknowledge(request);
    await callee.socket.inbox.next('ACK');
    const info = callers.request('INFO');
    callee.socket.reply(await callee.socket.inbox.next('INFO'), 200);
    expect((await caller.socket.response(info)).statusCode).toBe(200);
    const bye = callees.request('BYE');
    caller.socket.reply(await caller.socket.inbox.next('BYE'), 200);
    expect((await callee.socket.response(bye)).statusCode).toBe(200);
  });
});
