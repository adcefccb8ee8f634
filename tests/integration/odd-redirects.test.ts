import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../renderer/phone/call/call.ts';
import { redirectLimit } from '../../renderer/phone/rules/redirect.ts';
import { defaultOutgoingRules } from '../../shared/default-rules.ts';
import type { SipRequest } from '../pbx/message.ts';
import { answerTo } from '../pbx/sdp.ts';
import { acceptByes, until } from './odd-phone.ts';
import { server, useScriptedServer } from './odd-server.ts';
import { openWirePhone, type WirePhone } from './wire-phone.ts';

let phone: WirePhone;
useScriptedServer();
beforeAll(async () => {
  acceptByes(server);
  phone = openWirePhone({ servers: [server.url] });
  await phone.registered();
});
afterAll(() => phone?.close());
afterEach(() => {
  phone.phone.outgoing = defaultOutgoingRules;
});

const redirect = (invite: SipRequest, ...contacts: readonly string[]): void =>
  server.reply(invite, 302, { headers: contacts.map((contact) => `Contact: ${contact}`) });

/** Answers each INVITE by what is said of the user that it is for, until the call is over; returns whom it was for, in order. */
async function follow(call: Call, onInvite: (user: string, invite: SipRequest) => void): Promise<string[]> {
  const asked: string[] = [];
  const stop = server.onRequest((invite) => {
    if (invite.method !== 'INVITE') return;
    const user = String(invite.ruri?.user);
    asked.push(user);
    onInvite(user, invite);
  });
  await until('the end', () => call.state.kind === 'ended' || call.state.kind === 'active').finally(stop);
  return asked;
}

const reasonOf = ({ state }: Call): unknown => (state.kind === 'ended' ? state.reason : state);

describe('a call that is sent on (302)', () => {
  test('is made again, best first, and answered there', async () => {
    const call = phone.phone.dial('600');
    const told: string[] = [];
    call.on('redirected', ({ to }) => told.push(to));
    const asked = await follow(call, (user, invite) => {
      if (user === '600') redirect(invite, '<sip:601@127.0.0.1>;q=0.2, <sip:602@127.0.0.1>;q=0.9');
      else server.connection.accept(invite, answerTo(invite.body));
    });
    expect(asked).toEqual(['600', '602']);
    expect(told).toEqual(['sip:602@127.0.0.1']);
    expect(call.state.kind).toBe('active');
    await phone.hangUp(call);
  });

  test.each([
    ['to itself', (user: string) => [user], 1],
    ['back and forth', (user: string) => [user === '600' ? '601' : '600'], 2],
    ['on and on', (user: string) => [`${Number(user) + 1}`], redirectLimit + 1],
    ['back, or on and on', (user: string) => ['600', `${Number(user) + 1}`], redirectLimit + 1],
  ])('%s ends', async (_, next, count) => {
    const branches: (string | undefined)[] = [];
    const call = phone.phone.dial('600');
    const asked = await follow(call, (user, invite) => {
      branches.push(invite.viaBranch);
      redirect(invite, ...next(user).map((each) => `<sip:${each}@127.0.0.1>`));
    });
    expect(asked).toHaveLength(count);
    expect(reasonOf(call)).toMatchObject({ kind: 'redirected', by: 'remote', code: 302 });
    // Each refusal was acknowledged.
    const isAcknowledged = (branch: string | undefined) =>
      server.inbox.all.some(({ method, viaBranch }) => method === 'ACK' && viaBranch === branch);
    await until('every ACK', () => branches.every(isAcknowledged));
  });

  test.each([
    ['elsewhere', 'domain', '<sip:600@elsewhere.test>'],
    ['at all', 'never', '<sip:601@127.0.0.1>'],
    ['nowhere', 'always', ''],
    ['to what is no telephone', 'always', '<mailto:bob@127.0.0.1>'],
    ['to a broken address', 'always', '<<<sip:'],
  ] as const)('%s is not followed against the rules (%s)', async (_, redirects, contact) => {
    phone.phone.outgoing = { ...defaultOutgoingRules, redirects };
    const call = phone.phone.dial('600');
    const asked = await follow(call, (_user, invite) => redirect(invite, ...(contact ? [contact] : [])));
    expect(asked).toEqual(['600']);
    expect(reasonOf(call)).toMatchObject({ by: 'remote', code: 302 });
  });

  test('with headers for the next INVITE is followed without them', async () => {
    const call = phone.phone.dial('600');
    let invite: SipRequest | null = null;
    await follow(call, (user, request) => {
      if (user === '600') redirect(request, '<sip:601@127.0.0.1?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3&X-Evil=1>');
      else {
        invite = request;
        server.reply(request, 486);
      }
    });
    expect(invite!.data).not.toMatch(/Evil|Replaces:|to-tag/i);
    expect(reasonOf(call)).toMatchObject({ kind: 'busy' });
  });

  test('is over when it is hung up meanwhile', async () => {
    const call = phone.phone.dial('600');
    const first = await server.next('INVITE');
    redirect(first, '<sip:601@127.0.0.1>');
    const second = await server.next((message) => 'ruri' in message && message.method === 'INVITE' && message !== first);
    server.reply(second as SipRequest, 180, { contact: server.connection.contact });
    await until('ringing', () => call.state.kind === 'ringing');
    const hangingUp = phone.hangUp(call);
    const cancel = await server.next('CANCEL');
    server.reply(cancel, 200);
    server.reply(second as SipRequest, 487);
    await hangingUp;
    expect(reasonOf(call)).toMatchObject({ kind: 'cancelled', by: 'local' });
  });
});
