import { describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import type { RegistrationState } from '../../shared/registration.ts';
import { useOpened } from '../pbx/opened.ts';
import { freePort } from '../pbx/ports.ts';
import { startScriptedServer } from '../pbx/scripted-server.ts';
import { startSipp } from '../pbx/sipp.ts';
import { answers } from '../pbx/sipp-scenarios.ts';
import { until } from './odd-phone.ts';
import { openWirePhone, type WirePhone } from './wire-phone.ts';

const { kamailio: hasKamailio, sipp: hasSipp } = await ensurePeers({ install: false });

describe.skipIf(hasKamailio === null || hasSipp === null)('a phone that has several Kamailios', () => {
  const { keep, start } = useOpened();

  /** Half a minute between two looks at a server passes in half a second. */
  function phone(...servers: [string, ...string[]]): { own: WirePhone; states: RegistrationState[] } {
    const own = openWirePhone({ servers, haste: 60 });
    keep(own);
    const states: RegistrationState[] = [];
    own.phone.on('registration', ({ new: state }) => states.push(state));
    return { own, states };
  }

  test('goes on at the second at once when the first crashes, and returns when that is back', async () => {
    const [first, second] = [await start(), await start()];
    const { own, states } = phone(first.url, second.url);
    await own.registered();
    states.length = 0;
    await first.stop('SIGKILL');
    await own.registered(second.url);
    // Neither a pause, which is `waiting`, nor another try at the one that is gone.
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'registering', 'registered']);
    expect(await second.contacts('1001')).toHaveLength(1);
    await first.start();
    await own.registered();
    expect(await first.contacts('1001')).toHaveLength(1);
    await second.untilContacts('1001', 0);
  });

  test('does not wait long for one that takes connections and says nothing', async () => {
    const deaf = await startScriptedServer();
    keep({ close: () => deaf.stop() });
    deaf.isDeaf = true;
    const second = await start();
    const { own } = phone(`ws://127.0.0.1:${deaf.port}`, second.url);
    await own.registered(second.url); // before the ten seconds are over that an answer to REGISTER may take
  });

  test.each([503, 500, 480])('goes on when the first answers %i to REGISTER, and asks it for no call', async (status) => {
    const refusing = await startScriptedServer();
    keep({ close: () => refusing.stop() });
    refusing.onRequest((request, reply) => reply(request.method === 'REGISTER' ? status : 503, { headers: ['Retry-After: 3600'] }));
    const second = await start();
    const { own, states } = phone(`ws://127.0.0.1:${refusing.port}`, second.url);
    await own.registered(second.url);
    expect(states.map(({ kind }) => kind)).not.toContain('waiting');
  });

  test('waits when all are gone, and takes whichever comes back', async () => {
    const [first, second] = [await start(), await start()];
    const { own } = phone(first.url, second.url);
    await own.registered();
    await Promise.all([first.stop('SIGKILL'), second.stop('SIGKILL')]);
    await until('waiting', () => own.phone.registration.kind === 'waiting');
    await second.start();
    await own.registered(second.url);
  });

  test('keeps its call: the edge that is left takes it on, and the phone returns only when it is over', async () => {
    const far = await startSipp({ scenario: answers, timeoutMs: 20_000 });
    keep({ close: () => far.stop() });
    const registrar = await start({ upstream: far.address });
    const first = await start({ edgeOf: registrar.address });
    const places = [first.address, `127.0.0.1:${first.ports.ws}`];
    const second = await start({ edgeOf: registrar.address, standsInFor: places });
    const { own } = phone(first.url, second.url);
    await own.registered();
    const call = await own.talk();
    await registrar.logged(/request ACK/); // or it would be lost with the edge, and nobody repeats it
    await first.stop('SIGKILL');
    await own.registered(second.url);
    await second.logged(/request INVITE/);
    await until('a new path for the sound', () => own.media.last.asked.includes('restart'));
    await first.start();
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // three looks, if it looked
    expect(own.phone.registration).toMatchObject({ kind: 'registered', through: second.url });
    expect(call.state.kind).toBe('active');
    await own.hangUp(call);
    const { exitCode, problem, messages } = await far.done;
    expect({ exitCode, problem }).toEqual({ exitCode: 0, problem: '' });
    expect(messages.match(/^INVITE /gm)).toHaveLength(2);
    expect(messages.match(/^ACK /gm)).toHaveLength(2);
    await own.registered();
    expect(await registrar.contacts('1001')).toHaveLength(1);
  });

  test('is not lost on a server that was never there', async () => {
    const second = await start();
    const { own } = phone(`ws://127.0.0.1:${await freePort('127.0.0.1')}`, second.url);
    await own.registered(second.url);
    expect(await second.contacts('1001')).toHaveLength(1);
  });
});
