import { describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { webrtcSdp } from './sdp.ts';
import * as scenarios from './sipp-scenarios.ts';
import { SippStage } from './sipp-stage.ts';

const { kamailio, sipp } = await ensurePeers({ install: false });

describe.skipIf(kamailio === null || sipp === null)('SIPp in a call', () => {
  const stage = new SippStage();

  test('asks for credentials when it is hung up on', async () => {
    const dialog = await stage.call(scenarios.challengesBye);
    const refused = await stage.send(dialog, 'BYE');
    expect(refused.statusCode).toBe(407);
    expect(refused.getHeader('proxy-authenticate')).toContain('nonce="bye-nonce"');
    expect((await stage.send(dialog, 'BYE', ['Proxy-Authorization: Digest nonce="bye-nonce"'])).statusCode).toBe(200);
    await stage.expectGood();
  });

  test('refuses a re-INVITE, for good or for now', async () => {
    for (const status of [488, 491]) {
      const dialog = await stage.call(scenarios.refusesReinvite(status));
      expect((await stage.reinvite(dialog)).statusCode).toBe(status);
      if (status === 491) expect((await stage.reinvite(dialog)).statusCode).toBe(200);
      await stage.hangUp(dialog);
    }
    const ended = await stage.call(scenarios.refusesReinvite(481));
    expect((await stage.reinvite(ended)).statusCode).toBe(481);
    expect((await stage.send(ended, 'BYE')).statusCode).toBe(481);
    await stage.expectGood();
  });

  test('re-INVITEs at the same time', async () => {
    const dialog = await stage.call(scenarios.glare);
    const ours = dialog.request('INVITE', { body: webrtcSdp({ version: 2 }) });
    stage.socket.reply(await stage.socket.inbox.next('INVITE'), 491);
    const response = await stage.socket.response(ours);
    expect(response.statusCode).toBe(491);
    stage.socket.acknowledge(ours, response);
    expect((await stage.reinvite(dialog)).statusCode).toBe(200);
    await stage.hangUp(dialog);
  });

  test('holds in every form, and asks for an offer', async () => {
    for (const [form, line] of [
      ['sendonly', 'a=sendonly'],
      ['inactive', 'a=inactive'],
      ['c=0.0.0.0', 'c=IN IP4 0.0.0.0'],
    ] as const) {
      const dialog = await stage.call(scenarios.holds(form, 50));
      expect((await stage.takeReinvite()).body).toContain(line);
      expect((await stage.takeReinvite()).body).toContain('a=sendrecv');
      await stage.hangUp(dialog);
    }
    const dialog = await stage.call(scenarios.reinvitesWithoutSdp);
    expect((await stage.takeReinvite()).body).toBe('');
    await stage.hangUp(dialog);
  });

  test.each([
    ['success', [100, 200]],
    ['a busy target', [100, 486]],
    ['an overloaded target', [503]],
    ['nothing', 'silence'],
  ] as const)('takes a REFER and reports %s', async (_, reported) => {
    const dialog = await stage.call(scenarios.takesRefer(reported));
    expect((await stage.send(dialog, 'REFER', ['Refer-To: <sip:700@127.0.0.1>'])).statusCode).toBe(202);
    for (const status of reported === 'silence' ? [] : reported) {
      const notify = await stage.socket.inbox.next('NOTIFY');
      stage.socket.reply(notify, 200);
      expect(notify.body).toMatch(new RegExp(`^SIP/2.0 ${status} `));
      expect(notify.getHeader('subscription-state')).toMatch(status === 100 ? /^active/ : /^terminated/);
    }
    await stage.hangUp(dialog);
  });

  test('refuses a REFER, and sends one', async () => {
    const dialog = await stage.call(scenarios.refusesRefer(603));
    expect((await stage.send(dialog, 'REFER', ['Refer-To: <sip:700@127.0.0.1>'])).statusCode).toBe(603);
    await stage.hangUp(dialog);
    const other = await stage.call(scenarios.refers('sip:700@127.0.0.1'));
    const refer = await stage.socket.inbox.next('REFER');
    expect(refer.getHeader('refer-to')).toBe('<sip:700@127.0.0.1>');
    stage.socket.reply(refer, 202, { contact: stage.socket.contact });
    const report = {
      headers: ['Event: refer', 'Subscription-State: terminated'],
      body: 'SIP/2.0 200 OK\r\n',
      contentType: 'message/sipfrag',
    };
    expect((await stage.socket.response(other.request('NOTIFY', report))).statusCode).toBe(200);
    await stage.hangUp(other);
  });

  test('hangs up into a re-INVITE, and re-INVITEs before it hangs up', async () => {
    const dialog = await stage.call(scenarios.byeIntoReinvite);
    const ours = dialog.request('INVITE', { body: webrtcSdp({ version: 2 }) });
    stage.socket.reply(await stage.socket.inbox.next('BYE'), 200);
    const response = await stage.socket.response(ours);
    expect(response.statusCode).toBe(487);
    stage.socket.acknowledge(ours, response);
    await stage.expectGood();
    await stage.call(scenarios.reinviteThenBye);
    const theirs = await stage.socket.inbox.next('INVITE');
    stage.socket.reply(await stage.socket.inbox.next('BYE'), 200);
    stage.socket.reply(theirs, 487);
    await stage.expectGood();
  });
});
