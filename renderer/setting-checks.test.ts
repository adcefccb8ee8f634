import { expect, test } from 'vitest';
import { FeatureCodes, IncomingRules, OutgoingRules } from '../shared/rules.ts';
import {
  checkCountryCode,
  checkDestination,
  checkDomain,
  checkFeatureCode,
  checkHeaderName,
  checkHeaderValue,
  checkInteger,
  checkOutsidePrefix,
  checkPattern,
  checkRewriteResult,
  checkSentence,
  checkTrunkPrefix,
  countryCodeOf,
} from './setting-checks.ts';

const account = { user: '1001', domain: 'pbx.example.com' };
const long = (length: number) => 'x'.repeat(length);

test.each([
  ['', null],
  ['601', null],
  [' +49 (30) 9018-20 ', null],
  ['*97', null],
  ['bob', null],
  ['sip:bob@example.com', null],
  ['1001', 'own-number'],
  ['sip:1001@pbx.example.com', 'own-number'],
  ['sip:1001@other.example', null],
  ['two words', 'no-destination'],
  ['http://example.com', 'no-destination'],
  ['mailto:bob', 'no-destination'],
  [long(257), 'too-long'],
])('a call sent on to %j: %s', (text, problem) => {
  expect(checkDestination(text, account)).toBe(problem);
});

test.each([
  ['+49900*', null],
  ['*@spam.example', null],
  ['anonymous', null],
  ['  ', 'empty'],
  ['* *', 'everyone'],
  ['4711', 'duplicate'],
  [long(257), 'too-long'],
])('the caller %j: %s', (text, problem) => {
  expect(checkPattern(text, ['4711'])).toBe(problem);
});

test.each([
  ['pbx.example.com', null],
  ['10.0.0.1', null],
  ['[2001:db8::1]', null],
  ['bücher.example', null],
  ['PBX.example.com', null],
  ['', 'empty'],
  ['bob@example.com', 'no-domain'],
  ['wss://example.com', 'no-domain'],
  ['*.example.com', 'no-domain'],
  ['known.example', 'duplicate'],
])('the domain %j: %s', (text, problem) => {
  expect(checkDomain(text, ['known.example'])).toBe(problem);
});

test.each([
  ['5', null],
  [' 120 ', null],
  ['4', 'out-of-range'],
  ['121', 'out-of-range'],
  ['', 'not-a-number'],
  ['-5', 'not-a-number'],
  ['1e2', 'not-a-number'],
  ['12.5', 'not-a-number'],
])('%j seconds of 5 to 120: %s', (text, problem) => {
  expect(checkInteger(text, { min: 5, max: 120 })).toBe(problem);
});

test.each([
  ['X-Ticket', null],
  ['x-desk', null],
  ['', 'empty'],
  ['Via', 'header-name'],
  ['X-', 'header-name'],
  ['X-A: b', 'header-name'],
  ['X-A\r\nVia', 'header-name'],
  ['X-KNOWN', 'duplicate'],
])('a header named %j: %s', (name, problem) => {
  expect(checkHeaderName(name, ['X-Known'])).toBe(problem);
});

test('a header’s value is one line', () => {
  expect(['4711', '', 'Grüße, „ja“', 'a\r\nVia: b', '\u0000', long(1025)].map(checkHeaderValue)).toEqual([
    null,
    null,
    null,
    'header-value',
    'header-value',
    'header-value',
  ]);
});

test('codes and prefixes are what can be dialled', () => {
  expect(['', '*72', '#21#', '72a', '1'.repeat(17)].map(checkFeatureCode)).toEqual([null, null, null, 'no-code', 'no-code']);
  expect(['', '0', '00', 'a', '12345'].map(checkTrunkPrefix)).toEqual([null, null, null, 'no-prefix', 'no-prefix']);
  expect(['', '9', '*9#', 'x'].map(checkOutsidePrefix)).toEqual([null, null, null, 'no-code']);
  expect(['0$1', '+1800555', 'bob', '', 'a b', '<x>'].map(checkRewriteResult)).toEqual([
    null,
    null,
    null,
    'dial-result',
    'dial-result',
    'dial-result',
  ]);
});

test('a country code may be typed as it stands before a number', () => {
  expect(['', '49', '+49', '0049', '+1 242', '0', '12345', 'DE'].map(checkCountryCode)).toEqual([
    null,
    null,
    null,
    null,
    null,
    'no-country-code',
    'no-country-code',
    'no-country-code',
  ]);
  expect(['+49', '0049', ' 49 ', '+1 242'].map(countryCodeOf)).toEqual(['49', '49', '49', '1242']);
});

test('a sentence for declined callers is short and said once', () => {
  expect(['Later.', ' ', long(201), 'Known.'].map((text) => checkSentence(text, ['Known.']))).toEqual([
    null,
    'empty',
    'too-long',
    'duplicate',
  ]);
});

test('what these let pass, the schemas take', () => {
  const { shape } = OutgoingRules;
  expect(shape.countryCode.safeParse(countryCodeOf('+1 242')).success).toBe(true);
  expect(shape.trunkPrefix.safeParse('0000').success).toBe(true);
  expect(shape.outsidePrefix.safeParse('*9#').success).toBe(true);
  expect(FeatureCodes.shape.voicemail.safeParse('*'.repeat(16)).success).toBe(true);
  expect(IncomingRules.shape.blocked.safeParse([long(256)]).success).toBe(true);
  expect(IncomingRules.shape.trustedDomains.safeParse([long(255)]).success).toBe(true);
});
