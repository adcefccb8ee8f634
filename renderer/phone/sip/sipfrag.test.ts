import { describe, expect, it } from 'vitest';
import { growth } from '../../../tests/growth.ts';
import { readSipfrag, sipfrag } from './sipfrag.ts';

describe('a fragment of a SIP message (RFC 3420)', () => {
  it.each<[string, number | null]>([
    ['SIP/2.0 200 OK', 200],
    ['SIP/2.0 100 Trying\r\n', 100],
    ['\r\n\r\nSIP/2.0 180 Ringing\r\nTo: <sip:a@b>\r\n\r\n', 180],
    ['sip/2.0 603 Decline', 603],
    ['SIP/2.0 486', 486],
    ['  SIP/2.0\t503  Service Unavailable', 503],
    ['SIP/2.0 99 Low', null],
    ['SIP/2.0 700 High', null],
    ['SIP/2.0 2000 OK', null],
    ['SIP/2.0 abc', null],
    ['SIP/3.0 200 OK', null],
    ['INVITE sip:a@b SIP/2.0\r\nSIP/2.0 200 OK', null],
    ['Subject: hi', null],
    ['', null],
  ])('%j tells %s', (body, code) => {
    expect(readSipfrag(body)).toBe(code);
  });

  it.each(['\r\n', ' ', 'SIP/2.0 ', '9'])('is no slower to read for any amount of %j', (piece) => {
    expect(growth((length) => readSipfrag(piece.repeat(length)))).toBeLessThan(30);
  });

  it('is one line, whatever the words of the far end were', () => {
    expect(sipfrag(200, 'OK')).toBe('SIP/2.0 200 OK\r\n');
    expect(sipfrag(486, 'Busy\r\nSIP/2.0 200 OK\u0000')).toBe('SIP/2.0 486 Busy SIP/2.0 200 OK\r\n');
    expect(sipfrag(404, '')).toBe('SIP/2.0 404 \r\n');
    expect(sipfrag(404, 'x'.repeat(10_000)).length).toBeLessThan(250);
  });
});
