import { afterEach, describe, expect, test } from 'vitest';
import {
  malformedFrames,
  multipart,
  withCompactForms,
  withFoldedLines,
  withHeaders,
  withLongHeader,
  withOddNames,
} from '../pbx/odd-messages.ts';
import { answerTo, webrtcSdp } from '../pbx/sdp.ts';
import { unknownHeaders } from '../pbx/sipp-scenarios.ts';
import { beginCall, callAndAnswer, callPhone, dialAndAnswer, kindsOf, told } from './odd-phone.ts';
import { phone, server, useOddPhone } from './odd-server.ts';

useOddPhone();
afterEach(() => {
  server.connection.alters = (text) => text;
});

const shapes: readonly [string, (text: string) => string][] = [
  ['in compact forms', withCompactForms],
  ['in folded lines', withFoldedLines],
  ['with odd names', withOddNames],
  ['in compact forms and folded lines at once', (text) => withFoldedLines(withCompactForms(text))],
  ['with unknown headers', (text) => withHeaders(text, ...unknownHeaders)],
  ['with a header of 64 kB', withLongHeader],
  ['with a folded header of 64 kB', (text) => withHeaders(text, `X-Long:${'\r\n x'.repeat(16 * 1024)}`)],
  ['with a thousand headers', (text) => withHeaders(text, ...Array.from({ length: 1_000 }, (_, i) => `X-${i}: ${i}`))],
  ['with a caller whose name has 64 kB', (text) => text.replace(/^From: ("Ann" )?</m, `From: "${'n'.repeat(64 * 1024)}" <`)],
];

describe.each(shapes)('messages %s', (_, shape) => {
  test('call the phone, hold it and hang up', async () => {
    server.connection.alters = shape;
    const { dialog, call } = await callAndAnswer(server, phone);
    expect(call.leg.peer.number).toBe('5551234');
    const reinvite = dialog.request('INVITE', { body: webrtcSdp({ direction: 'sendonly', setup: 'actpass', version: 2 }) });
    expect((await server.connection.response(reinvite)).statusCode).toBe(200);
    dialog.acknowledge(reinvite);
    expect(kindsOf(call.events)).toContain('held remote true');
    expect((await server.connection.response(dialog.request('BYE'))).statusCode).toBe(200);
    expect((await told(call, 'ended')).reason).toMatchObject({ kind: 'hung-up', by: 'remote' });
  });

  test('answer a call of the phone, and a change of it', async () => {
    server.connection.alters = shape;
    const { call } = await dialAndAnswer(server, phone);
    const holding = call.leg.hold(true);
    const reinvite = await server.next('INVITE');
    server.reply(reinvite, 200, {
      contact: server.connection.contact,
      body: answerTo(reinvite.body, { direction: 'recvonly', version: 2 }),
    });
    await holding;
    await call.leg.hangUp({});
    server.reply(await server.next('BYE'), 200);
  });
});

describe('a body in several parts (RFC 5621)', () => {
  const location = { type: 'application/pidf+xml', content: '<presence/>' };
  const isup = { type: 'application/isup', headers: ['Content-Disposition: signal;handling=optional'], content: '\u0001\u0002' };
  const parts = (sdp: string) => [location, { type: 'application/sdp', content: sdp }, isup];

  test('is understood in an INVITE, a re-INVITE and an UPDATE', async () => {
    const { dialog, call } = await callAndAnswer(server, phone, multipart(parts(webrtcSdp({ setup: 'actpass' }))));
    for (const [method, direction] of [
      ['INVITE', 'sendonly'],
      ['UPDATE', 'sendrecv'],
    ] as const) {
      const change = dialog.request(method, multipart(parts(webrtcSdp({ direction, setup: 'actpass', version: 2 }))));
      expect((await server.connection.response(change)).body).toContain('m=audio');
      if (method === 'INVITE') dialog.acknowledge(change);
      await expect.poll(() => kindsOf(call.events).at(-1)).toBe(`held remote ${direction === 'sendonly'}`);
    }
    await call.leg.hangUp({});
  });

  test('is understood in a 183 and a 200', async () => {
    const call = phone.dial();
    const invite = await server.next('INVITE');
    const content = { contact: server.connection.contact, ...multipart(parts(answerTo(invite.body))) };
    server.reply(invite, 183, content);
    expect(await told(call, 'audio')).toMatchObject({ early: true });
    server.reply(invite, 200, content);
    await told(call, 'confirmed');
    await server.next('ACK');
    await call.leg.hangUp({});
  });

  test('is understood in an ACK that answers our offer', async () => {
    const { invite, call } = await callPhone(server, phone, { body: '' });
    await call.leg.accept({});
    const ok = await server.connection.response(invite);
    expect(ok.body).toContain('m=audio');
    server.connection.dialog(invite, ok).acknowledge(invite, multipart(parts(answerTo(ok.body))));
    await told(call, 'confirmed');
    expect(phone.media.last.signaling).toBe('stable');
    await call.leg.hangUp({});
  });

  test.each([
    [
      'a part that is required and unknown',
      multipart([
        { ...isup, headers: ['Content-Disposition: signal;handling=required'] },
        { type: 'application/sdp', content: webrtcSdp() },
      ]),
    ],
    ['no boundary', { body: webrtcSdp(), contentType: 'multipart/mixed' }],
    ['nothing but another type', { body: 'x', contentType: 'application/isup' }],
    ['an encoding', { body: webrtcSdp(), headers: ['Content-Encoding: gzip'] }],
  ])('with %s is refused with 415, and the next call rings', async (_, content) => {
    const invite = beginCall(server, content);
    const refused = await server.connection.response(invite);
    expect([refused.statusCode, refused.getHeader('accept')]).toEqual([415, expect.stringContaining('application/sdp')]);
    server.connection.acknowledge(invite, refused);
    const { call } = await callAndAnswer(server, phone);
    await call.leg.hangUp({});
  });

  test('that never ends is read as far as it goes', async () => {
    const endless = {
      contentType: 'multipart/mixed;boundary=b',
      body: `--b\r\nContent-Type: application/sdp\r\n\r\n${webrtcSdp({ setup: 'actpass' })}`,
    };
    const { call } = await callAndAnswer(server, phone, endless);
    await call.leg.hangUp({});
    const hostile = beginCall(server, { ...endless, body: '--b\r\n'.repeat(13_000) });
    const { statusCode } = await server.connection
      .response(hostile, undefined, 1_000)
      .catch(() => server.connection.response(hostile, 180));
    expect(statusCode).toBe(180);
    server.connection.cancel(hostile);
  });
});

describe('what is no SIP message, or none for us', () => {
  test('ends neither the connection nor a call', async () => {
    const { dialog, call } = await dialAndAnswer(server, phone);
    for (const frame of Object.values(malformedFrames)) server.send(frame);
    server.connection.webSocket.send(Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]));
    expect((await server.connection.response(dialog.request('OPTIONS'))).statusCode).toBe(200);
    expect(kindsOf(call.events)).not.toContain('ended');
    await call.leg.hangUp({});
  });

  test.each([
    ['an extension that nobody here knows', ['Require: x-magic'], 420, ['unsupported', 'x-magic']],
    ['a session that is to end too soon', ['Supported: timer', 'Session-Expires: 30'], 422, ['min-se', '90']],
  ])('an INVITE with %s is refused', async (_, headers, status, [name, value]) => {
    const invite = beginCall(server, { headers });
    const refused = await server.connection.response(invite);
    expect([refused.statusCode, refused.getHeader(name!)]).toEqual([status, value]);
    server.connection.acknowledge(invite, refused);
  });

  test.each(['BYE', 'UPDATE', 'INFO', 'INVITE', 'REFER', 'PRACK', 'NOTIFY'])('a %s of no dialog gets 481', async (method) => {
    const { dialog, call } = await dialAndAnswer(server, phone);
    await call.leg.hangUp({});
    server.reply(await server.next('BYE'), 200);
    const headers = method === 'REFER' ? ['Refer-To: <sip:700@offhook.test>'] : method === 'NOTIFY' ? ['Event: refer'] : [];
    const request = dialog.request(method, { headers });
    expect((await server.connection.response(request)).statusCode).toBe(481);
  });
});
