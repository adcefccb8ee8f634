import { expect, it, test } from 'vitest';
import { defaultOutgoingRules } from '../../../shared/default-rules.ts';
import type { OutgoingRules } from '../../../shared/rules.ts';
import { targetUri } from './target.ts';

const account = { domain: 'pbx.example.com' };

test.each([
  ['600', 'sip:600@pbx.example.com'],
  ['+49 (0)30 / 123-45', 'sip:+493012345@pbx.example.com'],
  ['*72#', 'sip:*72%23@pbx.example.com'],
  ['alice', 'sip:alice@pbx.example.com'],
  ['bob.o_brien', 'sip:bob.o_brien@pbx.example.com'],
  ['sip:bob@other.example', 'sip:bob@other.example'],
  ['sips:bob@other.example:5061', 'sips:bob@other.example:5061'],
  ['bob@other.example', 'sip:bob@other.example'],
  ['sip:bob@other.example?Replaces=1%3Bto-tag%3D2', 'sip:bob@other.example'],
])('%s means %s', (text, uri) => {
  expect(targetUri(text, account)).toBe(uri);
});

it('refuses what means nothing, and what would mean more than a call', () => {
  const hostile = [
    '',
    ' ',
    'a b',
    '<script>',
    'alice\r\nVia: x',
    'javascript:alert(1)',
    'http://example.com',
    '@',
    'sip:@host',
    'a'.repeat(10_000),
  ];
  for (const text of hostile) {
    expect(() => targetUri(text, account), text.slice(0, 20)).toThrow(
      expect.objectContaining({ name: 'PhoneError', reason: 'bad-target' }),
    );
  }
});

test.each<[string, Partial<OutgoingRules>, string]>([
  ['0301234567', { countryCode: '49' }, 'sip:+49301234567@pbx.example.com'],
  ['*97', { countryCode: '49', outsidePrefix: '9' }, 'sip:*97@pbx.example.com'],
  ['5551', { rewrites: [{ pattern: '555X', to: 'helpdesk' }] }, 'sip:helpdesk@pbx.example.com'],
  ['alice', { rewrites: [{ pattern: '.', to: '1' }] }, 'sip:alice@pbx.example.com'],
  ['bob@other.example', { rewrites: [{ pattern: '.', to: '1' }] }, 'sip:bob@other.example'],
])('%s goes through the dial plan %o to %s', (text, plan, uri) => {
  expect(targetUri(text, account, { ...defaultOutgoingRules, ...plan })).toBe(uri);
});

it('refuses what a dial plan makes nothing of, or an address of its own', () => {
  for (const to of ['', '1@evil.example', '1?Replaces=2', 'a b']) {
    const plan = { ...defaultOutgoingRules, rewrites: [{ pattern: '600', to }] };
    expect(() => targetUri('600', account, plan)).toThrow(expect.objectContaining({ reason: 'bad-target' }));
  }
});
