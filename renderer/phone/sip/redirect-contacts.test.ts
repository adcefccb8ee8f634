import { describe, expect, it } from 'vitest';
import { growth } from '../../../tests/growth.ts';
import { contactsIn } from './redirect-contacts.ts';

describe('where a 3xx sends a call', () => {
  it.each<[string, string[], string[]]>([
    ['one address', ['<sip:602@memory>'], ['sip:602@memory']],
    ['the best first', ['<sip:1@x>;q=0.5, "Two, the best" <sip:2@x>;q=1.0', '<sip:3@x>;q=.7'], ['sip:2@x', 'sip:3@x', 'sip:1@x']],
    [
      'equals as they came, and whoever says nothing is best',
      ['<sip:1@x>;q=0.9', '<sip:2@x>', '<sip:3@x>;q=1'],
      ['sip:2@x', 'sip:3@x', 'sip:1@x'],
    ],
    ['a bare address without the parameters of the header', ['sip:1@x;expires=60;q=0.1', 'sips:2@x'], ['sips:2@x', 'sip:1@x']],
    ['parameters and headers of an address', ['<sip:1@x:5070;user=phone?Subject=hi>'], ['sip:1@x:5070;user=phone?Subject=hi']],
    ['a telephone number', ['<tel:+4912;phone-context=x>;q=0.2', '<sip:+49@tel.invalid>;q=0.1'], ['tel:+4912;phone-context=x', 'tel:+49']],
    ['no other schemes', ['<https://evil.example/>', '<mailto:a@b>', 'javascript:1', '<sip:1@x>'], ['sip:1@x']],
    ['nobody twice', ['<sip:1@x>', '<SIP:1@x>;q=0.3'], ['sip:1@x']],
    ['odd weights', ['<sip:1@x>;q=7', '<sip:2@x>;q=abc', '<sip:3@x>;q=-1'], ['sip:1@x', 'sip:2@x', 'sip:3@x']],
    ['nobody by nonsense', ['*', '', '<<>', '<sip:a b@x>', '<sip:1@x\r\nRoute: y>'], []],
    ['nobody by what is far too long', [`<sip:${'1'.repeat(5_000)}@x>`], []],
  ])('%s', (_, values, expected) => {
    expect(contactsIn(values)).toEqual(expected);
  });

  it('is ten places at most', () => {
    expect(contactsIn(Array.from({ length: 500 }, (_, i) => `<sip:${i}@x>`))).toHaveLength(10);
  });

  it.each(['<sip:1@x>,', '"\\', '<', ';q=', ','])('is no slower to read for any amount of %j', (piece) => {
    expect(growth((length) => contactsIn([piece.repeat(length)]), 4_000)).toBeLessThan(30);
  });
});
