import { describe, expect, it } from 'vitest';
import { growth } from '../../../tests/growth.ts';
import { readReferTo } from './refer-to.ts';

const replaces = '12345%40192.168.118.3%3Bto-tag%3D12345%3Bfrom-tag%3D5FFE-3994';

describe('whom a REFER wants us to call', () => {
  it.each<[string, string, string | null]>([
    ['<sip:602@pbx>', 'sip:602@pbx', null],
    ['"Dan" <sip:602@pbx;user=phone>;tag=x', 'sip:602@pbx;user=phone', null],
    ['sips:602@pbx:5061', 'sips:602@pbx:5061', null],
    ['<sip:602@pbx;method=INVITE;user=phone>', 'sip:602@pbx;user=phone', null],
    [`<sip:602@pbx?Replaces=${replaces}>`, 'sip:602@pbx', '12345@192.168.118.3;to-tag=12345;from-tag=5FFE-3994'],
    [
      `<sip:602@pbx?Require=replaces&replaces=${replaces}&Subject=hi>`,
      'sip:602@pbx',
      '12345@192.168.118.3;to-tag=12345;from-tag=5FFE-3994',
    ],
    ['<sip:602@pbx?Replaces=a%3Bfrom-tag%3D2%3Bto-tag%3D1%3Bearly-only>', 'sip:602@pbx', 'a;from-tag=2;to-tag=1;early-only'],
    ['<sip:602@pbx?Route=%3Csip%3Aevil%3E&body=x>', 'sip:602@pbx', null],
    ['<sip:pbx.example>', 'sip:pbx.example', null],
    ['<sip:602@[2001:db8::1]:5060>', 'sip:602@[2001:db8::1]:5060', null],
  ])('%s', (value, target, expected) => {
    expect(readReferTo([value])).toEqual({ target, replaces: expected });
  });

  it.each<[string, string[], number]>([
    ['nobody', [], 400],
    ['two', ['<sip:1@x>', '<sip:2@x>'], 400],
    ['two on one line', ['<sip:1@x>, <sip:2@x>'], 400],
    ['nonsense', ['garbage'], 400],
    ['nothing', [''], 400],
    ['no host', ['<sip:602@>'], 400],
    ['a space in the address', ['<sip:602 3@pbx>'], 400],
    ['a line break in the address', ['<sip:602@pbx\r\nRoute:x>'], 400],
    ['brackets within brackets', ['<sip:602@<pbx>>'], 400],
    ['an escaped line break in the header', ['<sip:602@pbx?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2%0D%0ARoute%3Ax>'], 400],
    ['a Replaces that is none', ['<sip:602@pbx?Replaces=hello>'], 400],
    ['a Replaces with a stray escape', ['<sip:602@pbx?Replaces=%zz>'], 400],
    ['a Replaces twice', [`<sip:602@pbx?Replaces=${replaces}&Replaces=${replaces}>`], 400],
    ['a telephone number', ['<tel:+49123>'], 416],
    ['a telephone number that SIP.js was given', ['<sip:+49123@tel.invalid>'], 416],
    ['a page', ['<https://evil.example/>'], 416],
    ['a script', ['javascript:alert(1)'], 416],
    ['another method than INVITE', ['<sip:602@pbx;method=BYE>'], 603],
    ['something huge', [`<sip:${'9'.repeat(60_000)}@pbx>`], 400],
  ])('is refused with the right code: %s', (_, values, status) => {
    expect(readReferTo(values)).toEqual({ status });
  });

  it.each(['<sip:', '?Replaces=', '&', '%3B', '"', '"\\'])('is no slower to read for any amount of %j', (piece) => {
    expect(growth((length) => readReferTo([piece.repeat(length)]))).toBeLessThan(30);
  });
});
