import { Invitation, Inviter } from 'sip.js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callIn, callOut, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** All texts that can be reached from something by properties and maps. What a whole user agent shares is no part of a call. */
function textsIn(root: object): string[] {
  const found = new Set<unknown>([root]);
  for (const each of found) {
    if (typeof each !== 'object' || each === null) continue;
    for (const value of each instanceof Map ? each.values() : []) found.add(value);
    for (const [name, value] of Object.entries(each))
      if (!/^(_?userAgent|core|transport|_?logger|loggerFactory)$/.test(name)) found.add(value);
  }
  return [...found].filter((each) => typeof each === 'string');
}

const descriptionsIn = (session: object) => textsIn(session).filter((text) => /^m=audio /m.test(text));

/** The session of the next call that is made. */
function nextInviter(): () => Inviter {
  const invite = vi.spyOn(Inviter.prototype, 'invite');
  return () => invite.mock.contexts[0] as Inviter;
}

it('a call that is up keeps no description of a session, nor the messages they came in', async () => {
  const bench = await setUpRegistered();
  const inviter = nextInviter();
  const { leg } = await callOut(bench);
  expect(descriptionsIn(inviter())).toEqual([]);
  await Promise.all([leg.hold(true), settle()]);
  await Promise.all([leg.hold(false), settle()]);
  await Promise.all([bench.far.session.invite(), settle()]);
  expect(descriptionsIn(inviter())).toEqual([]);
  expect(textsIn(inviter()).filter((text) => text.includes('SIP/2.0 200'))).toEqual([]);
});

it('one that came in keeps them as little', async () => {
  const bench = await setUpRegistered();
  const seen = vi.spyOn(Map.prototype, 'set');
  await callIn(bench);
  const invitation = seen.mock.calls.map(([key]) => key as unknown).find((key) => key instanceof Object && 'incomingInviteRequest' in key);
  expect(invitation).toBeInstanceOf(Invitation);
  expect(descriptionsIn(invitation as object)).toEqual([]);
});

it('a 2xx that comes again gets the same ACK again, to the INVITE and to a re-INVITE', async () => {
  const bench = await setUpRegistered();
  const answers: string[] = [];
  bench.wire.alters = (text) => {
    if (/^SIP\/2\.0 200 [\s\S]*^CSeq: \d+ INVITE/m.test(text)) answers.push(text);
    return text;
  };
  bench.far.answerCalls((invitation) => void invitation.accept());
  const leg = bench.line.invite('sip:600@memory', {});
  await settle();
  await Promise.all([leg.hold(true), settle()]);
  const acks = () => bench.wire.crossings.map(({ text }) => text).filter((text) => text.startsWith('ACK '));
  const sent = acks();
  expect(sent).toHaveLength(2);
  for (const answer of answers.slice(0, 2)) bench.wire.send('far', answer);
  await settle();
  expect(acks()).toEqual([...sent, ...sent]);
});

it('a refused change leaves the next one as it would have been', async () => {
  const bench = await setUpRegistered();
  const { leg } = await callOut(bench);
  bench.wire.proxy = ({ method }) => (method === 'INVITE' ? { status: 488 } : undefined);
  const [refused] = await Promise.all([leg.hold(true).catch((error: Error) => error), settle()]);
  expect(refused).toMatchObject({ reason: 'rejected', code: 488 });
  bench.wire.proxy = () => undefined;
  await Promise.all([leg.hold(true), settle()]);
  expect(bench.wire.last('> INVITE')).toMatch(/^a=sendonly\r$/m);
});

it('another branch that answers as well is told goodbye', async () => {
  const bench = await setUpRegistered();
  let answer = '';
  bench.wire.alters = (text) => {
    if (/^SIP\/2\.0 200 [\s\S]*^CSeq: \d+ INVITE/m.test(text)) answer ||= text;
    return text;
  };
  const { leg } = await callOut(bench);
  bench.wire.send('far', answer.replace(/^(To: .*;tag=)[^;\r]+/m, '$1another'));
  await settle();
  expect(bench.wire.log.slice(-3)).toEqual(expect.arrayContaining(['> ACK', '> BYE']));
  expect(bench.wire.last('> BYE')).toMatch(/^To: .*;tag=another\r$/m);
  await Promise.all([leg.hold(true), settle()]);
});
