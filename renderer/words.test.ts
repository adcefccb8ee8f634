import { describe, expect, test } from 'vitest';
import { SignInFileProblem, SignInProblem } from '../shared/account.ts';
import { CallNotice, EndReason } from '../shared/call.ts';
import { LineProblem, type RegistrationState } from '../shared/registration.ts';
import { t } from './i18n.ts';
import { bob, endReason, makeCall, makeRecord } from './testing/calls.ts';
import {
  callNoticeSentence,
  endDetail,
  endSentence,
  hostOf,
  nameOf,
  noticeSentence,
  numberOf,
  problemSentence,
  recordWords,
  registrationSentence,
  stateWords,
} from './words.ts';

/** A whole sentence: a capital, a quotation mark or a name first, a full stop last, and no placeholder or key left in it. */
const isSentence = (text: string) =>
  /^[\p{Lu}“b].*[.:]$/u.test(text.replace(/^pbx/, 'b')) && !/[{}]|undefined/.test(text) && text.includes(' ');

const server = 'wss://pbx.example.com:8089/ws';
const problem = (kind: LineProblem['kind'], detail = ''): LineProblem => ({ kind, code: null, detail });

describe('every member has a sentence', () => {
  const reasons = EndReason.shape.kind.options.flatMap((kind) => (['local', 'remote'] as const).map((by) => [kind, by] as const));
  test.each(reasons)('call ended: %s by %s', (kind, by) => {
    expect(endSentence({ kind, by, code: null, phrase: '' }, bob)).toSatisfy(isSentence);
  });
  test.each(LineProblem.shape.kind.options)('line: %s', (kind) => {
    expect(problemSentence(problem(kind), server)).toSatisfy(isSentence);
    expect(problemSentence(problem(kind, 'the gate is shut'), server)).toSatisfy(isSentence);
  });
  test.each(SignInProblem.options)('sign-in: %s', (kind) => {
    expect(t(`signInProblem.${kind}`)).toSatisfy(isSentence);
  });
  test.each(CallNotice.options)('call notice: %s', (kind) => {
    expect(t(`callNotice.${kind}`)).toSatisfy(isSentence);
  });
  test.each(SignInFileProblem.options)('sign-in file: %s', (kind) => {
    const sentence = noticeSentence({ kind: 'sign-in-file', file: 'a.json', problem: kind, detail: 'user' });
    expect(sentence).toSatisfy(isSentence);
    expect(sentence).toContain('a.json');
  });
});

test('an untrusted certificate is named as the cause, with the day in words and without the code', () => {
  const found = problem('certificate', 'the certificate of pbx expired on 2026-05-03 (CERT_HAS_EXPIRED)');
  expect(problemSentence(found, server)).toBe(
    'Could not reach pbx.example.com: the certificate of pbx expired on May 3, 2026. Tell the person who looks after it.',
  );
});

test('a wait says when the next try is due', () => {
  const state = { kind: 'waiting', attempt: 2, until: 8_000, problem: problem('timed-out') } as const;
  const sentence = (now: number) => registrationSentence(state, { server, isPractice: false }, now);
  expect(sentence(100)).toMatch(/^Could not reach pbx\.example\.com: .* Retrying in 8 s\.$/);
  expect(sentence(8_001)).toMatch(/Retrying now\.$/);
});

test('the sentence names the server that stands in, and the one that it stands in for', () => {
  const through = 'wss://pbx2.example.com/ws';
  const sentence = (state: RegistrationState) => registrationSentence(state, { server, isPractice: false }, 0);
  expect(sentence({ kind: 'registered', since: 0, through })).toMatch(
    /^Signed in through pbx2\.example\.com since .*, because pbx\.example\.com /,
  );
  expect(sentence({ kind: 'registered', since: 0, through: 'wss://pbx.example.com:9000/ws' })).toMatch(
    /through pbx\.example\.com:9000 .* pbx\.example\.com:8089 /,
  );
  expect(sentence({ kind: 'registered', since: 0 })).toMatch(/^Signed in at pbx\.example\.com since /);
  expect(sentence({ kind: 'connecting', attempt: 0, through })).toContain('pbx2.example.com');
  expect(sentence({ kind: 'waiting', attempt: 1, until: 0, problem: problem('timed-out'), through })).toContain('pbx2.example.com');
});

test('a refusal says that the phone has stopped trying, and what the server said', () => {
  const state = { kind: 'refused', problem: problem('forbidden', 'Account locked') } as const;
  expect(registrationSentence(state, { server, isPractice: false }, 0)).toMatch(/“Account locked”\. Offhook has stopped trying\.$/);
});

test('what the far end said about a failure is told, what it said about a normal end is not', () => {
  expect(endDetail({ kind: 'busy', by: 'remote', code: 486, phrase: 'Busy Here' })).toContain('Busy Here');
  expect(endDetail({ kind: 'hung-up', by: 'remote', code: 200, phrase: 'OK' })).toBe('');
});

test('what is asked of the far end and not answered yet is what the card says', () => {
  const talking = makeCall({ state: { kind: 'active', since: 0, hold: 'none' } });
  expect(stateWords(talking)).toBe('In call');
  expect(stateWords({ ...talking, pending: 'hold' })).toBe('Putting on hold…');
  expect(stateWords({ ...talking, state: { kind: 'active', since: 0, hold: 'both' } })).toBe('On hold on both sides');
});

test('a caller without a name is called by number, and the number is not told twice', () => {
  const nameless = { ...bob, name: '' };
  expect([nameOf(nameless), numberOf(nameless)]).toEqual(['1002', '']);
  expect([nameOf(bob), numberOf(bob)]).toEqual(['Bob', '1002']);
  expect(nameOf({ ...nameless, number: '', uri: '' })).toBe('Unknown caller');
});

test('markup in a name stays text', () => {
  expect(endSentence({ kind: 'busy', by: 'remote', code: null, phrase: '' }, { ...bob, name: '<b>{0}|@:app.name' })).toContain(
    '<b>{0}|@:app.name is busy',
  );
});

test.each([
  [486, 'That number is busy'],
  [603, 'was declined'],
  [404, 'no such number'],
  [480, 'Nobody answers there'],
  [500, 'could not be handed over. You are still in it'],
  [null, 'could not be handed over. You are still in it'],
])('a transfer that failed with %s says why, as far as that tells', (transferFailure, words) => {
  expect(callNoticeSentence(makeCall({ notice: 'transfer-failed', transferFailure }))).toContain(words);
  expect(callNoticeSentence(makeCall({ notice: 'hold-refused', transferFailure }))).toContain('did not accept the hold');
});

test('a server is called by its host', () => {
  expect([hostOf(server), hostOf('no url')]).toEqual(['pbx.example.com', 'no url']);
});

test.each([
  ['redirected', 'local', 'sip:1003@pbx.example.com', 'You sent Bob on to 1003.'],
  ['redirected', 'local', undefined, 'The call was sent on to another number.'],
  ['transferred', 'local', '1003', 'You handed Bob over to 1003.'],
  ['transferred', 'remote', undefined, 'Bob was handed over to somebody else.'],
  ['busy', 'remote', '1003', 'Bob is busy. Try again in a moment.'],
] as const)('%s by %s to %s is told as it is known', (kind, by, to, sentence) => {
  expect(endSentence({ kind, by, code: null, phrase: '', ...(to && { to }) }, bob)).toBe(sentence);
});

test('a past call says where the caller was sent, or handed over to', () => {
  const sentOn = makeRecord({ answeredAt: null, reason: { ...endReason('redirected', 'local'), to: 'sip:%31010@pbx.example.com' } });
  expect(recordWords(sentOn)).toBe('Sent on to 1010');
  expect(recordWords(makeRecord({ reason: { ...endReason('transferred', 'local'), to: '1003' } }))).toBe(
    'Incoming · 1 min · Transferred to 1003',
  );
  expect(recordWords(makeRecord({ reason: endReason('transferred') }))).toBe('Incoming · 1 min · Transferred');
});

test.each([
  [{ troubledSeconds: 0, cause: null }, 'Incoming · 1 min'],
  [{ troubledSeconds: 5, cause: 'jitter' }, 'Incoming · 1 min · Fair sound'],
  [{ troubledSeconds: 15, cause: 'loss' }, 'Incoming · 1 min · Poor sound'],
] as const)('a past call that had %j is told as: %s', (change, words) => {
  expect(recordWords(makeRecord({ quality: { mos: 4, lowestMos: 2, loss: 0, seconds: 60, ...change } }))).toBe(words);
});

test.each([
  [null, 'Transferring to 1003…'],
  [100, 'Transferring: calling 1003…'],
  [183, 'Transferring: 1003 is being rung…'],
  [200, 'Connecting them…'],
])('a transfer that has come to %s says so', (progress, words) => {
  const transfer = { kind: 'sending' as const, target: 'sip:1003@pbx.example.com', progress };
  expect(stateWords(makeCall({ state: { kind: 'active', since: 0, hold: 'local' }, pending: 'hold', transfer }))).toBe(words);
});
