import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contactUri } from './dialog.ts';
import { answerChallenge, digestAlgorithms, digestParameters, isRightAnswer } from './digest.ts';
import { headerValues, parse, replyText, tagFor } from './message.ts';
import {
  malformedFrames,
  withBareLineFeeds,
  withCompactForms,
  withFoldedLines,
  withHeaders,
  withLongHeader,
  withOddNames,
} from './odd-messages.ts';
import { openRawPhone, type RawPhone } from './raw-phone.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';
import { answerTo, webrtcSdp } from './sdp.ts';

describe('a scripted server', () => {
  let server: ScriptedServer;
  const phones: RawPhone[] = [];
  beforeEach(async () => {
    server = await startScriptedServer();
  });
  afterEach(async () => {
    for (const each of phones.splice(0)) each.close();
    await server.stop();
  });

  async function connect(): Promise<RawPhone> {
    const phone = await openRawPhone({ url: server.url, user: '1001', password: 'secret' });
    phones.push(phone);
    return phone;
  }

  test('answers nothing by itself, and registers whom it is told to', async () => {
    const phone = await connect();
    const first = phone.register();
    const request = await server.next('REGISTER');
    server.reply(request, 423, { headers: ['Min-Expires: 60'] });
    expect((await first).getHeader('min-expires')).toBe('60');
    const stop = server.acceptRegistrations({ expires: 120, headers: ['Service-Route: <sip:127.0.0.1;lr>'] });
    const granted = await phone.register({ contactParameters: ';reg-id=1' });
    expect(granted.getHeader('contact')).toBe(`${phone.socket.contact};reg-id=1;expires=120`);
    expect(granted.getHeader('service-route')).toBe('<sip:127.0.0.1;lr>');
    expect((await phone.register({ expires: 0 })).hasHeader('contact')).toBe(false);
    stop();
    server.inbox.clear();
    const last = phone.register();
    server.reply(await server.next('REGISTER'), 403);
    expect((await last).statusCode).toBe(403);
  });

  test('challenges with three algorithms, and knows a right answer to each', async () => {
    const phone = await connect();
    const asked = phone.ask('OPTIONS', 'sip:127.0.0.1');
    const nonce = server.challenge(await server.next('OPTIONS'), { challenge: { opaque: 'o', stale: true } });
    const again = await server.next('OPTIONS');
    server.reply(again, 200);
    const challenge = phone.socket.inbox.all[0]!;
    const challenges = headerValues(challenge, 'Proxy-Authenticate');
    expect(challenges.map((header) => digestParameters(header).algorithm)).toEqual([...digestAlgorithms]);
    expect(digestParameters(again.getHeader('proxy-authorization') ?? '')).toMatchObject({ nonce, nc: '00000001', opaque: 'o' });
    expect((await asked).response.statusCode).toBe(200);
    for (const header of challenges) {
      const answer = answerChallenge(header, { user: '1001', password: 'secret', method: 'OPTIONS', uri: 'sip:127.0.0.1' });
      expect(isRightAnswer(answer, { password: 'secret', method: 'OPTIONS' })).toBe(true);
      expect(isRightAnswer(answer, { password: 'other', method: 'OPTIONS' })).toBe(false);
    }
  });

  test('calculates digests as RFC 7616 3.9.1 does', () => {
    const common =
      'username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth';
    const password = 'Circle of Life';
    for (const [algorithm, response] of [
      ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
      ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
    ])
      expect(isRightAnswer(`Digest ${common}, algorithm=${algorithm}, response="${response}"`, { password, method: 'GET' })).toBe(true);
  });

  test('calls the phone and is called by it', async () => {
    const phone = await connect();
    server.acceptRegistrations();
    await phone.register();
    const invite = server.connection.begin('INVITE', contactUri(await server.next('REGISTER')), {
      from: '"Ann" <sip:5551234@offhook.test>',
      to: '<sip:1001@offhook.test>',
      body: webrtcSdp({ setup: 'actpass' }),
    });
    const ringing = await phone.socket.inbox.next('INVITE');
    expect(ringing.from.displayName).toBe('Ann');
    phone.socket.reply(ringing, 180);
    await server.connection.response(invite, 180);
    const theirs = phone.socket.accept(ringing, answerTo(ringing.body));
    const ours = server.connection.dialog(invite, await server.connection.response(invite));
    ours.acknowledge(invite);
    await phone.socket.inbox.next('ACK');
    const update = ours.request('UPDATE', { headers: ['Session-Expires: 90;refresher=uas'] });
    phone.socket.reply(await phone.socket.inbox.next('UPDATE'), 200);
    await server.connection.response(update);
    const bye = theirs.request('BYE');
    const heard = await server.next('BYE');
    expect([heard.callId, heard.fromTag, heard.toTag]).toEqual([invite.callId, tagFor(ringing), invite.fromTag]);
    server.reply(heard, 200);
    expect((await phone.socket.response(bye)).statusCode).toBe(200);
    const asked = phone.ask('INVITE', 'sip:600@offhook.test', { body: webrtcSdp({ setup: 'actpass' }) });
    const incoming = await server.next('INVITE');
    server.reply(incoming, 183, { toTag: 'one', body: answerTo(incoming.body) });
    server.connectionOf(incoming).accept(incoming, answerTo(incoming.body), { toTag: 'two' });
    expect((await asked).response.toTag).toBe('two');
  });

  test('is cancelled', async () => {
    const phone = await connect();
    const invite = phone.socket.begin('INVITE', 'sip:600@offhook.test', { from: '<sip:1001@offhook.test>' });
    const incoming = await server.next('INVITE');
    server.reply(incoming, 100);
    const cancel = phone.socket.cancel(invite, { headers: ['Reason: SIP;cause=200'] });
    const heard = await server.next('CANCEL');
    expect(heard.viaBranch).toBe(incoming.viaBranch);
    server.reply(heard, 200);
    server.reply(incoming, 487);
    expect((await phone.socket.response(cancel)).statusCode).toBe(200);
    const refused = await phone.socket.response(invite);
    phone.socket.acknowledge(invite, refused);
    expect((await server.next('ACK')).toTag).toBe(refused.toTag);
  });

  test('answers pings or keeps silent', async () => {
    const talkative = await connect();
    talkative.socket.ping();
    await expect.poll(() => talkative.socket.pongs).toBe(1);
    server.answersPings = false;
    const other = await connect();
    other.socket.ping();
    await expect.poll(() => server.connection.pings).toBe(1);
    other.socket.begin('OPTIONS', 'sip:127.0.0.1', { from: '<sip:1001@127.0.0.1>' });
    server.reply(await server.next('OPTIONS'), 200);
    await other.socket.inbox.next('200 OPTIONS');
    expect(other.socket.pongs).toBe(0);
  });

  test('closes with a code, or like a cut line', async () => {
    for (const [code, seen] of [
      [1001, 1001],
      [4000, 4000],
      [null, 1006],
    ] as const) {
      const phone = await connect();
      const closed = once(phone.socket.webSocket, 'close');
      server.connection.close(code, code === null ? '' : 'because');
      expect((await closed)[0]).toBe(seen);
    }
  });

  test('refuses connections in every way, goes down, and comes up where it was', async () => {
    server.refuses = 503;
    await expect(connect()).rejects.toThrow('503');
    server.refuses = null;
    server.speaksSip = false;
    await expect(connect()).rejects.toThrow('subprotocol');
    server.speaksSip = true;
    await connect();
    const { url } = server;
    await server.stop();
    await expect(connect()).rejects.toThrow('ECONNREFUSED');
    await server.start();
    expect(server.url).toBe(url);
    const made = server.connections.length;
    const next = server.untilConnections(made + 1);
    await connect();
    expect((await next).webSocket.readyState).toBe(1);
  });

  test('says what came when what should have did not', async () => {
    const phone = await connect();
    phone.socket.begin('OPTIONS', 'sip:127.0.0.1', { from: '<sip:1001@127.0.0.1>' });
    await expect(server.next('INVITE', 200)).rejects.toThrow('No INVITE within 200 ms. Unread: OPTIONS');
  });

  test('writes odd messages that mean the same', async () => {
    const phone = await connect();
    const request = phone.socket.begin('INVITE', 'sip:600@offhook.test', { from: '<sip:1001@offhook.test>', body: webrtcSdp() });
    const text = replyText(request, 200, { contact: '<sip:far@127.0.0.1>', body: webrtcSdp() });
    const plain = parse(text)!;
    for (const odd of [
      withCompactForms(text),
      withFoldedLines(text),
      withOddNames(text),
      withHeaders(text, 'X-A: 1'),
      withLongHeader(text),
    ]) {
      expect(odd).not.toBe(text);
      server.send(odd);
      const heard = await phone.socket.inbox.next('200 INVITE');
      expect([heard.callId, heard.toTag, heard.cseq, heard.body]).toEqual([plain.callId, plain.toTag, plain.cseq, plain.body]);
    }
    expect(withCompactForms(text)).toMatch(/\r\ni: .*\r\n/);
    expect(withLongHeader(text).length).toBeGreaterThan(64 * 1024);
    expect(withBareLineFeeds(text).split('v=0')[0]).not.toContain('\r');
    for (const frame of Object.values(malformedFrames)) server.send(frame);
    server.send(text);
    await phone.socket.inbox.next(({ callId }) => callId === request.callId);
  });
});
