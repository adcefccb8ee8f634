import { describe, expect, it } from 'vitest';
import { growth } from '../../../tests/growth.ts';
import { readableText } from './incoming-text.ts';
import { sdp } from './testing/stub-media.ts';

const text = (first: string, headers: readonly string[], body = ''): string => `${[first, ...headers].join('\r\n')}\r\n\r\n${body}`;
const invite = 'INVITE sip:1001@here SIP/2.0';
const description = sdp();
const length = `Content-Length: ${description.length}`;
const plain = ['Call-ID: 1', 'Content-Type: application/sdp', length];

describe('a message as SIP.js can read it', () => {
  it.each([
    ['compact names', ['i: 1', `c: application/sdp`, `l:${description.length}`], ['Call-ID: 1', 'Content-Type: application/sdp', length]],
    ['names in any case with spaces', ['I : 1', 'X-Odd : 2'], ['Call-ID: 1', 'X-Odd : 2']],
    ['names that SIP.js keeps short', ['k: timer', 'x: 90', 'o: refer'], ['Supported: timer', 'Session-Expires: 90', 'Event: refer']],
    ['folded lines', ['Subject: one\r\n two\r\n\t\t three', 'Call-ID:\r\n 1'], ['Subject: one two three', 'Call-ID: 1']],
    [
      'lists on several lines',
      ['Supported: a', 'X-A: 1', 'k: b,c', 'Via: x', 'Via: y'],
      ['Supported: a, b,c', 'X-A: 1', 'Via: x', 'Via: y'],
    ],
    ['what is no header', ['nonsense', 'k', ': v'], ['nonsense', 'k', ': v']],
  ])('has %s rewritten', (_, given, expected) => {
    const body = given.some((line) => line.includes('sdp')) ? description : '';
    expect(readableText(text(invite, given, body))).toBe(text(invite, expected, body));
  });

  it.each([
    ['plain', plain, description],
    [
      'named oddly',
      ['Call-ID: 1', 'Content-Disposition: SESSION;handling=optional', 'Content-Type: Application/SDP;charset=utf-8', length],
      description,
    ],
    ['without a type', ['Call-ID: 1', length], description],
    [
      'in parts',
      ['Call-ID: 1', 'Content-Length: 999', 'Content-Type: multipart/mixed;\r\n boundary=b'],
      `--b\r\nContent-Type: text/plain\r\n\r\nü\r\n--b\r\nContent-Type: application/sdp\r\n\r\n${description}\r\n--b--`,
    ],
  ])('has a session description that came %s as its body', (_, headers, body) => {
    expect(readableText(text(invite, headers, body))).toBe(text(invite, plain, description));
    expect(readableText(text('SIP/2.0 200 OK', headers, body))).toBe(text('SIP/2.0 200 OK', plain, description));
  });

  it.each([
    ['SIP/2.0 486 No "way"', "SIP/2.0 486 No 'way'"],
    ['SIP/2.0 404 100% gone\u0007 <sorry>', 'SIP/2.0 404 100  gone   sorry '],
    ['SIP/2.0 603 Nein, später', 'SIP/2.0 603 Nein, später'],
    ['SIP/2.0 200', 'SIP/2.0 200'],
    ['SIP/2.0 abc', 'SIP/2.0 abc'],
  ])('has a status line that SIP.js takes: %s', (given, expected) => {
    expect(readableText(text(given, ['Call-ID: 1']))).toBe(text(expected, ['Call-ID: 1']));
  });

  it.each([
    ['SIP/2.0 180 Ringing', 'To: "A" <sip:600@here;x=y>;tag=1', ['Contact: <sip:600@here;x=y>']],
    ['SIP/2.0 200 OK', 't: sip:600@here;tag=1', ['Contact: <sip:600@here>']],
    ['SIP/2.0 100 Trying', 'To: <sip:600@here>', []],
    ['SIP/2.0 302 Moved', 'To: <sip:600@here>;tag=1', []],
    ['SIP/2.0 200 OK', 'To: ', []],
  ])('has a Contact where SIP.js needs one: %s, %s', (status, to, added) => {
    const lines = (given: string) => [given.replace(/^t:/, 'To:'), 'CSeq: 1 INVITE'];
    expect(readableText(text(status, lines(to)))).toBe(text(status, [...lines(to), ...added]));
    expect(readableText(text(status, [...lines(to), 'm: <sip:b>']))).toContain('Contact: <sip:b>');
  });

  it('has no body of which nobody says what it is', () => {
    expect(readableText(text(invite, ['Call-ID: 1', 'Content-Length: 5'], 'Hello'))).toBe(text(invite, ['Call-ID: 1']));
  });

  it.each(['1 INVITE-1', '1 REFERX', '1', 'INVITE', '12345678901 INVITE'])('has no CSeq that SIP.js cannot read, %s', (value) => {
    expect(readableText(text('SIP/2.0 200 OK', ['Call-ID: 1', `CSeq: ${value}`]))).toBe(text('SIP/2.0 200 OK', ['Call-ID: 1']));
  });

  it('is none when its header does not end, or not soon', () => {
    expect(readableText('INVITE sip:a SIP/2.0\r\nCall-ID: 1\r\n')).toBe('');
    expect(readableText(text(invite, [`X: ${'x'.repeat(130 * 1024)}`]))).toBe('');
    expect(readableText(text(invite, [`X: ${'x'.repeat(120 * 1024)}`]))).not.toBe('');
  });

  it('keeps a request with a part that is required and unknown, to be refused, but not a response, which nobody can refuse', () => {
    const part = 'Content-Type: application/isup\r\nContent-Disposition: signal;handling=required\r\n\r\n1';
    const body = `--b\r\n${part}\r\n--b\r\nContent-Type: application/sdp\r\n\r\n${description}\r\n--b--`;
    const headers = ['Call-ID: 1', 'Content-Type: multipart/mixed;boundary=b'];
    expect(readableText(text(invite, headers, body))).toBe(text(invite, headers, body));
    const length = `Content-Length: ${description.length}`;
    expect(readableText(text('SIP/2.0 200 OK', headers, body))).toBe(
      text('SIP/2.0 200 OK', ['Call-ID: 1', plain[1]!, length], description),
    );
  });

  it.each(['', '\r\n\r\n', 'hello', '\u0000'])('is made of anything: %j', (given) => {
    expect(() => readableText(given)).not.toThrow();
  });

  it.each<[string, (length: number) => string]>([
    ['folded lines', (length) => `X: ${'\r\n '.repeat(length)}y`],
    ['one long name', (length) => `${'k'.repeat(length)}: v`],
  ])('is no slower to make for any amount of %s', (_, make) => {
    expect(growth((length) => readableText(text(invite, [make(length)])))).toBeLessThan(30);
  });
});
