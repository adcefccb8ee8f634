import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type Kamailio, startKamailio } from '../pbx/kamailio.ts';
import { freePort } from '../pbx/ports.ts';
import { type Sipp, startSipp } from '../pbx/sipp.ts';
import * as scenarios from '../pbx/sipp-scenarios.ts';
import type { Peer } from '../pbx/sipp-steps.ts';
import { kindsOf, type OddCall, type OddPhone, openOddPhone, told, until } from './odd-phone.ts';

const { kamailio: hasKamailio, sipp: hasSipp } = await ensurePeers({ install: false });

/** What each odd peer expects of the phone stands in its scenario; SIPp judges it. */
describe.skipIf(hasKamailio === null || hasSipp === null)('the phone meets SIPp behind a Kamailio', () => {
  let kamailio: Kamailio;
  let phone: OddPhone;
  let port: number;
  let peer: Sipp | undefined;
  beforeAll(async () => {
    port = await freePort('127.0.0.1');
    kamailio = await startKamailio({ upstream: `127.0.0.1:${port}`, auth: 'none' });
    phone = await openOddPhone({ url: kamailio.url });
  });
  afterAll(async () => {
    await phone?.close();
    await kamailio?.stop();
  });
  beforeEach(() => {
    peer = undefined;
  });
  afterEach(() => peer?.stop());

  const begin = async (scenario: Peer, calls = 1): Promise<void> => {
    peer = await startSipp({ scenario, port, target: kamailio.address, timeoutMs: 8_000, calls });
  };
  const expectGood = async (): Promise<void> => {
    const { exitCode, problem } = await peer!.done;
    expect({ exitCode, problem }).toEqual({ exitCode: 0, problem: '' });
  };
  const dial = async (scenario: Peer): Promise<OddCall> => {
    await begin(scenario);
    return phone.dial();
  };
  const call = async (scenario: Peer): Promise<OddCall> => {
    const made = await dial(scenario);
    await told(made, 'confirmed').catch(async (error: Error) => {
      const { problem, messages } = await peer!.stop();
      throw new Error(`${error.message}. The peer says: ${problem || 'nothing'}, and had:\n${messages}`);
    });
    return made;
  };
  const beCalled = async (scenario: Peer): Promise<OddCall> => {
    const count = phone.incoming.length;
    await begin(scenario);
    await until('a call', () => phone.incoming.length > count);
    return phone.incoming.at(-1)!;
  };
  /** Kamailio's processes may let a BYE overtake the ACKs before it, which the scenario wants to see first. */
  const hangUp = async ({ leg }: OddCall, acks = 1): Promise<void> => {
    const count = async () => (await peer!.messages()).match(/^ACK /gm)?.length ?? 0;
    await expect.poll(count, { interval: 10 }).toBeGreaterThanOrEqual(acks);
    await leg.hangUp({});
    await expectGood();
  };
  const reasonOf = async (made: OddCall) => (await told(made, 'ended')).reason;
  const codeOf = (promise: Promise<unknown>) => promise.then(() => 'done').catch(({ reason, code }) => `${reason} ${code}`);
  const early = ({ events }: OddCall) => events.some((event) => event.kind === 'audio' && event.early);

  test.each([
    ['183 with a description', scenarios.earlyMedia, true],
    ['183 without a description', scenarios.progressWithoutMedia, false],
  ] as const)('%s', async (_, scenario, isEarly) => {
    const made = await call(scenario);
    expect(early(made)).toBe(isEarly);
    await hangUp(made);
  });

  test('a fork, of which one branch is heard early and the other answers: an ICE restart reaches it', async () => {
    const made = await call(scenarios.forkedRinging);
    expect(early(made)).toBe(true);
    await hangUp(made, 2);
    expect(phone.media.last.asked).toContain('restart');
  });

  test.each([
    ['two that answer', 2, scenarios.answeredTwice],
    ['407 on BYE', 1, scenarios.challengesBye],
  ])('%s', async (_, acks, scenario) => {
    await hangUp(await call(scenario), acks);
  });

  test.each([
    [481, [], { kind: 'refused', code: 481 }],
    [488, [], { kind: 'incompatible' }],
    [503, ['Retry-After: 2'], { kind: 'failed', code: 503 }],
  ] as const)('%i to an INVITE', async (status, headers, reason) => {
    expect(await reasonOf(await dial(scenarios.refuses(status, headers)))).toMatchObject(reason);
    await expectGood();
  });

  test('a CANCEL that is taken, and one that crosses the answer', async () => {
    for (const scenario of [scenarios.ringsUntilCancelled, scenarios.answersIntoCancel]) {
      const made = await dial(scenario);
      await told(made, 'rang');
      await made.leg.hangUp({});
      expect(await reasonOf(made)).toMatchObject({ kind: 'cancelled' });
      await expectGood();
    }
  });

  test.each([
    [488, 'rejected 488'],
    [491, 'done'],
    [481, 'rejected 481'],
  ])('%i to a re-INVITE', async (status, outcome) => {
    const made = await call(scenarios.refusesReinvite(status));
    expect(await codeOf(made.leg.hold(true))).toBe(outcome);
    await hangUp(made);
  });

  test('re-INVITEs that cross', async () => {
    const made = await call(scenarios.glare);
    await made.leg.hold(true);
    await hangUp(made);
  });

  test.each(['sendonly', 'inactive'] as const)('hold by %s', async (form) => {
    const made = await call(scenarios.holds(form, 100));
    await until('resumed', () => kindsOf(made.events).at(-1) === 'held remote false');
    expect(kindsOf(made.events)).toContain('held remote true');
    await hangUp(made);
  });

  test('a re-INVITE without a description', async () => {
    const made = await call(scenarios.reinvitesWithoutSdp);
    await until('our offer to be answered', () => phone.media.last.signaling === 'have-local-offer');
    await until('our offer to be answered', () => phone.media.last.signaling === 'stable');
    await hangUp(made);
  });

  test.each([
    ['success', [100, 200], 'done'],
    ['a busy target', [100, 486], 'rejected 486'],
    ['an overloaded target', [503], 'rejected 503'],
  ] as const)('a REFER that is reported as %s', async (_, statuses, outcome) => {
    const made = await call(scenarios.takesRefer(statuses));
    expect(await codeOf(made.leg.refer('sip:700@127.0.0.1', {}))).toBe(outcome);
    await hangUp(made);
  });

  test('a REFER that is never reported ends with the call', async () => {
    const made = await call(scenarios.takesRefer('silence'));
    const referring = codeOf(made.leg.refer('sip:700@127.0.0.1', {}));
    await expect.poll(async () => (await peer!.messages()).includes('SIP/2.0 202')).toBe(true);
    await hangUp(made);
    expect(await referring).toMatch(/^(wrong-state|timed-out)/);
  });

  test('a REFER that is refused', async () => {
    const made = await call(scenarios.refusesRefer(603));
    expect(await codeOf(made.leg.refer('sip:700@127.0.0.1', {}))).toBe('rejected 603');
    await hangUp(made);
  });

  test('a BYE into our re-INVITE, and one after theirs', async () => {
    const ours = await call(scenarios.byeIntoReinvite);
    expect(await codeOf(ours.leg.hold(true))).toMatch(/^wrong-state/);
    expect(await reasonOf(ours)).toMatchObject({ kind: 'hung-up', by: 'remote' });
    await expectGood();
    const theirs = await call(scenarios.reinviteThenBye);
    expect(await reasonOf(theirs)).toMatchObject({ kind: 'hung-up', by: 'remote' });
    await expectGood();
  });

  test.each([
    ['plainly', {}],
    ['with headers that nobody knows', { headers: scenarios.unknownHeaders }],
    ['with folded headers', { headers: scenarios.foldedHeaders }],
    ['with a session timer', { headers: ['Supported: timer', 'x: 90'] }],
  ])('a caller who calls %s', async (_, content) => {
    const made = await beCalled(scenarios.calls(content));
    await made.leg.accept({});
    await told(made, 'confirmed');
    await hangUp(made);
  });

  test('a caller who leaves the offer to us', async () => {
    const made = await beCalled(scenarios.offersLate);
    await made.leg.accept({});
    await told(made, 'confirmed');
    await hangUp(made);
  });

  test.each([
    ['415', { body: 'x', contentType: 'application/isup' }],
    ['420', { headers: ['Require: x-magic'] }],
    ['422', { headers: ['Supported: timer', 'Session-Expires: 20'] }],
  ])('a caller who is refused with %s', async (status, content) => {
    await begin(scenarios.isRefused(Number(status), content));
    await expectGood();
  });

  test.each([
    [{}, { kind: 'cancelled' }],
    [{ reason: 'SIP;cause=200;text="Call completed elsewhere"' }, { kind: 'answered-elsewhere' }],
  ])('a caller who gives up %j', async (options, reason) => {
    const made = await beCalled(scenarios.givesUp({ afterMs: 100, ...options }));
    expect(await reasonOf(made)).toMatchObject(reason);
    await expectGood();
  });
});
