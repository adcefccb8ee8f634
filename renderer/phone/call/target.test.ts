import { expect, it, test } from 'vitest';
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
