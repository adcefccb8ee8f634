import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDialTarget } from './dial-target.ts';

/** The target as one short string: `number`, `number>extension`, `uri` or `!problem`. */
const read = (text: string): string => {
  const target = parseDialTarget(text);
  switch (target.kind) {
    case 'number':
      return target.extension === '' ? target.number : `${target.number}>${target.extension}`;
    case 'uri':
      return target.uri;
    case 'unknown':
      return `!${target.problem}`;
  }
};

describe('numbers as people write them', () => {
  test.each([
    ['1000', '1000'],
    ['*97', '*97'],
    ['#31#030123', '#31#030123'],
    ['+49 30 901820', '+4930901820'],
    ['+49 (0)30 / 90 18-20', '+4930901820'],
    ['(030) 901820', '030901820'],
    ['030.901.820', '030901820'],
    ['+1\u2011555\u2013123\u00a04567', '+15551234567'],
    ['\u202a+49 30 901820\u202c\n', '+4930901820'],
    ['\uff10\uff13\uff10', '030'],
    ['٠٣٠١٢٣', '030123'],
    ['۰۳۰', '030'],
    ['1'.repeat(40), '1'.repeat(40)],
    ['+12125550101;ext=421', '+12125550101>421'],
    ['1000;EXT=4-2', '1000>42'],
    ['1000;ext=', '1000'],
    ['1000;ext=4;ext=5', '!bad-characters'],
    ['1000;isub=5', '!bad-characters'],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('links', () => {
  test.each([
    ['tel:+49-30-901820', '+4930901820'],
    ['TEL:%2B49%2030%20901820', '+4930901820'],
    ['tel://030901820/', '030901820'],
    ['tel:7042;phone-context=example.com', '7042'],
    ['tel:863-1234;phone-context=+1-914-555', '8631234'],
    ['tel:+1-212-555-0101;ext=42-1', '+12125550101>421'],
    ['tel:+1-212-555-0101;isub=9;EXT=7', '+12125550101>7'],
    ['callto:+4930901820', '+4930901820'],
    ['callto:alice@example.com', 'sip:alice@example.com'],
    ['offhook:1000', '1000'],
    ['sip:1000', '1000'],
    ['sip:+4930901820;user=phone', '+4930901820'],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('addresses', () => {
  test.each([
    ['alice@example.com', 'sip:alice@example.com'],
    ['Alice.B-c_d@Example.COM:5080', 'sip:Alice.B-c_d@example.com:5080'],
    ['sip:alice@example.com', 'sip:alice@example.com'],
    ['sips:alice@example.com', 'sips:alice@example.com'],
    ['sip://alice@example.com/', 'sip:alice@example.com'],
    ['"Bob <B>" <sip:bob@example.com>;tag=1', 'sip:bob@example.com'],
    ['"Bob" <sip:bob@example.com>;tag=1', 'sip:bob@example.com'],
    ['Bob Builder <bob@example.com>', 'sip:bob@example.com'],
    ['sip:+4930@example.com;transport=ws;user=phone', 'sip:+4930@example.com'],
    ['sip:alice:secret@example.com', 'sip:alice@example.com'],
    ['sip:4930;ext=5@example.com', 'sip:4930;ext=5@example.com'],
    ['sip:j%40son@example.com', '!bad-characters'],
    ['sip:%23100@example.com', 'sip:%23100@example.com'],
    ['sip:jürgen@büro.example', 'sip:j%C3%BCrgen@xn--bro-hoa.example'],
    ['sip:alice@[2001:db8::1]:5060', 'sip:alice@[2001:db8::1]:5060'],
    ['sip:alice@192.0.2.1', 'sip:alice@192.0.2.1'],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test('the host and the escaped user are told apart', () => {
    expect(parseDialTarget('sip:a%20b@example.com')).toEqual({ kind: 'unknown', problem: 'bad-characters' });
    expect(parseDialTarget('sip:%2A1@example.com:80')).toEqual({
      kind: 'uri',
      uri: 'sip:*1@example.com:80',
      user: '*1',
      host: 'example.com:80',
    });
  });
});

describe('hostile or useless text', () => {
  test.each([
    ['', '!empty'],
    [' \u200b\n', '!empty'],
    ['tel:', '!empty'],
    ['sip:', '!empty'],
    ['+', '!bad-characters'],
    ['()', '!bad-characters'],
    ['12+34', '!bad-characters'],
    ['1-800-FLOWERS', '!bad-characters'],
    ['./README.md', '!bad-characters'],
    ['.', '!bad-characters'],
    ['javascript:alert(1)', '!scheme'],
    ['http://example.com/', '!scheme'],
    ['file:///etc/passwd', '!scheme'],
    ['sip:bob@example.com?Replaces=abc%3Bto-tag%3D1&Subject=x', 'sip:bob@example.com'],
    ['sip:bob@example.com;method=REFER?Refer-To=sip:evil@example.net', 'sip:bob@example.com'],
    ['tel:100%0D%0AREFER', '!bad-characters'],
    ['sip:bob%0d%0aX-Evil:1@example.com', '!bad-characters'],
    ['sip:bob@example.com\r\nX-Evil: 1', '!bad-characters'],
    ['sip:bob@exa%6dple.com', '!bad-characters'],
    ['sip:bob@example.com:0', '!bad-characters'],
    ['sip:bob@example.com:99999', '!bad-characters'],
    ['sip:bob@', '!bad-characters'],
    ['sip:@example.com', '!bad-characters'],
    ['sip:a@b@example.com', '!bad-characters'],
    ['sip:"a"@example.com', '!bad-characters'],
    ['sip:<a>@example.com', '!bad-characters'],
    ['tel:%', '!bad-characters'],
    ['tel:%E0%A4%A', '!bad-characters'],
    ['tel:1;ext=abc', '!bad-characters'],
    ['\u0000', '!bad-characters'],
    ['\ud800@example.com', '!bad-characters'],
    ['1'.repeat(65), '!too-long'],
    ['1'.repeat(10_000), '!too-long'],
    [`${'a'.repeat(300)}@example.com`, '!too-long'],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test('whatever is pasted, what comes out is plain ASCII without spaces, brackets or line breaks, and reads back as itself', () => {
    const schemes = fc.constantFrom('', 'tel:', 'sip:', 'sips:', 'callto:', 'sip:a@', 'tel:1;ext=', 'x@');
    fc.assert(
      fc.property(schemes, fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.emailAddress()), (scheme, text) => {
        const target = parseDialTarget(scheme + text);
        if (target.kind === 'unknown') return;
        const said = target.kind === 'uri' ? target.uri : target.number;
        expect(said).toMatch(target.kind === 'uri' ? /^sips?:[!-~]+@[!-~]+$/ : /^\+?[0-9*#]+$/);
        expect(said).not.toMatch(/[<>"\s]/);
        expect(parseDialTarget(said)).toMatchObject(target.kind === 'uri' ? target : { kind: 'number', number: said });
      }),
    );
  });
});
