import { Core } from 'sip.js';
import { describe, expect, it } from 'vitest';
import { growth } from '../../../tests/growth.ts';
import { challengesIn, fromWire, isTel, toWire, written } from './wire-uris.ts';

const loggers = new Core.LoggerFactory();
loggers.builtinEnabled = false;
const parse = (text: string) => Core.Parser.parseMessage(text, loggers.getLogger('test'));

const invite = (uri: string, from: string, body = ''): string =>
  [
    `INVITE ${uri} SIP/2.0`,
    'Via: SIP/2.0/WSS x.invalid;branch=z9hG4bKa',
    `From: ${from}`,
    'To: <sip:1001@memory>',
    'Call-ID: 1',
    'CSeq: 1 INVITE',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');

describe('a tel: address', () => {
  it.each([
    ['tel:+49301234', '+49301234'],
    ['tel:+49-30-1234', '+49-30-1234'],
    ['tel:1234;phone-context=example.com', '1234;phone-context=example.com'],
    ['TEL:1234;phone-context=+49', '1234;phone-context=+49'],
    ['tel:+1;isub=[a]:b', '+1;isub=[a]:b'],
  ])('%s can be read by SIP.js, and goes out as it came', (uri, user) => {
    const given = invite('sip:1001@memory', `"Ann" <${uri}>;tag=1`);
    const message = parse(fromWire(given))!;
    expect(message.from.uri.user).toBe(user);
    expect(message.fromTag).toBe('1');
    expect(isTel(message.from.uri)).toBe(true);
    expect(toWire(fromWire(given))).toBe(given.replace('TEL:', 'tel:'));
    expect(parse(given)).toBeUndefined(); // What is mended here; when SIP.js reads it, this file can go.
  });

  it('is read as Request-URI, without brackets, and in a compact header', () => {
    const message = parse(fromWire(invite('tel:1001;phone-context=x', 'tel:+49301234;tag=1'))) as Core.IncomingRequestMessage;
    expect(written(`${message.ruri}`)).toBe('tel:1001;phone-context=x');
    expect([message.from.uri.user, message.fromTag]).toEqual(['+49301234', '1']);
    expect(fromWire('INFO sip:a SIP/2.0\r\nf:tel:1;tag=2\r\n\r\n')).toBe('INFO sip:a SIP/2.0\r\nf:<sip:1@tel.invalid>;tag=2\r\n\r\n');
  });

  it('stays where SIP.js reads nothing: in other headers, in the body, in a word that ends in it', () => {
    const text =
      'INFO sip:hotel:1@x SIP/2.0\r\nP-Asserted-Identity: <tel:1>\r\nX-Call: <tel:2>\r\nFrom: <sip:hotel:1@x>\r\n\r\nFrom: <tel:3>';
    expect(fromWire(text)).toBe(text);
    expect(toWire('INFO sip:a SIP/2.0\r\n\r\nsip:1@tel.invalid')).toBe('INFO sip:a SIP/2.0\r\n\r\nsip:1@tel.invalid');
  });

  it('is written as such', () => {
    expect(written('sip:+49301234@tel.invalid')).toBe('tel:+49301234');
    expect(written('sip:1001@memory')).toBe('sip:1001@memory');
  });
});

describe('challenges', () => {
  const response = (...headers: string[]): string =>
    [
      'SIP/2.0 401 Unauthorized',
      'Via: SIP/2.0/WSS x.invalid;branch=z9hG4bKa',
      'From: <sip:a@b>;tag=1',
      'To: <sip:a@b>;tag=2',
      'Call-ID: 1',
      'CSeq: 1 REGISTER',
      ...headers,
      '',
      '',
    ].join('\r\n');

  it('are all kept, in order, also those of a kind that SIP.js drops the message for', () => {
    const given = ['WWW-Authenticate: Digest a="1"', 'www-authenticate : Negotiate', 'Proxy-Authenticate: x', 'WWW-Authenticate:Bearer'];
    const message = parse(fromWire(response(...given)))!;
    expect(challengesIn(message, 'WWW-Authenticate')).toEqual(['Digest a="1"', 'Negotiate', 'Bearer']);
    expect(challengesIn(message, 'Proxy-Authenticate')).toEqual(['x']);
    expect(parse(response(...given))).toBeUndefined();
  });
});

it.each<[string, (length: number) => string]>([
  ['nothing', () => ''],
  ['an empty line', () => '\r\n'],
  ['a scheme', () => 'tel:'],
  ['a long number', (length) => `INVITE tel:${'1'.repeat(length)} SIP/2.0\r\n\r\n`],
  ['brackets in brackets', (length) => `From: ${'<tel:'.repeat(length)}\r\n\r\n`],
  ['a lot of space', (length) => `f:${' '.repeat(length)}tel:`],
])('anything at all is read, and longer is not much slower: %s', (_, make) => {
  expect(growth((length) => toWire(fromWire(make(length))))).toBeLessThan(30);
});
