import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseServer } from './server-address.ts';

const read = (text: string): string => {
  const address = parseServer(text);
  return address.kind === 'server' ? `${address.url} ${address.host}` : address.problem;
};

describe('an address that can be used', () => {
  test.each([
    ['pbx.example.com', 'wss://pbx.example.com/ pbx.example.com'],
    ['  pbx.example.com\n', 'wss://pbx.example.com/ pbx.example.com'],
    ['\u202apbx.example.com\u202c', 'wss://pbx.example.com/ pbx.example.com'],
    ['PBX.Example.COM:8089/ws', 'wss://pbx.example.com:8089/ws pbx.example.com'],
    ['wss://pbx.example.com:443/ws?tenant=1', 'wss://pbx.example.com/ws?tenant=1 pbx.example.com'],
    ['wss://192.0.2.7:8089', 'wss://192.0.2.7:8089/ 192.0.2.7'],
    ['wss://[2001:db8::1]/ws', 'wss://[2001:db8::1]/ws [2001:db8::1]'],
    ['büro.example', 'wss://xn--bro-hoa.example/ xn--bro-hoa.example'],
    ['pbx_1.local', 'wss://pbx_1.local/ pbx_1.local'],
    ['localhost:8089/ws', 'wss://localhost:8089/ws localhost'],
    ['ws://localhost:8088/ws', 'ws://localhost:8088/ws localhost'],
    ['ws://127.0.0.1:8088/ws', 'ws://127.0.0.1:8088/ws 127.0.0.1'],
    ['ws://[::1]:8088/ws', 'ws://localhost:8088/ws localhost'],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('an address that cannot be used, and why', () => {
  test.each([
    ['', 'no-server'],
    [' \u200b\t', 'no-server'],
    ['https://pbx.example.com', 'server-scheme'],
    ['http://pbx.example.com:8088/ws', 'server-scheme'],
    ['sip:1000@pbx.example.com', 'server-scheme'],
    ['javascript:alert(1)', 'server-scheme'],
    ['file:///etc/passwd', 'server-scheme'],
    ['ws://pbx.example.com/ws', 'plain-ws'],
    ['ws://192.168.1.5:8088/ws', 'plain-ws'],
    ['ws://127.0.0.2:8088/ws', 'plain-ws'],
    ['ws://localhost.example.com', 'plain-ws'],
    ['ws://0x7f.0.0.1.example', 'plain-ws'],
    ['wss://user:secret@pbx.example.com', 'server-credentials'],
    ['alice@pbx.example.com', 'server-credentials'],
    ['wss://pbx.example.com/#x', 'bad-server'],
    ['wss://pbx.example.com:0', 'bad-server'],
    ['wss://pbx.example.com:70000', 'bad-server'],
    ['wss://', 'bad-server'],
    ['1000', 'bad-server'],
    ['pbx example.com', 'bad-server'],
    ['pbx.example.com\r\nX-Evil: 1', 'bad-server'],
    ['pbx\\example', 'bad-server'],
    ['-bad-.example', 'bad-server'],
    ['pbx.example.com<script>', 'bad-server'],
    ['a'.repeat(10_000), 'bad-server'],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

test('whatever is typed, a usable address is a WebSocket URL without credentials that reads back as itself', () => {
  const typed = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.domain(), fc.webUrl({ validSchemes: ['ws', 'wss'] }));
  fc.assert(
    fc.property(typed, (text) => {
      const address = parseServer(text);
      if (address.kind === 'problem') return;
      const url = new URL(address.url);
      expect(['ws:', 'wss:']).toContain(url.protocol);
      expect(`${url.username}${url.password}${url.hash}`).toBe('');
      expect(parseServer(address.url)).toEqual(address);
    }),
  );
});
