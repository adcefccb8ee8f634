import { afterEach, describe, expect, test } from 'vitest';
import { Dialog } from '../pbx/dialog.ts';
import type { SipRequest } from '../pbx/message.ts';
import { answerTo, webrtcSdp } from '../pbx/sdp.ts';
import { holdForms } from '../pbx/sipp-scenarios.ts';
import { acceptByes, callAndAnswer, dialAndAnswer, kindsOf, nextOf, type OddCall, told, until } from './odd-phone.ts';
import { phone, server, useOddPhone } from './odd-server.ts';

let stopAccepting: () => void;
useOddPhone();
afterEach(() => stopAccepting?.());

/** A call of the phone that is up; it is over after the test. */
async function call(): Promise<{ call: OddCall; dialog: Dialog; contact: string }> {
  stopAccepting = acceptByes(server);
  return { ...(await dialAndAnswer(server, phone)), contact: server.connection.contact };
}

const respond = async (request: SipRequest): Promise<number | undefined> => (await server.connection.response(request)).statusCode;
const offer = (options: Parameters<typeof webrtcSdp>[0] = {}): string => webrtcSdp({ setup: 'actpass', version: 2, ...options });
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(() => 'done').catch(({ reason, code }) => `${reason} ${code ?? ''}`.trim());

describe('a change that the far end asks for', () => {
  test.each(Object.entries(holdForms))('hold by %s, and back', async (_, form) => {
    const { call: held, dialog } = await call();
    for (const [options, on] of [
      [form, true],
      [{}, false],
    ] as const) {
      // 0.0.0.0 is hold only where no ICE says otherwise (RFC 8839 4.3.1).
      const body = offer(options).replace(/^a=ice-.*\r\n/gm, 'address' in options ? '' : '$&');
      const change = dialog.request('INVITE', { body });
      expect(await respond(change)).toBe(200);
      dialog.acknowledge(change);
      await until('hold', () => kindsOf(held.events).at(-1) === `held remote ${on}`);
    }
    await held.leg.hangUp({});
  });

  test('without an offer is answered with ours, which the ACK answers', async () => {
    const { call: held, dialog } = await call();
    const change = dialog.request('INVITE');
    const ok = await server.connection.response(change);
    expect(ok.body).toContain('m=audio');
    dialog.acknowledge(change, { body: answerTo(ok.body, { direction: 'sendonly', version: 2 }) });
    await until('hold', () => kindsOf(held.events).at(-1) === 'held remote true');
    expect(phone.media.last.signaling).toBe('stable');
    await held.leg.hangUp({});
  });

  test('while ours is under way is refused with 491, and ours goes on', async () => {
    const { call: held, dialog, contact } = await call();
    const holding = held.leg.hold(true);
    const ours = await nextOf(server, dialog.state, 'INVITE');
    const theirs = dialog.request('INVITE', { body: offer() });
    const refused = await server.connection.response(theirs);
    expect(refused.statusCode).toBe(491);
    server.connection.acknowledge(theirs, refused);
    server.reply(ours, 200, { contact, body: answerTo(ours.body, { direction: 'recvonly', version: 2 }) });
    await holding;
    await held.leg.hangUp({});
  });

  test('two at once: the second has to wait (500, RFC 3261 14.2)', async () => {
    const { call: held, dialog } = await call();
    const first = dialog.request('INVITE', { body: offer() });
    const second = dialog.request('INVITE', { body: offer({ version: 3 }) });
    const refused = await server.connection.response(second);
    expect([refused.statusCode, Number(refused.getHeader('retry-after')) <= 10]).toEqual([500, true]);
    server.connection.acknowledge(second, refused);
    expect(await respond(first)).toBe(200);
    dialog.acknowledge(first);
    await held.leg.hangUp({});
  });

  test.each([
    ['that is older than the last', { cseq: 1 }, 500],
    ['that cannot be read', { body: 'nonsense' }, 488],
  ])('%s is refused, and the call goes on', async (_, content, status) => {
    const { call: held, dialog } = await call();
    await respond(dialog.request('OPTIONS', { cseq: 5 }));
    const first = dialog.request('INFO', { cseq: 10 });
    await respond(first);
    const change = dialog.request('INVITE', { body: offer(), ...content });
    const refused = await server.connection.response(change);
    expect(refused.statusCode).toBe(status);
    server.connection.acknowledge(change, refused);
    dialog.cseq = 20;
    const good = dialog.request('INVITE', { body: offer({ version: 4 }) });
    expect(await respond(good)).toBe(200);
    dialog.acknowledge(good);
    await held.leg.hangUp({});
  });

  test('that it gives up by BYE before we answered ends the call once', async () => {
    const { call: held, dialog } = await call();
    dialog.request('INVITE', { body: offer() });
    const bye = dialog.request('BYE');
    expect(await respond(bye)).toBe(200);
    await told(held, 'ended');
    expect(kindsOf(held.events).filter((kind) => kind === 'ended')).toHaveLength(1);
  });
});

describe('UPDATE (RFC 3311)', () => {
  test('changes the peer, the place and the media of a call that is up', async () => {
    const { call: held, dialog, contact } = await call();
    const named = dialog.request('UPDATE', {
      headers: ['P-Asserted-Identity: "Bob" <sip:602@offhook.test>'],
      contact: contact.replace('sip:', 'sip:elsewhere@'),
    });
    expect(await respond(named)).toBe(200);
    expect((await told(held, 'peer')).peer).toMatchObject({ name: 'Bob', number: '602' });
    const change = dialog.request('UPDATE', { body: offer({ direction: 'inactive' }), contact: null });
    const ok = await server.connection.response(change);
    expect([ok.statusCode, /a=(sendonly|recvonly|inactive)/.test(ok.body)]).toEqual([200, true]);
    expect(kindsOf(held.events).at(-1)).toBe('held remote true');
    await held.leg.hangUp({});
    expect(String((await nextOf(server, dialog.state, 'BYE')).ruri)).toContain('elsewhere@');
  });

  test('with an offer is refused with 491 while ours is under way, and with 488 when it cannot be read', async () => {
    const { call: held, dialog, contact } = await call();
    const holding = held.leg.hold(true);
    const ours = await nextOf(server, dialog.state, 'INVITE');
    expect(await respond(dialog.request('UPDATE', { body: offer() }))).toBe(491);
    expect(await respond(dialog.request('UPDATE'))).toBe(200);
    server.reply(ours, 200, { contact, body: answerTo(ours.body, { direction: 'recvonly', version: 2 }) });
    await holding;
    expect(await respond(dialog.request('UPDATE', { body: 'nonsense' }))).toBe(488);
    await held.leg.hangUp({});
  });

  test('changes the media before the answer', async () => {
    stopAccepting = acceptByes(server);
    const out = phone.dial();
    const invite = await server.next('INVITE');
    const { contact } = server.connection;
    server.reply(invite, 183, { contact, body: answerTo(invite.body), headers: ['Require: 100rel', 'RSeq: 1'] });
    server.reply(await nextOf(server, invite, 'PRACK'), 200);
    const dialog = Dialog.asServer(server.connection, invite);
    expect(await respond(dialog.request('UPDATE', { body: offer({ direction: 'sendonly' }) }))).toBe(200);
    server.reply(invite, 200, { contact });
    await told(out, 'confirmed');
    await until('hold', () => kindsOf(out.events).includes('held remote true'));
    await out.leg.hangUp({});
  });
});

describe('session timers (RFC 4028)', () => {
  const interval = (seconds: number, refresher: string) => [`Session-Expires: ${seconds};refresher=${refresher}`, 'Require: timer'];

  test('the phone refreshes by UPDATE where it is taken', async () => {
    stopAccepting = acceptByes(server);
    const { call: held, dialog } = await dialAndAnswer(server, phone, { headers: [...interval(4, 'uac'), 'Allow: INVITE, UPDATE'] });
    for (let i = 0; i < 2; i++) {
      const refresh = await nextOf(server, dialog.state, 'UPDATE');
      expect([refresh.getHeader('session-expires'), refresh.body]).toEqual(['90;refresher=uac', '']);
      server.reply(refresh, 200, { headers: interval(4, 'uac') });
    }
    await held.leg.hangUp({});
  });

  test('the phone hangs up when nobody refreshes', async () => {
    stopAccepting = acceptByes(server);
    const { call: held, dialog } = await dialAndAnswer(server, phone, { headers: interval(4, 'uas') });
    await nextOf(server, dialog.state, 'BYE');
    expect((await told(held, 'ended')).reason).toMatchObject({ kind: 'network-lost' });
  });

  test('a caller whose interval is too short may try again (422)', async () => {
    stopAccepting = acceptByes(server);
    const { call: held } = await callAndAnswer(server, phone, {
      headers: ['Supported: timer', 'Session-Expires: 90;refresher=uas', 'Min-SE: 90'],
    });
    await held.leg.hangUp({});
  });

  test('the phone tries again with the interval that is demanded (422)', async () => {
    stopAccepting = acceptByes(server);
    const out = phone.dial();
    const invite = await server.next('INVITE');
    server.reply(invite, 422, { headers: ['Min-SE: 7200'] });
    const again = await nextOf(server, invite, 'INVITE');
    expect([again.getHeader('session-expires'), again.getHeader('min-se'), again.cseq]).toEqual(['7200', '7200', invite.cseq + 1]);
    server.reply(again, 603);
    await told(out, 'ended');
  });
});

describe('a change that the phone asks for', () => {
  test.each([
    [488, 'rejected 488', false],
    [403, 'rejected 403', false],
    [481, 'rejected 481', true],
    [408, 'rejected 408', true],
  ] as const)('refused with %i (%s) ends the call: %s', async (status, outcome, isOver) => {
    const { call: held, dialog } = await call();
    const holding = codeOf(held.leg.hold(true));
    server.reply(await nextOf(server, dialog.state, 'INVITE'), status);
    expect(await holding).toBe(outcome);
    expect(kindsOf(held.events).includes('ended')).toBe(isOver);
    if (!isOver) await held.leg.hangUp({});
    await nextOf(server, dialog.state, 'BYE');
  });

  test.each([
    [491, []],
    [500, ['Retry-After: 0']],
  ] as const)('refused with %i for now is asked again', async (status, headers) => {
    const { call: held, dialog, contact } = await call();
    const holding = held.leg.hold(true);
    const first = await nextOf(server, dialog.state, 'INVITE');
    server.reply(first, status, { headers });
    const second = await nextOf(server, dialog.state, 'INVITE');
    expect(second.cseq).toBeGreaterThan(first.cseq);
    server.reply(second, 200, { contact, body: answerTo(second.body, { direction: 'recvonly', version: 2 }) });
    await holding;
    await held.leg.hangUp({});
  });

  test('into a BYE is told that the call is over', async () => {
    const { call: held, dialog } = await call();
    const holding = codeOf(held.leg.hold(true));
    const ours = await nextOf(server, dialog.state, 'INVITE');
    expect(await respond(dialog.request('BYE'))).toBe(200);
    server.reply(ours, 487);
    expect(await holding).toBe('wrong-state');
    expect((await told(held, 'ended')).reason).toMatchObject({ kind: 'hung-up', by: 'remote' });
  });

  test.each([401, 407] as const)('challenged with %i by three algorithms is asked again, and so is the BYE', async (status) => {
    const { call: held, dialog, contact } = await call();
    stopAccepting();
    const holding = held.leg.hold(true);
    const first = await nextOf(server, dialog.state, 'INVITE');
    server.challenge(first, { status });
    const second = await nextOf(server, dialog.state, 'INVITE');
    const name = status === 401 ? 'authorization' : 'proxy-authorization';
    expect(second.getHeader(name)).toMatch(/algorithm="?SHA-512-256/);
    expect(second.cseq).toBe(first.cseq + 1);
    server.reply(second, 200, { contact, body: answerTo(second.body, { direction: 'recvonly', version: 2 }) });
    await holding;
    await held.leg.hangUp({});
    const bye = await nextOf(server, dialog.state, 'BYE');
    server.challenge(bye, { status, challenge: { stale: true } });
    const again = await nextOf(server, dialog.state, 'BYE');
    expect(again.cseq).toBe(bye.cseq + 1);
    server.reply(again, 200);
  });
});

describe('a BYE', () => {
  test.each([200, 481, 408, 500])('answered with %i is a BYE all the same', async (status) => {
    const { call: held, dialog } = await call();
    stopAccepting();
    await held.leg.hangUp({});
    server.reply(await nextOf(server, dialog.state, 'BYE'), status);
    expect((await told(held, 'ended')).reason).toMatchObject({ kind: 'hung-up', by: 'local' });
  });

  test('of both at once is answered, and ends the call once', async () => {
    const { call: held, dialog } = await call();
    stopAccepting();
    const theirs = dialog.request('BYE');
    await held.leg.hangUp({}).catch(() => {});
    expect([200, 481]).toContain(await respond(theirs));
    await told(held, 'ended');
    expect(kindsOf(held.events).filter((kind) => kind === 'ended')).toHaveLength(1);
  });
});
