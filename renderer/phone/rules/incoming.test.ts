import { expect, test } from 'vitest';
import { defaultIncomingRules } from '../../../shared/default-rules.ts';
import type { IncomingRules } from '../../../shared/rules.ts';
import { growth } from '../../../tests/growth.ts';
import { decideIncoming, type IncomingFacts, type PhoneFacts } from './incoming.ts';
import { matchesCaller } from './pattern.ts';
import { decideTransferRequest, isTrusted } from './trust.ts';

const caller: IncomingFacts = { number: '1002', uri: 'sip:1002@pbx.example', host: 'pbx.example', isAnonymous: false, autoAnswer: null };
/** A Wednesday, 10:30 local time. */
const phone: PhoneFacts = { liveCalls: 0, callLimit: 8, callWaiting: true, domain: 'pbx.example', now: new Date(2026, 10, 18, 10, 30) };
const rules = (change: Partial<IncomingRules>): IncomingRules => ({ ...defaultIncomingRules, ...change });
const dnd = (change: Partial<IncomingRules['doNotDisturb']>) =>
  rules({ doNotDisturb: { ...defaultIncomingRules.doNotDisturb, ...change } });
const forward = (change: Partial<IncomingRules['forward']>) => ({ ...defaultIncomingRules.forward, ...change });
const officeHours = { days: [1, 2, 3, 4, 5], from: 9 * 60, to: 17 * 60 };

test.each<[string, Partial<IncomingFacts>, IncomingRules, Partial<PhoneFacts>, string]>([
  ['nothing set', {}, rules({}), {}, 'ring'],
  ['blocked by number', {}, rules({ blocked: ['1002'] }), {}, 'refuse decline blocked'],
  ['blocked by pattern', { number: '+49301234' }, rules({ blocked: ['+49*'] }), {}, 'refuse decline blocked'],
  ['blocked beats forwarding', {}, rules({ blocked: ['1002'], forward: forward({ always: '1003' }) }), {}, 'refuse decline blocked'],
  ['another caller is not blocked', {}, rules({ blocked: ['10'] }), {}, 'ring'],
  ['anonymous', { isAnonymous: true }, rules({ rejectsAnonymous: true }), {}, 'refuse decline anonymous'],
  ['do not disturb', {}, dnd({ isOn: true }), {}, 'refuse busy do-not-disturb'],
  ['do not disturb, declining', {}, dnd({ isOn: true, answer: 'decline' }), {}, 'refuse decline do-not-disturb'],
  ['do not disturb by schedule', {}, dnd({ schedule: [officeHours] }), {}, 'refuse busy do-not-disturb'],
  ['outside the schedule', {}, dnd({ schedule: [officeHours] }), { now: new Date(2026, 10, 18, 20, 0) }, 'ring'],
  ['an exception rings', {}, dnd({ isOn: true, exceptions: ['100*'] }), {}, 'ring'],
  ['to voicemail', {}, { ...dnd({ isOn: true, answer: 'voicemail' }), voicemail: '*97' }, {}, 'redirect *97 do-not-disturb'],
  ['to a voicemail that is not set', {}, dnd({ isOn: true, answer: 'voicemail' }), {}, 'refuse busy do-not-disturb'],
  ['forward always', {}, rules({ forward: forward({ always: '1003' }) }), {}, 'redirect 1003 forward-always'],
  ['no call waiting', {}, rules({}), { liveCalls: 1, callWaiting: false }, 'refuse busy call-waiting'],
  ['no call waiting, no call', {}, rules({}), { callWaiting: false }, 'ring'],
  [
    'forward when busy',
    {},
    rules({ forward: forward({ busy: '1003' }) }),
    { liveCalls: 1, callWaiting: false },
    'redirect 1003 forward-busy',
  ],
  ['one call too many', {}, rules({}), { liveCalls: 8 }, 'refuse busy call-limit'],
  ['forward after a while', {}, rules({ forward: forward({ noAnswer: '1003' }) }), {}, 'ring forward 1003 after 20'],
  ['answers by itself', {}, rules({ autoAnswer: { isOn: true, after: 3, obeysHeaders: false } }), {}, 'ring answer after 3'],
  [
    'never puts a call on hold by itself',
    {},
    rules({ autoAnswer: { isOn: true, after: 3, obeysHeaders: false } }),
    { liveCalls: 1 },
    'ring',
  ],
  [
    'a trusted wish',
    { autoAnswer: { after: 0 } },
    rules({ autoAnswer: { isOn: false, after: 3, obeysHeaders: true } }),
    {},
    'ring answer after 0',
  ],
  ['a wish not obeyed', { autoAnswer: { after: 0 } }, rules({}), {}, 'ring'],
  [
    "a stranger's wish",
    { autoAnswer: { after: 0 }, host: 'evil.example' },
    rules({ autoAnswer: { isOn: false, after: 3, obeysHeaders: true } }),
    {},
    'ring',
  ],
])('%s', (_, facts, set, state, expected) => {
  expect(inWords(decideIncoming({ ...caller, ...facts }, set, { ...phone, ...state }))).toBe(expected);
});

function inWords(decision: ReturnType<typeof decideIncoming>): string {
  switch (decision.kind) {
    case 'refuse':
      return `refuse ${decision.mode} ${decision.by}`;
    case 'redirect':
      return `redirect ${decision.to} ${decision.by}`;
    case 'ring': {
      const answer = decision.answer ? ` answer after ${decision.answer.after}` : '';
      const forwarded = decision.forward ? ` forward ${decision.forward.to} after ${decision.forward.after}` : '';
      return `ring${answer}${forwarded}`;
    }
    default:
      return decision satisfies never;
  }
}

test.each<[string, string, boolean]>([
  ['1002', '1002', true],
  ['10', '1002', false],
  ['10*', '1002', true],
  ['*02', '1002', true],
  ['1*0*2', '1002', true],
  ['1002*', '1002', true],
  ['100*002', '1002', false],
  ['*', 'anyone', true],
  ['+49 (30) 12*', '+493012345', true],
  ['sip:Bob@Example.com', 'bob@example.com', true],
  ['*@example.com', 'bob@example.com', true],
  ['*@example.com', 'bob@example.com.evil', false],
  ['a.b', 'axb', false],
  [' ', '', false],
])('the pattern %s and the caller %s', (pattern, caller, expected) => {
  expect(matchesCaller(pattern, { number: caller, uri: '' })).toBe(expected);
  expect(matchesCaller(pattern, { number: '', uri: `sip:${caller}` })).toBe(expected);
});

test('a caller cannot make a pattern take long', () => {
  const match = (length: number) => matchesCaller(`${'*a'.repeat(100)}b`, { number: 'a'.repeat(length), uri: '' });
  expect(match(20_000)).toBe(false);
  expect(growth(match)).toBeLessThan(30);
});

test.each([
  ['pbx.example', true],
  ['PBX.example:5061', true],
  ['partner.example', true],
  ['evil.example', false],
  ['', false],
])('%s is trusted: %s', (host, expected) => {
  expect(isTrusted(host, { trustedDomains: ['', 'Partner.example'] }, 'pbx.example')).toBe(expected);
});

test.each([
  ['never', 'pbx.example', 'decline'],
  ['ask', 'pbx.example', 'ask'],
  ['trusted', 'pbx.example', 'accept'],
  ['trusted', 'evil.example', 'ask'],
] as const)('under "%s" a transfer asked by %s is to %s', (transferRequests, host, expected) => {
  expect(decideTransferRequest(host, rules({ transferRequests }), 'pbx.example')).toBe(expected);
});
