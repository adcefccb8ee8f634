import { expect, test } from 'vitest';
import { defaultOutgoingRules } from '../../../shared/default-rules.ts';
import type { OutgoingRules } from '../../../shared/rules.ts';
import { isWithin } from '../../../shared/schedule.ts';
import { autoAnswerWish } from './auto-answer.ts';
import { applyDialPlan, isDialPattern } from './dial-plan.ts';
import { decideRedirect } from './redirect.ts';

const germany: OutgoingRules = { ...defaultOutgoingRules, countryCode: '49' };

test.each<[string, Partial<OutgoingRules>, string]>([
  ['1002', {}, '1002'],
  ['*97', {}, '*97'],
  ['0301234567', {}, '+49301234567'],
  ['0043123456', {}, '+43123456'],
  ['+43123456', {}, '+43123456'],
  ['0301234567', { countryCode: '' }, '0301234567'],
  ['0301234567', { outsidePrefix: '0' }, '00049301234567'],
  ['+43123456', { outsidePrefix: '9' }, '90043123456'],
  ['1002', { outsidePrefix: '9' }, '1002'],
  ['5551', { rewrites: [{ pattern: '555X', to: '+1800555' }] }, '+1800555'],
  ['7301234', { rewrites: [{ pattern: '7(XX.)', to: '0$1' }] }, '0301234'],
  ['112', { rewrites: [{ pattern: '1', to: '9' }] }, '112'],
])('%s is dialled by %o as %s', (number, change, dialled) => {
  expect(applyDialPlan(number, { ...germany, ...change })).toBe(dialled);
});

test('a pattern whose brackets do not match is told and never applied', () => {
  expect(isDialPattern('(X')).toBe(false);
  expect(isDialPattern('X)(')).toBe(false);
  expect(isDialPattern('0(NX.)')).toBe(true);
  expect(applyDialPlan('0301234567', { ...germany, rewrites: [{ pattern: '(.', to: 'x' }] })).toBe('+49301234567');
});

test.each<[string[], string[], OutgoingRules['redirects'], string]>([
  [['sip:b@pbx.example'], ['sip:a@pbx.example'], 'domain', 'sip:b@pbx.example'],
  [['sip:b@elsewhere.example'], ['sip:a@pbx.example'], 'domain', 'policy'],
  [['sip:b@elsewhere.example'], ['sip:a@pbx.example'], 'always', 'sip:b@elsewhere.example'],
  [['sip:b@pbx.example'], ['sip:a@pbx.example'], 'never', 'policy'],
  [['sip:b@PBX.example:5061;transport=ws?Replaces=1'], ['sip:a@pbx.example'], 'domain', 'sip:b@PBX.example:5061;transport=ws'],
  [['sip:a@pbx.example', 'sip:b@pbx.example'], ['sip:a@pbx.example'], 'domain', 'sip:b@pbx.example'],
  [['sip:A@pbx.example;x=1'], ['sip:a@pbx.example'], 'domain', 'loop'],
  [['tel:123', 'http://evil.example'], [], 'always', 'nowhere'],
  [['sip:g@pbx.example'], ['a', 'b', 'c', 'd', 'e', 'f'].map((user) => `sip:${user}@pbx.example`), 'always', 'loop'],
])('a redirection to %o after %o under "%s" ends in %s', (contacts, tried, policy, expected) => {
  const decision = decideRedirect({ contacts, tried, domain: 'pbx.example' }, policy);
  expect(decision.kind === 'follow' ? decision.uri : decision.why).toBe(expected);
});

const none = { callInfo: [], alertInfo: [], answerMode: [] };
test.each([
  [none, null],
  [{ ...none, callInfo: ['<sip:pbx.example>;answer-after=3'] }, { after: 3 }],
  [{ ...none, callInfo: ['<sip:pbx.example>;answer-after=999999'] }, null],
  [{ ...none, callInfo: ['<sip:pbx.example>;answer-after=99'] }, { after: 60 }],
  [{ ...none, alertInfo: ['<http://x>;info=alert-autoanswer;delay=0'] }, { after: 0 }],
  [{ ...none, answerMode: ['Auto;require'] }, { after: 0 }],
  [{ ...none, answerMode: ['Manual'] }, null],
  [{ ...none, alertInfo: ['<http://x/ring.wav>'] }, null],
])('headers %o ask to be answered %o', (headers, wish) => {
  expect(autoAnswerWish(headers)).toEqual(wish);
});

test('a period over midnight belongs to the evening it began', () => {
  const night = [{ days: [5], from: 22 * 60, to: 6 * 60 }];
  expect(isWithin(night, new Date(2026, 10, 20, 23, 0))).toBe(true);
  expect(isWithin(night, new Date(2026, 10, 21, 5, 59))).toBe(true);
  expect(isWithin(night, new Date(2026, 10, 21, 6, 0))).toBe(false);
  expect(isWithin(night, new Date(2026, 10, 21, 23, 0))).toBe(false);
});
