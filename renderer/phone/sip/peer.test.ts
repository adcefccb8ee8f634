import { describe, expect, it } from 'vitest';
import { growth } from '../../../tests/growth.ts';
import { assertedPeerOf, callerOf, cleanText, peerOfUri } from './peer.ts';

const message = (headers: Record<string, string | string[]>) => ({ getHeaders: (name: string) => [headers[name] ?? []].flat() });

describe('reading who is at the other end', () => {
  it.each([
    ['"Bob" <sip:bob@x.y;user=phone>;tag=1', 'Bob', 'bob', 'sip:bob@x.y'],
    ['Bob Smith <sip:bob@x.y:5070>;tag=1', 'Bob Smith', 'bob', 'sip:bob@x.y:5070'],
    ['<sips:+4912@x.y>', '', '+4912', 'sips:+4912@x.y'],
    ['sip:bob@x.y;tag=1', '', 'bob', 'sip:bob@x.y'],
    ['"a \\"q\\" b" <sip:%2349@x>', 'a "q" b', '#49', 'sip:%2349@x'],
    ['<sip:+4912;phone-context=+49@x>', '', '+4912', 'sip:+4912;phone-context=+49@x'],
    ['<tel:+49-12;x=y>', '', '+49-12', 'tel:+49-12'],
    ['"Two" <sip:2@x>, <tel:+2>', 'Two', '2', 'sip:2@x'],
    ['"Smith, Bob" <sip:2@x>', 'Smith, Bob', '2', 'sip:2@x'],
    ['<sip:pbx.example>', '', 'pbx.example', 'sip:pbx.example'],
    ['<sip:50%@x>', '', '50%', 'sip:50%@x'],
  ])('%s', (header, name, number, uri) => {
    expect(callerOf(message({ From: header }))).toEqual({ name, number, uri, company: '', avatar: '' });
  });

  it.each(['', 'garbage <<', '<http://x>'])('finds nobody in %j', (header) => {
    expect(callerOf(message({ From: header }))).toBeNull();
  });

  it('believes the server before the caller', () => {
    const asserted = message({
      From: '"Claim" <sip:1@x>',
      'P-Asserted-Identity': '"Truth" <sip:2@x>',
      'Remote-Party-ID': '"Old" <sip:3@x>',
    });
    expect(callerOf(asserted)?.name).toBe('Truth');
    expect(callerOf(message({ From: '"Claim" <sip:1@x>', 'Remote-Party-ID': '"Old" <sip:3@x>;party=calling' }))?.name).toBe('Old');
  });

  it('does not show what the caller asks to keep back (RFC 3325 9.3)', () => {
    const headers = { From: '"Anonymous" <sip:anonymous@anonymous.invalid>', 'P-Asserted-Identity': '"Truth" <sip:2@x>' };
    expect(callerOf(message({ ...headers, Privacy: 'id' }))?.number).toBe('anonymous');
    expect(callerOf(message({ ...headers, Privacy: 'none' }))?.number).toBe('2');
    const kept = { From: headers.From, 'Remote-Party-ID': '"Old" <sip:3@x>;privacy=full' };
    expect(callerOf(message(kept))?.number).toBe('anonymous');
    expect(assertedPeerOf(message(kept))).toBeNull();
  });

  it('takes the next asserted identity when the first cannot be read', () => {
    expect(assertedPeerOf(message({ 'P-Asserted-Identity': ['<urn:x>', '<tel:+4912>'] }))?.number).toBe('+4912');
    expect(assertedPeerOf(message({ From: '<sip:1@x>' }))).toBeNull();
  });

  it('knows a dialled address', () => {
    expect(peerOfUri('sip:600@pbx:5060')).toMatchObject({ name: '', number: '600', uri: 'sip:600@pbx:5060' });
  });
});

describe('hostile names', () => {
  it('keeps markup as plain text', () => {
    expect(callerOf(message({ From: '"<img src=x onerror=1>" <sip:1@x>' }))?.name).toBe('<img src=x onerror=1>');
  });

  it('takes out control and direction characters', () => {
    expect(cleanText('\u202egro.elpmaxe\u202c\u0007 \u2066Bob\u2069\r\n\u200fX\u200b')).toBe('gro.elpmaxe Bob X');
  });

  it.each([' ', '"', '<', '"\\', ',', '<sip:'])('is no slower to read any amount of %j', (piece) => {
    expect(growth((length) => callerOf(message({ From: `x${piece.repeat(length)}` })))).toBeLessThan(30);
  });

  it('cuts 10 kB to 200 characters without halving one', () => {
    expect([...cleanText('😀'.repeat(10_000))]).toHaveLength(200);
    expect(callerOf(message({ From: `"${'A'.repeat(10_000)}" <sip:1@x>` }))?.name).toHaveLength(200);
  });
});
