import { beforeAll, describe, expect, test } from 'vitest';
import { parse, type SipRequest } from '../pbx/message.ts';
import { answerTo, webrtcSdp } from '../pbx/sdp.ts';
import { acceptByes, beginCall, callPhone, nextOf, told, until } from './odd-phone.ts';
import { phone, server, useOddPhone } from './odd-server.ts';

useOddPhone();
beforeAll(() => acceptByes(server));

describe('a late offer (RFC 3264 4)', () => {
  test('in our answer is answered in the ACK', async () => {
    const { invite, call } = await callPhone(server, phone, { body: '' });
    await call.leg.accept({});
    const ok = await server.connection.response(invite);
    expect(ok.body).toContain('m=audio');
    server.connection.dialog(invite, ok).acknowledge(invite, { body: answerTo(ok.body) });
    await told(call, 'confirmed');
    expect(phone.media.last.signaling).toBe('stable');
    await call.leg.hangUp({});
  });

  test.each([
    ['no answer', {}],
    ['one that cannot be read', { body: 'nonsense' }],
  ])('whose ACK has %s ends the call', async (_, content) => {
    const { invite, call } = await callPhone(server, phone, { body: '' });
    await call.leg.accept({});
    const ok = await server.connection.response(invite);
    server.connection.dialog(invite, ok).acknowledge(invite, content);
    const bye = await nextOf(server, invite, 'BYE');
    expect(bye.getHeader('reason')).toContain('cause=488');
    await told(call, 'ended');
  });

  test('in our reliable ringing is answered in the PRACK', async () => {
    const invite = beginCall(server, { body: '', headers: ['Require: 100rel'] });
    const ringing = await server.connection.response(invite, 180);
    expect(ringing.body).toContain('m=audio');
    const dialog = server.connection.dialog(invite, ringing);
    for (const rack of [`${Number(ringing.getHeader('rseq')) + 1} ${invite.cseq} INVITE`, 'nonsense'])
      expect((await server.connection.response(dialog.request('PRACK', { headers: [`RAck: ${rack}`] }))).statusCode).toBe(481);
    const prack = dialog.request('PRACK', {
      headers: [`RAck: ${ringing.getHeader('rseq')} ${invite.cseq} INVITE`],
      body: answerTo(ringing.body),
    });
    expect((await server.connection.response(prack)).statusCode).toBe(200);
    await until('the call', () => phone.incoming.at(-1)!.leg.id === invite.callId);
    const call = phone.incoming.at(-1)!;
    await call.leg.accept({});
    expect((await server.connection.response(invite, 200)).statusCode).toBe(200);
    dialog.acknowledge(invite);
    await told(call, 'confirmed');
    expect(phone.media.last.signaling).toBe('stable');
    // Nothing waits for it any more.
    const late = dialog.request('PRACK', { headers: [`RAck: ${ringing.getHeader('rseq')} ${invite.cseq} INVITE`] });
    expect((await server.connection.response(late)).statusCode).toBe(481);
    await call.leg.hangUp({});
  });
});

describe('a caller', () => {
  test('an INVITE rings once, and its copy by another way is refused with 482', async () => {
    const { invite, call } = await callPhone(server, phone);
    const count = phone.incoming.length;
    server.send(invite.data);
    server.send(invite.data.replace(/branch=\S+/, 'branch=z9hG4bKother'));
    const merged = await server.next('482 INVITE');
    expect(merged.callId).toBe(invite.callId);
    await call.leg.accept({});
    const ok = await server.connection.response(invite, 200);
    // Not acknowledged yet: the phone says it again (RFC 3261 13.3.1.4).
    await server.connection.response(invite, 200);
    server.connection.dialog(invite, ok).acknowledge(invite);
    await told(call, 'confirmed');
    expect(phone.incoming).toHaveLength(count);
    await call.leg.hangUp({});
  });

  test.each([
    ['CANCEL', {}, { kind: 'cancelled', by: 'remote' }],
    ['CANCEL', { headers: ['Reason: SIP;cause=200;text="Call completed elsewhere"'] }, { kind: 'answered-elsewhere' }],
  ])('who gives up by %s %j is told 487', async (_, content, reason) => {
    const { invite, call } = await callPhone(server, phone);
    const cancel = server.connection.cancel(invite, content);
    expect((await server.connection.response(cancel)).statusCode).toBe(200);
    const refused = await server.connection.response(invite);
    expect(refused.statusCode).toBe(487);
    server.connection.acknowledge(invite, refused);
    expect((await told(call, 'ended')).reason).toMatchObject(reason);
  });

  test('who offers something else before the answer has to wait (RFC 3311 5.2); one who only says who they are, has not', async () => {
    const { invite, call } = await callPhone(server, phone);
    const dialog = server.connection.dialog(invite, await server.connection.response(invite, 180));
    const offering = await server.connection.response(dialog.request('UPDATE', { body: webrtcSdp({ setup: 'actpass', version: 2 }) }));
    expect([offering.statusCode, Number(offering.getHeader('retry-after')) <= 10]).toEqual([500, true]);
    const named = dialog.request('UPDATE', { headers: ['P-Asserted-Identity: "Bob" <sip:602@offhook.test>'] });
    expect((await server.connection.response(named)).statusCode).toBe(200);
    expect((await told(call, 'peer')).peer).toMatchObject({ name: 'Bob' });
    await call.leg.accept({});
    server.connection.dialog(invite, await server.connection.response(invite)).acknowledge(invite);
    await told(call, 'confirmed');
    await call.leg.hangUp({});
  });

  test('who hangs up before the answer by BYE is told 200, and 487 for the INVITE', async () => {
    const { invite, call } = await callPhone(server, phone);
    const ringing = await server.connection.response(invite, 180);
    const bye = server.connection.dialog(invite, ringing).request('BYE');
    expect((await server.connection.response(bye)).statusCode).toBe(200);
    const refused = await server.connection.response(invite);
    expect(refused.statusCode).toBe(487);
    server.connection.acknowledge(invite, refused);
    await told(call, 'ended');
    await expect(call.leg.accept({})).rejects.toMatchObject({ reason: 'wrong-state' });
  });

  test('who gives up while we answer is hung up on, or is not there any more', async () => {
    const { invite, call } = await callPhone(server, phone);
    const answering = call.leg.accept({}).catch(() => {});
    server.connection.cancel(invite);
    await answering;
    const final = await server.connection.response(invite, undefined);
    if (final.statusCode === 200) {
      server.connection.dialog(invite, final).acknowledge(invite);
      await call.leg.hangUp({});
      await nextOf(server, invite, 'BYE');
    } else expect(final.statusCode).toBe(487);
    await told(call, 'ended');
  });

  test('who sends no Contact gets 400', async () => {
    const text = beginCallWithout(/^Contact: .*\r\n/m);
    expect((await server.next('400 INVITE')).callId).toBe((parse(text) as SipRequest).callId);
  });
});

/** Sends an INVITE without what matches, and returns its text. */
function beginCallWithout(pattern: RegExp): string {
  let text = '';
  server.connection.alters = (given) => {
    text = given.replace(pattern, '');
    return text;
  };
  beginCall(server);
  server.connection.alters = (given) => given;
  return text;
}
