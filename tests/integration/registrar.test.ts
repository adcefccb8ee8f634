import { describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import type { Kamailio } from '../pbx/kamailio.ts';
import { headerValues } from '../pbx/message.ts';
import { useOpened } from '../pbx/opened.ts';
import { openRawPhone } from '../pbx/raw-phone.ts';
import { webrtcSdp } from '../pbx/sdp.ts';
import { type Sipp, startSipp } from '../pbx/sipp.ts';
import { answers, challengesBye } from '../pbx/sipp-scenarios.ts';
import type { Peer } from '../pbx/sipp-steps.ts';
import { until } from './odd-phone.ts';
import { openWirePhone, type WirePhone, type WirePhoneOptions } from './wire-phone.ts';

const { kamailio: hasKamailio, sipp: hasSipp } = await ensurePeers({ install: false });

describe.skipIf(hasKamailio === null || hasSipp === null)('the phone at a Kamailio', () => {
  const { keep, start } = useOpened();

  async function peer(scenario: Peer, calls = 1): Promise<Sipp> {
    const sipp = await startSipp({ scenario, calls });
    keep({ close: () => sipp.stop() });
    return sipp;
  }

  const expectGood = async ({ done }: Sipp): Promise<void> => {
    const { exitCode, problem } = await done;
    expect({ exitCode, problem }).toEqual({ exitCode: 0, problem: '' });
  };

  function phone(server: { url: string }, options: Partial<WirePhoneOptions> = {}): WirePhone {
    return keep(openWirePhone({ servers: [server.url], ...options }));
  }

  /** How many requests of that method the server was sent. */
  const requests = (kamailio: Kamailio, method: string): number => kamailio.log().match(new RegExp(`request ${method} `, 'g'))?.length ?? 0;

  async function caller(server: { url: string }, user = '1002') {
    const raw = await openRawPhone({ url: server.url, user, password: `secret-${user}` });
    keep(raw);
    return raw;
  }

  describe('digest (RFC 7616, 8760)', () => {
    test.each(['MD5', 'SHA-256'] as const)('signs in by %s, and asks once only: the second call goes through at once', async (auth) => {
      const far = await peer(answers, 2);
      const kamailio = await start({ auth, upstream: far.address });
      const own = phone(kamailio);
      await own.registered();
      expect(requests(kamailio, 'REGISTER')).toBe(2);
      await own.hangUp(await own.talk());
      expect(requests(kamailio, 'INVITE')).toBe(2);
      await own.hangUp(await own.talk());
      expect(requests(kamailio, 'INVITE')).toBe(3);
      await expectGood(far);
    });

    test('says that the password is wrong, after one try', async () => {
      const kamailio = await start({ auth: 'SHA-256' });
      const own = phone(kamailio, { password: 'wrong' });
      await until('refused', () => own.phone.registration.kind === 'refused');
      expect(own.phone.registration).toMatchObject({ problem: { kind: 'wrong-password', code: 401 } });
      expect(requests(kamailio, 'REGISTER')).toBe(2);
    });

    test('goes on with a new nonce when the old one is too old', async () => {
      const far = await peer(answers, 2);
      const kamailio = await start({ nonceLifetime: 1, upstream: far.address });
      const own = phone(kamailio);
      await own.registered();
      await own.hangUp(await own.talk());
      await new Promise((resolve) => setTimeout(resolve, 2_100)); // Kamailio counts whole seconds, by its own clock.
      const before = requests(kamailio, 'INVITE');
      await own.hangUp(await own.talk());
      expect(requests(kamailio, 'INVITE')).toBe(before + 2);
      await expectGood(far);
    });

    test('answers a far end that asks for credentials for the BYE', async () => {
      const far = await peer(challengesBye);
      const kamailio = await start({ auth: 'none', upstream: far.address });
      const own = phone(kamailio);
      await own.registered();
      await own.hangUp(await own.talk());
      await expectGood(far);
    });
  });

  test('takes the Service-Route (RFC 3608) that the server insists on', async () => {
    const far = await peer(answers);
    const kamailio = await start({ serviceRoute: 'required', upstream: far.address });
    const own = phone(kamailio);
    await own.registered();
    await own.hangUp(await own.talk());
    await expectGood(far);
  });

  test('is registered once, as the same installation, after its socket broke (RFC 5626)', async () => {
    const kamailio = await start({ outbound: true });
    const instanceId = '00000000-0000-4000-8000-000a95a0e128';
    const own = phone(kamailio, { instanceId });
    await own.registered();
    const [first] = await kamailio.untilContacts('1001', 1);
    expect(first).toMatchObject({ instance: `<urn:uuid:${instanceId}>`, regId: 1 });
    await own.close();
    const again = phone(kamailio, { instanceId });
    await again.registered();
    expect(await kamailio.untilContacts('1001', 1)).toMatchObject([{ instance: first!.instance, regId: 1 }]);
  });

  test('is reached through an edge that adds a Path (RFC 3327)', async () => {
    const registrar = await start();
    const edge = await start({ edgeOf: registrar.address });
    const own = phone(edge);
    await own.registered();
    expect((await registrar.untilContacts('1001', 1))[0]!.path).toContain(edge.address);
    const raw = await caller(registrar);
    const asked = raw.ask('INVITE', 'sip:1001@127.0.0.1', { body: webrtcSdp({ setup: 'actpass' }) });
    await until('a call', () => own.incoming.length === 1);
    await own.incoming[0]!.answer();
    const { request, response } = await asked;
    expect(response.statusCode).toBe(200);
    expect(headerValues(response, 'Record-Route').join()).toContain(edge.address);
    raw.socket.dialog(request, response).acknowledge(request);
    await own.hangUp(own.incoming[0]!);
  });

  test('calls under its own address, by which it and no other of the same user is called back (GRUU, RFC 5627)', async () => {
    const kamailio = await start({ gruu: true });
    const [own, other] = [phone(kamailio), phone(kamailio)];
    await Promise.all([own.registered(), other.registered()]);
    const raw = await caller(kamailio);
    await raw.register();
    const call = own.phone.dial('1002');
    const invite = await raw.socket.inbox.next('INVITE');
    const [, gruu] = /<(sip:[^>]*;gr=[^>]*)>/.exec(invite.getHeader('contact') ?? '') ?? [];
    expect(gruu).toMatch(/^sip:1001@127\.0\.0\.1;.*gr=urn:uuid:/);
    raw.socket.reply(invite, 486);
    await until('ended', () => call.state.kind === 'ended');
    const asked = raw.ask('INVITE', gruu!.replace(/;alias=[^;>]*/, ''), { body: webrtcSdp({ setup: 'actpass' }) });
    await until('called back', () => own.incoming.length === 1);
    await own.incoming[0]!.decline();
    expect((await asked).response.statusCode).toBe(603);
    expect(other.incoming).toHaveLength(0);
  });

  test('calls a sips: address over TLS', async () => {
    const kamailio = await start({ auth: 'none' });
    const own = phone({ url: kamailio.secureUrl }, { ca: kamailio.certificate });
    await own.registered();
    const call = own.phone.dial('sips:404@127.0.0.1');
    await until('ended', () => call.state.kind === 'ended');
    expect(await kamailio.logged(/request INVITE/)).toMatch(/request INVITE sips:404@127\.0\.0\.1 from wss:/);
    expect(call.state).toMatchObject({ reason: { code: expect.any(Number) } });
  });
});
