import { describe, expect, it } from 'vitest';
import { growth } from '../../../tests/growth.ts';
import { readBody } from './multipart.ts';
import { sdp } from './testing/stub-media.ts';

const description = sdp().trimEnd();
const good = `Content-Type: application/sdp\r\n\r\n${description}`;
const location = 'Content-Type: application/pidf+xml\r\nContent-ID: <here@a>\r\n\r\n<presence/>';
const isup = (handling: string) =>
  `Content-Type: application/isup;version=itu\r\nContent-Disposition: signal;handling=${handling}\r\n\r\n\u0001\u0002`;

const body = (parts: readonly string[], boundary = 'b1'): string =>
  `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
const mixed = (parts: readonly string[], boundary = 'b1') => ({
  type: `multipart/mixed;boundary="${boundary}"`,
  content: body(parts, boundary),
});
const part = ({ type, content }: { type: string; content: string }): string => `Content-Type: ${type}\r\n\r\n${content}`;

describe('the session description in a body is found', () => {
  it.each([
    ['alone', { type: 'application/sdp', content: description }],
    ['alone, spelled oddly', { type: 'Application/SDP ; charset=utf-8', content: description }],
    ['first of several parts', mixed([good, location])],
    ['last of several parts', mixed([location, good])],
    ['between a preamble and an epilogue', { type: 'multipart/mixed;boundary=b1', content: `For old readers.\r\n${body([good])}The end.` }],
    ['beside an optional part', mixed([isup('optional'), good])],
    [
      'as the last alternative',
      { ...mixed([part({ type: 'application/sdp', content: 'v=0\r\nold' }), good]), type: 'multipart/alternative;boundary=b1' },
    ],
    ['beside a required alternative that nobody knows', { ...mixed([isup('required'), good]), type: 'multipart/alternative;boundary=b1' }],
    ['in a nested body', mixed([location, part(mixed([isup('optional'), good], 'b2'))])],
    ['where a nested boundary begins like the outer one', mixed([part(mixed([good], 'b1b')), location])],
    [
      'after a description of the early session',
      mixed([`Content-Type: application/sdp\r\nContent-Disposition: early-session\r\n\r\nv=0\r\nearly`, good]),
    ],
    [
      'under folded headers in any case',
      mixed([`CONTENT-TYPE:\r\n application/sdp\r\nCONTENT-DISPOSITION: Session;HANDLING=Required\r\n\r\n${description}`]),
    ],
    ['with spaces after the delimiter', { type: 'multipart/mixed; boundary=b1', content: `--b1 \t\r\n${good}\r\n--b1--` }],
    ['where the end is missing', { type: 'multipart/mixed; boundary=b1', content: `--b1\r\n${good}` }],
    ['under a boundary of special characters', { type: 'multipart/mixed; boundary="a.*(b+\\"c"', content: body([good], 'a.*(b+"c') }],
  ])('%s', (_, entity) => {
    expect(readBody(entity)).toEqual({ sdp: description, unknown: null });
  });
});

describe('what cannot be understood', () => {
  it.each([
    ['another type', { type: 'application/isup', content: 'x' }, 'application/isup'],
    ['an encoded description', { type: 'application/sdp', encoding: 'gzip', content: 'x' }, 'application/sdp'],
    ['several parts without a boundary', { type: 'multipart/mixed', content: body([good]) }, 'multipart/mixed'],
    ['an empty boundary', { type: 'multipart/mixed;boundary=""', content: body([good]) }, 'multipart/mixed;boundary=""'],
    ['a body of a megabyte', { type: 'application/sdp', content: 'x'.repeat(1_000_000) }, 'application/sdp'],
  ])('is named: %s', (_, entity, unknown) => {
    expect(readBody(entity)).toEqual({ sdp: null, unknown });
  });

  it('is named when the sender insists on it, and the description is found all the same', () => {
    expect(readBody(mixed([good, isup('required')]))).toEqual({ sdp: description, unknown: 'application/isup;version=itu' });
  });

  it.each([
    ['is optional', { type: 'application/isup', disposition: 'signal;handling=optional', content: 'x' }],
    ['is to be shown', { type: 'text/plain', disposition: 'render', content: 'Hello' }],
    ['is a ring tone', { type: 'audio/wav', disposition: 'alert', content: 'x' }],
    ['is a part of which nothing is said', mixed([location])],
    ['has no parts at all', { type: 'multipart/mixed;boundary=b1', content: 'nothing' }],
    ['is nested too deep', [5, 4, 3, 2, 1].reduce((inner, level) => mixed([part(inner)], `n${level}`), mixed([good], 'n6'))],
  ])('is passed over where it %s', (_, entity) => {
    expect(readBody(entity)).toEqual({ sdp: null, unknown: null });
  });
});

describe('a hostile body takes no time', () => {
  it.each<[string, (length: number) => string]>([
    ['of delimiters', (length) => '--b1\r\n'.repeat(length)],
    ['of headers', (length) => `--b1\r\n${'A: b\r\n'.repeat(length)}`],
    ['of folded lines', (length) => `--b1\r\nContent-Type:${'\r\n\t'.repeat(length)}`],
    ['of almost delimiters', (length) => '\r\n--b'.repeat(length)],
    ['of one long line', (length) => `--b1\r\n${'x'.repeat(length)}`],
  ])('%s', (_, make) => {
    const read = (length: number) => expect(readBody({ type: 'multipart/mixed;boundary=b1', content: make(length) }).sdp).toBeNull();
    expect(growth(read)).toBeLessThan(30);
  });
});
