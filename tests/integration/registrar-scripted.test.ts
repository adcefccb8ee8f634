import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestParameters, isRightAnswer } from '../pbx/digest.ts';
import { headerValues, type SipRequest } from '../pbx/message.ts';
import { type ScriptedServer, startScriptedServer } from '../pbx/scripted-server.ts';
import { answerTo } from '../pbx/sdp.ts';
import { nextOf, until } from './odd-phone.ts';
import { openWirePhone, type WirePhone } from './wire-phone.ts';

/** What no Kamailio does on request, over a real WebSocket. */
describe('a phone at a server that a test scripts', () => {
  let server: ScriptedServer;
  let own: WirePhone;
  beforeEach(async () => {
    server = await startScriptedServer();
  });
  afterEach(async () => {
    await own.close();
    await server.stop();
  });

  const isRight = (request: SipRequest, header: string, nonce: string): boolean =>
    headerValues(request, header).some(
      (value) =>
        digestParameters(value).nonce === nonce &&
        isRightAnswer(value, { password: 'secret-1001', method: request.method, body: request.body }),
    );

  test('answers 401 with every algorithm there is by the strongest, and 407 of the call as well', async () => {
    const offered = ['MD5', 'SHA3-256', 'SHA-256-sess', 'SHA-512-256', 'SHA-256'];
    server.onRequest((request) => {
      if (request.method === 'REGISTER' && !request.hasHeader('authorization'))
        server.challenge(request, { algorithms: offered, challenge: { nonce: 'first', qop: 'auth,auth-int' } });
      if (request.method === 'INVITE' && !request.hasHeader('proxy-authorization'))
        server.challenge(request, { algorithms: ['SHA-256'], challenge: { realm: 'proxy', nonce: 'call', qop: 'auth-int' } });
    });
    own = openWirePhone({ servers: [server.url] });
    await server.next('REGISTER');
    const register = await server.next('REGISTER');
    expect(digestParameters(register.getHeader('authorization')!).algorithm).toBe('SHA-512-256');
    expect(isRight(register, 'Authorization', 'first')).toBe(true);
    server.reply(register, 200, { headers: [`Contact: ${register.getHeader('contact')}`] });
    await own.registered();
    const call = own.phone.dial('600');
    const [challenged, invite] = [await server.next('INVITE'), await server.next('INVITE')];
    expect([challenged, invite].map(({ cseq }) => cseq)).toEqual([1, 2]);
    expect(isRight(invite, 'Proxy-Authorization', 'call')).toBe(true);
    server.connection.accept(invite, answerTo(invite.body));
    const [ofRefusal, ack] = [await nextOf(server, invite, 'ACK'), await nextOf(server, invite, 'ACK')];
    expect([ofRefusal, ack].map(({ cseq }) => cseq)).toEqual([1, 2]);
    expect(headerValues(ack, 'Proxy-Authorization')).toEqual(headerValues(invite, 'Proxy-Authorization'));
    await until('in call', () => call.state.kind === 'active');
    const hungUp = call.hangUp();
    const bye = await nextOf(server, invite, 'BYE');
    server.challenge(bye, { algorithms: ['SHA-256'], challenge: { realm: 'proxy', nonce: 'bye' } });
    const again = await nextOf(server, invite, 'BYE');
    expect(again.cseq).toBe(bye.cseq + 1);
    expect(isRight(again, 'Proxy-Authorization', 'bye')).toBe(true);
    server.reply(again, 200);
    await hungUp;
    server.acceptRegistrations();
  });

  test('takes the next nonce from the 200, and keeps the connection as warm as the server wants', async () => {
    server.acceptRegistrations({ headers: ['Flow-Timer: 1', 'Authentication-Info: nextnonce="second"'] });
    server.onRequest((request) => {
      if (request.method === 'OPTIONS') server.reply(request, 200);
    });
    const stop = server.onRequest((request) => {
      if (request.method === 'REGISTER' && !request.hasHeader('authorization'))
        server.challenge(request, { challenge: { nonce: 'first' } });
    });
    own = openWirePhone({ servers: [server.url] });
    await own.registered();
    stop();
    await until('a ping', () => server.connection.pings >= 2, 3_000);
    await own.close();
    const farewell = server.inbox.all.findLast(({ method }) => method === 'REGISTER') as SipRequest;
    expect(farewell.getHeader('contact')).toContain('expires=0');
    expect(isRight(farewell, 'Authorization', 'second')).toBe(true);
    expect(digestParameters(farewell.getHeader('authorization')!).nc).toBe('00000001');
  });

  test('registers once more without a flow where the first hop knows none (439)', async () => {
    server.onRequest((request) => {
      if (request.getHeader('contact')?.includes('reg-id=')) server.reply(request, 439);
      else server.reply(request, 200, { headers: [`Contact: ${request.getHeader('contact')}`] });
    });
    own = openWirePhone({ servers: [server.url] });
    await own.registered();
    const registers = server.inbox.all.filter(({ method }) => method === 'REGISTER');
    expect(registers.map((register) => /reg-id=\d/.exec(register.getHeader('contact') ?? '')?.[0])).toEqual(['reg-id=1', undefined]);
  });
});
