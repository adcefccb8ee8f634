import { describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { contactUri } from './dialog.ts';
import { summary } from './inbox.ts';
import { startKamailio } from './kamailio.ts';
import { flowTimer } from './kamailio-config.ts';
import { headerValues, type SipRequest } from './message.ts';
import { useOpened } from './opened.ts';
import { openRawPhone, type RawPhone } from './raw-phone.ts';
import { webrtcSdp } from './sdp.ts';
import { startSipp } from './sipp.ts';
import { answers, forkedRinging, refuses } from './sipp-scenarios.ts';

const { kamailio: program, sipp } = await ensurePeers({ install: false });

const instance = ';+sip.instance="<urn:uuid:00000000-0000-1000-8000-000a95a0e128>"';

describe.skipIf(program === null || sipp === null)('a real Kamailio', () => {
  const { keep, start } = useOpened();

  async function phone({ url }: { url: string }, user: string, password = `secret-${user}`, ca?: string): Promise<RawPhone> {
    return keep(await openRawPhone({ url, user, password, ...(ca === undefined ? {} : { ca }) }));
  }

  /** One calls, the other answers at once and hangs up. Returns the INVITE as it arrived. */
  async function talk(caller: RawPhone, callee: RawPhone, target = callee.address): Promise<SipRequest> {
    const asked = caller.ask('INVITE', target, { body: webrtcSdp({ setup: 'actpass' }) });
    const invite = await callee.socket.inbox.next('INVITE');
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
    return invite;
  }

  test.each(['MD5', 'SHA-256'] as const)('registers a user who knows the password, by %s, and nobody else', async (auth) => {
    const kamailio = await start({ auth });
    const right = await phone(kamailio, '1001');
    expect((await right.register()).statusCode).toBe(200);
    const challenge = right.socket.inbox.all[0]?.getHeader('www-authenticate') ?? '';
    expect(challenge.includes('algorithm=SHA-256')).toBe(auth === 'SHA-256');
    expect(await kamailio.contacts('1001')).toMatchObject([{ address: contactUri(await ownRegister(right)), regId: 0, path: null }]);
    expect((await (await phone(kamailio, '1002', 'wrong')).register()).statusCode).toBe(401);
    expect((await (await phone(kamailio, 'nobody')).register()).statusCode).toBe(401);
  });

  const ownRegister = async ({ socket }: RawPhone) => socket.begin('REGISTER', 'sip:127.0.0.1', { from: '<sip:1001@127.0.0.1>' });

  test('joins two phones, over TLS and by GRUU too, and says who calls', async () => {
    const kamailio = await start({ gruu: true });
    const caller = await phone({ url: kamailio.secureUrl }, '1001', 'secret-1001', kamailio.certificate);
    const callee = await phone(kamailio, '1002');
    const granted = await callee.register({ contactParameters: instance, headers: ['Supported: gruu'] });
    const gruu = /pub-gruu="([^"]*)"/.exec(granted.getHeader('contact') ?? '')?.[1];
    expect((await talk(caller, callee)).getHeader('p-asserted-identity')).toBe('<sip:1001@127.0.0.1>');
    await talk(caller, callee, gruu);
    expect(await kamailio.logged(/INVITE .* from wss:/)).toContain('From sip:1001@127.0.0.1');
    caller.socket.ping();
    await expect.poll(() => caller.socket.pongs).toBe(1);
    expect((await caller.ask('OPTIONS', 'sip:127.0.0.1')).response.statusCode).toBe(200);
    expect((await caller.ask('INVITE', 'sip:1003@127.0.0.1')).response.statusCode).toBe(480);
    expect((await caller.ask('INVITE', 'sip:404@127.0.0.1')).response.statusCode).toBe(404);
  });

  test('rings all devices of a user, and cancels the others', async () => {
    const kamailio = await start();
    const [caller, one, two] = [await phone(kamailio, '1001'), await phone(kamailio, '1002'), await phone(kamailio, '1002')];
    await one.register();
    await two.register();
    await kamailio.untilContacts('1002', 2);
    const asked = caller.ask('INVITE', one.address, { body: webrtcSdp({ setup: 'actpass' }) });
    const [first, second] = [await one.socket.inbox.next('INVITE'), await two.socket.inbox.next('INVITE')];
    two.socket.reply(second, 180);
    await caller.socket.inbox.next('180 INVITE');
    one.socket.accept(first, webrtcSdp());
    const cancel = await two.socket.inbox.next('CANCEL');
    expect(cancel.viaBranch).toBe(second.viaBranch);
    expect((await asked).response.statusCode).toBe(200);
    two.close();
    await kamailio.untilContacts('1002', 1);
    await kamailio.forget('1002');
    expect(await kamailio.contacts('1002')).toEqual([]);
  });

  test('forks to two peers', async () => {
    const [early, busy] = [await startSipp({ scenario: forkedRinging }), await startSipp({ scenario: refuses(486) })];
    keep({ close: () => early.stop() });
    keep({ close: () => busy.stop() });
    const kamailio = await start({ upstream: [early.address, busy.address], auth: 'none' });
    const caller = await phone(kamailio, '1001');
    const { request, response } = await caller.ask('INVITE', 'sip:600@127.0.0.1', { body: webrtcSdp({ setup: 'actpass' }) });
    expect(caller.socket.inbox.all.map(summary).filter((text) => text !== '100 INVITE')).toEqual([
      '180 INVITE',
      '183 INVITE',
      '200 INVITE',
    ]);
    const dialog = caller.socket.dialog(request, response);
    dialog.acknowledge(request);
    await caller.socket.response(dialog.request('BYE'));
    expect([(await early.done).exitCode, (await busy.done).exitCode]).toEqual([0, 0]);
  });

  test('asks for its Service-Route, and lets who takes it through', async () => {
    const peer = await startSipp({ scenario: answers });
    keep({ close: () => peer.stop() });
    const kamailio = await start({ serviceRoute: 'required', upstream: peer.address });
    const caller = await phone(kamailio, '1001');
    const routes = headerValues(await caller.register(), 'Service-Route');
    expect(routes).toHaveLength(1);
    expect((await caller.ask('INVITE', 'sip:600@127.0.0.1', { body: webrtcSdp() })).response.statusCode).toBe(403);
    const { request, response } = await caller.ask('INVITE', 'sip:600@127.0.0.1', { body: webrtcSdp(), routes });
    expect(response.statusCode).toBe(200);
    const dialog = caller.socket.dialog(request, response);
    dialog.acknowledge(request);
    await caller.socket.response(dialog.request('BYE'));
    expect(await peer.done).toMatchObject({ exitCode: 0, problem: '' });
  });

  test('reaches a phone by its second flow when the first is gone, through edges that add Path', async () => {
    const registrar = await start({ outbound: true, gruu: true });
    const edges = [await start({ edgeOf: registrar.address, outbound: true }), await start({ edgeOf: registrar.address, outbound: true })];
    const flows = [await phone(edges[0]!, '1001'), await phone(edges[1]!, '1001')];
    for (const [i, flow] of flows.entries()) {
      const granted = await flow.register({
        contactParameters: `${instance};reg-id=${i + 1}`,
        headers: ['Supported: path, outbound, gruu'],
      });
      expect(granted.getHeader('require')).toBe('outbound');
      expect(granted.getHeader('flow-timer')).toBe(`${flowTimer}`);
      expect(granted.getHeader('path')).toContain(`@${edges[i]!.address};lr`);
    }
    const contacts = await registrar.untilContacts('1001', 2);
    expect(contacts.map(({ regId }) => regId).sort()).toEqual([1, 2]);
    const caller = await phone(registrar, '1002');
    flows[0]!.close();
    expect(headerValues(await talk(caller, flows[1]!), 'Record-Route')[0]).toMatch(/^<sip:[^@]+@.*;lr/);
  });

  test('publishes presence and notifies who subscribed', async () => {
    const kamailio = await start({ presence: true });
    const [watcher, watched] = [await phone(kamailio, '1001'), await phone(kamailio, '1002')];
    const { response } = await watcher.ask('SUBSCRIBE', watched.address, { headers: ['Event: presence', 'Expires: 600'] });
    expect(response.statusCode).toBe(200);
    const first = await watcher.socket.inbox.next('NOTIFY');
    watcher.socket.reply(first, 200);
    expect(first.getHeader('subscription-state')).toBe('active;expires=600');
    const body =
      '<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:1002@127.0.0.1"><tuple id="t"><status><basic>open</basic></status></tuple></presence>';
    const headers = ['Event: presence', 'Expires: 600'];
    const published = await watched.ask('PUBLISH', watched.address, { headers, body, contentType: 'application/pidf+xml', contact: null });
    expect(published.response.getHeader('sip-etag')).toBeTruthy();
    const second = await watcher.socket.inbox.next('NOTIFY');
    watcher.socket.reply(second, 200);
    expect(second.body).toContain('<basic>open</basic>');
  });

  test('goes down, freezes, and comes up again where it was, beside another one', async () => {
    const [kamailio, other] = [await start(), await start()];
    const { url } = kamailio;
    expect(other.url).not.toBe(url);
    await (await phone(kamailio, '1001')).register();
    await kamailio.stop('SIGKILL');
    await expect(phone({ url }, '1001')).rejects.toThrow('ECONNREFUSED');
    expect((await (await phone(other, '1001')).register()).statusCode).toBe(200);
    await kamailio.start();
    expect(kamailio.url).toBe(url);
    expect(await kamailio.contacts('1001')).toEqual([]);
    const back = await phone(kamailio, '1001');
    expect((await back.register()).statusCode).toBe(200);
    kamailio.freeze();
    const silent = back.register();
    await expect(back.socket.inbox.next('200 REGISTER', 300)).rejects.toThrow('No 200 REGISTER');
    kamailio.resume();
    expect((await silent).statusCode).toBe(200);
  });

  test('says why it does not start', async () => {
    await expect(startKamailio({ host: '192.0.2.77' })).rejects.toThrow('No free port on 192.0.2.77');
  });
});
