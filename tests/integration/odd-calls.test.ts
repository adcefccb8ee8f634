import { beforeAll, describe, expect, test } from 'vitest';
import { Dialog } from '../pbx/dialog.ts';
import { parse, replyText, type SipRequest } from '../pbx/message.ts';
import { answerTo, webrtcSdp } from '../pbx/sdp.ts';
import { acceptByes, dialAndAnswer, kindsOf, nextOf, type OddCall, told, until } from './odd-phone.ts';
import { phone, server, useOddPhone } from './odd-server.ts';

useOddPhone();
beforeAll(() => acceptByes(server));

/** The phone calls, and the server has the INVITE. */
async function dial(): Promise<{ call: OddCall; invite: SipRequest; contact: string; answer: string }> {
  const call = phone.dial();
  const invite = await server.next('INVITE');
  return { call, invite, contact: server.connection.contact, answer: answerTo(invite.body) };
}

describe('before the answer', () => {
  test.each([
    ['180 means that it rings', [180], ['rang']],
    ['181 and 182 mean so too', [181, 182], ['rang', 'rang']],
    ['183 without a description and 199 mean nothing', [183, 199], []],
    ['100 means nothing', [100, 100], []],
  ] as const)('%s', async (_, statuses, told) => {
    const { call, invite, contact, answer } = await dial();
    for (const status of statuses) server.reply(invite, status, { contact });
    server.reply(invite, 200, { contact, body: answer });
    await until('confirmed', () => kindsOf(call.events).includes('confirmed'));
    expect(kindsOf(call.events)).toEqual([...told, 'accepted', 'audio', 'confirmed']);
    await call.leg.hangUp({});
  });

  test('nothing that comes back names a Contact: it rings and is answered', async () => {
    const { call, invite, answer } = await dial();
    server.reply(invite, 180);
    await told(call, 'rang');
    server.reply(invite, 200, { body: answer });
    expect(String((await nextOf(server, invite, 'ACK')).ruri)).toBe('sip:600@127.0.0.1');
    await told(call, 'confirmed');
    await call.leg.hangUp({});
  });

  test('the place of the far end is that of the answer, wherever it rang (RFC 3261 12.2.1.2)', async () => {
    const { call, invite, contact, answer } = await dial();
    server.reply(invite, 180);
    server.reply(invite, 183, { contact: contact.replace('sip:', 'sip:ringing@') });
    server.reply(invite, 200, { contact: contact.replace('sip:', 'sip:answering@'), body: answer });
    expect(String((await nextOf(server, invite, 'ACK')).ruri)).toContain('answering@');
    await told(call, 'confirmed');
    const holding = call.leg.hold(true);
    const change = await nextOf(server, invite, 'INVITE');
    expect(String(change.ruri)).toContain('answering@');
    server.reply(change, 200, {
      contact: contact.replace('sip:', 'sip:moved@'),
      body: answerTo(change.body, { direction: 'recvonly', version: 2 }),
    });
    await holding;
    await call.leg.hangUp({});
    expect(String((await nextOf(server, invite, 'BYE')).ruri)).toContain('moved@');
  });

  test('whom we call may offer something only when they have answered our offer (RFC 3311 5.2)', async () => {
    const { call, invite, contact, answer } = await dial();
    server.reply(invite, 180, { contact });
    await told(call, 'rang');
    const dialog = Dialog.asServer(server.connection, invite);
    const change = dialog.request('UPDATE', { body: answerTo(invite.body, { setup: 'actpass', version: 2 }) });
    expect((await server.connection.response(change)).statusCode).toBe(491);
    server.reply(invite, 200, { contact, body: answer });
    await told(call, 'confirmed');
    await call.leg.hangUp({});
  });

  test('183 with a description is heard, and the answer may differ', async () => {
    const { call, invite, contact, answer } = await dial();
    server.reply(invite, 183, { contact, body: answer });
    expect(await told(call, 'audio')).toMatchObject({ early: true });
    server.reply(invite, 183, { contact, body: answer });
    server.reply(invite, 200, { contact, body: answerTo(invite.body, { iceUser: 'other' }) });
    await told(call, 'confirmed');
    expect(kindsOf(call.events).filter((kind) => kind !== 'audio')).toEqual(['accepted', 'confirmed']);
    await call.leg.hangUp({});
  });

  test('a reliable 183 is acknowledged once, and one out of order is not (RFC 3262)', async () => {
    const { call, invite, contact, answer } = await dial();
    const reliable = (rseq: number, body = answer) =>
      server.reply(invite, 183, { contact, body, headers: ['Require: 100rel', `RSeq: ${rseq}`] });
    reliable(7);
    const prack = await nextOf(server, invite, 'PRACK');
    expect(prack.getHeader('rack')).toBe(`7 ${invite.cseq} INVITE`);
    server.reply(prack, 200);
    for (const rseq of [7, 9, 8]) reliable(rseq);
    const second = await nextOf(server, invite, 'PRACK');
    expect(second.getHeader('rack')).toBe(`8 ${invite.cseq} INVITE`);
    server.reply(second, 200);
    server.reply(invite, 200, { contact });
    await told(call, 'confirmed');
    expect(server.inbox.unread.filter((each) => each === 'PRACK')).toEqual([]);
    await call.leg.hangUp({});
  });

  test('branches of a forked call may each send sound; the one that answers is talked to', async () => {
    const { call, invite, contact } = await dial();
    for (const toTag of ['one', 'two', 'three']) {
      server.reply(invite, 180, { contact, toTag });
      server.reply(invite, 183, { contact, toTag, body: answerTo(invite.body, { iceUser: toTag }) });
    }
    await until('three early answers', () => phone.media.last.asked.length === 3);
    server.reply(invite, 200, { contact, toTag: 'two', body: answerTo(invite.body, { iceUser: 'two' }) });
    expect((await nextOf(server, invite, 'ACK')).toTag).toBe('two');
    await told(call, 'confirmed');
    expect(kindsOf(call.events).filter((kind) => kind === 'rang')).toHaveLength(3);
    // The first was heard; the second can only be reached by an ICE restart.
    const restart = await nextOf(server, invite, 'INVITE');
    expect(restart.toTag).toBe('two');
    server.reply(restart, 200, { contact, body: answerTo(restart.body, { iceUser: 'two', version: 2 }) });
    await nextOf(server, invite, 'ACK');
    await call.leg.hangUp({});
    expect((await nextOf(server, invite, 'BYE')).toTag).toBe('two');
  });

  test('of two that answer the second is acknowledged and hung up on (RFC 3261 13.2.2.4)', async () => {
    const { call, invite, contact, answer } = await dial();
    server.reply(invite, 200, { contact, toTag: 'one', body: answer });
    server.reply(invite, 200, { contact, toTag: 'two', body: answer });
    const acks = [await nextOf(server, invite, 'ACK'), await nextOf(server, invite, 'ACK')];
    expect(acks.map(({ toTag }) => toTag).toSorted()).toEqual(['one', 'two']);
    const bye = await nextOf(server, invite, 'BYE');
    expect(bye.toTag).toBe('two');
    await told(call, 'confirmed');
    await call.leg.hangUp({});
    expect((await nextOf(server, invite, 'BYE')).toTag).toBe('one');
    expect(kindsOf(call.events).filter((kind) => kind === 'ended')).toHaveLength(1);
  });
});

describe('a refusal', () => {
  test.each([
    [400, [], { kind: 'refused', code: 400 }],
    [403, [], { kind: 'forbidden' }],
    [404, [], { kind: 'not-found' }],
    [408, [], { kind: 'no-answer' }],
    [480, [], { code: 480 }],
    [486, [], { kind: 'busy' }],
    [488, ['Warning: 305 offhook.test "Incompatible media format"'], { kind: 'incompatible' }],
    [481, [], { kind: 'refused', code: 481 }],
    [500, ['Retry-After: 5'], { kind: 'failed', code: 500 }],
    [503, ['Retry-After: 120 (maintenance)'], { kind: 'failed', code: 503 }],
    [600, [], { kind: 'busy' }],
    [603, ['Reason: SIP;cause=603;text="Declined by the user"'], { kind: 'declined' }],
    [604, [], { kind: 'not-found' }],
    [699, [], { kind: 'refused', code: 699 }],
  ] as const)('%i ends the call with its reason, and is acknowledged', async (status, headers, reason) => {
    const { call, invite, contact } = await dial();
    server.reply(invite, 180, { contact });
    server.reply(invite, status, { headers, reason: 'No "thank" you\u0007' });
    expect((await told(call, 'ended')).reason).toMatchObject({ by: 'remote', ...reason });
    const ack = await nextOf(server, invite, 'ACK');
    expect([ack.viaBranch, ack.cseq]).toEqual([invite.viaBranch, invite.cseq]);
  });

  test('after sound was sent early ends the call too', async () => {
    const { call, invite, contact, answer } = await dial();
    server.reply(invite, 183, { contact, body: answer });
    await told(call, 'audio');
    server.reply(invite, 486);
    expect((await told(call, 'ended')).reason).toMatchObject({ kind: 'busy' });
  });
});

describe('an answer that cannot be used', () => {
  test.each([
    ['without a description', { body: '' }],
    ['without sound', { body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 0 UDP/TLS/RTP/SAVPF 0\r\n' }],
    ['of another type', { body: 'Hello', contentType: 'text/plain' }],
  ])('%s is acknowledged and hung up on', async (_, content) => {
    const { call, invite, contact } = await dial();
    server.reply(invite, 200, { contact, ...content });
    await nextOf(server, invite, 'ACK');
    const bye = await nextOf(server, invite, 'BYE');
    expect(bye.getHeader('reason')).toMatch(/^SIP;cause=4\d\d/);
    await told(call, 'ended');
  });
});

describe('a call that is called off', () => {
  test('before anything came waits with the CANCEL (RFC 3261 9.1)', async () => {
    const { call, invite } = await dial();
    await call.leg.hangUp({});
    await told(call, 'ended');
    expect(server.inbox.unread).toEqual([]);
    server.reply(invite, 100);
    const cancel = await nextOf(server, invite, 'CANCEL');
    expect([cancel.viaBranch, cancel.cseq, cancel.toTag]).toEqual([invite.viaBranch, invite.cseq, undefined]);
    server.reply(cancel, 200);
    server.reply(invite, 487);
    await nextOf(server, invite, 'ACK');
    expect((await told(call, 'ended')).reason).toMatchObject({ kind: 'cancelled' });
  });

  test('while the answer is on its way is acknowledged and hung up on', async () => {
    const { call, invite, contact, answer } = await dial();
    server.reply(invite, 180, { contact });
    await told(call, 'rang');
    await call.leg.hangUp({});
    const cancel = await nextOf(server, invite, 'CANCEL');
    server.reply(invite, 200, { contact, body: answer });
    server.reply(cancel, 200);
    await nextOf(server, invite, 'ACK');
    await nextOf(server, invite, 'BYE');
    expect((await told(call, 'ended')).reason).toMatchObject({ kind: 'cancelled' });
    expect(kindsOf(call.events)).not.toContain('confirmed');
  });

  test('is over though nobody takes the CANCEL', async () => {
    const { call, invite } = await dial();
    server.reply(invite, 100);
    await call.leg.hangUp({});
    server.reply(await nextOf(server, invite, 'CANCEL'), 481);
    expect((await told(call, 'ended')).reason).toMatchObject({ kind: 'cancelled' });
    server.reply(invite, 487);
    await nextOf(server, invite, 'ACK');
  });
});

describe('what is sent again', () => {
  test('an answer is acknowledged each time', async () => {
    const { call, invite, contact, answer } = await dial();
    const acks = [];
    for (let i = 0; i < 3; i++) {
      server.reply(invite, 200, { contact, body: answer });
      acks.push(await nextOf(server, invite, 'ACK'));
    }
    expect(new Set(acks.map(({ data }) => data)).size).toBe(1);
    await told(call, 'confirmed');
    expect(kindsOf(call.events).filter((kind) => kind === 'confirmed')).toHaveLength(1);
    await call.leg.hangUp({});
  });
});

test('a response to a request that was never sent changes nothing', async () => {
  const { dialog, call } = await dialAndAnswer(server, phone);
  const stray = beginStray();
  for (const status of [180, 200, 302, 401, 486]) server.send(replyText(stray, status, { body: webrtcSdp() }));
  expect((await server.connection.response(dialog.request('OPTIONS'))).statusCode).toBe(200);
  expect(kindsOf(call.events)).not.toContain('ended');
  await call.leg.hangUp({});
});

const beginStray = (): SipRequest => {
  const invite = server.inbox.all.findLast(({ method }) => method === 'INVITE') as SipRequest;
  return parse(invite.data.replace(/branch=\S+/, 'branch=z9hG4bKstray')) as SipRequest;
};
