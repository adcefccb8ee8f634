import { describe, expect, test } from 'vitest';
import { oneLine, redact } from './redact.ts';

const SECRET = 'hunter2-äß';

describe('a credential does not get through, whatever it stands in', () => {
  test.each([
    'Authorization: Digest username="1000", realm="pbx", nonce="abc", response="0123456789abcdef"',
    'Proxy-Authorization: Basic MTAwMDpodW50ZXIy',
    'sent REGISTER\\r\\nAuthorization: Digest response="0123456789abcdef"\\r\\nExpires: 300',
    'digest response=0123456789abcdef, qop=auth',
    'ha1=0123456789abcdef',
    '{"user":"1000","password":"0123456789abcdef"}',
    '{"turnPassword": "0123456789\\"abcdef"}',
    "credential: '0123456789abcdef'",
    'wss://1000:0123456789abcdef@pbx.example.com/ws',
    'sip:1000:0123456789abcdef@pbx.example.com',
    'a=ice-pwd:0123456789abcdef',
    'INVITE sip:1\r\n\r\nv=0\r\no=- 1 1 IN IP4 192.0.2.1\r\na=ice-pwd:0123456789abcdef\r\n',
    '"v=0\\r\\no=- 0123456789abcdef"',
  ])('%s', (line) => {
    const safe = redact(line);
    expect(safe).not.toMatch(/0123456789|abcdef|MTAw/);
    expect(safe.length).toBeGreaterThan(5);
  });

  test('a password that is in use goes even where nothing names it', () => {
    expect(redact(`the text ${SECRET} and ${SECRET}`, [SECRET])).toBe('the text [hidden] and [hidden]');
  });
});

test('what a reader needs stays', () => {
  const line = 'call 3f2a: dialing -> ringing (180), registration: waiting, wss://pbx.example.com:8089/ws closed with 1006';
  expect(redact(line, [SECRET])).toBe(line);
  expect(redact('REGISTER\\r\\nAuthorization: Digest x\\r\\nExpires: 300')).toBe('REGISTER\\r\\nAuthorization: [hidden]\\r\\nExpires: 300');
});

test('a message cannot forge a line or control the terminal', () => {
  expect(oneLine('a\r\n2026-11-21 info forged\u001b[31m\u0000\u2028')).toBe('a\\r\\n2026-11-21 info forged\ufffd[31m\ufffd\ufffd');
});
