import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFacts } from './invite-facts.ts';
import { callerOf } from './peer.ts';
import { writeReason } from './reasons.ts';
import { contactsIn } from './redirect-contacts.ts';
import { readReferTo } from './refer-to.ts';
import { readSipfrag, sipfrag } from './sipfrag.ts';

/** What strangers send: anything, and what SIP is made of in any order. */
const pieces = ['<', '>', '"', '\\', ';', ',', '?', '&', '=', ':', '@', '%', '%0D%0A', '\r\n', '\0', '\u202e', ' ', '*'];
const words = [
  'sip:',
  'sips:',
  'tel:',
  'Replaces=',
  'a%3Bto-tag%3D1%3Bfrom-tag%3D2',
  'q=',
  '0.5',
  'index=1.1',
  'mp=1',
  'privacy=',
  'SIP/2.0 ',
  '200',
  'x.y',
];
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces, ...words), { maxLength: 40 }).map((all) => all.join('')),
);
const values = fc.array(text, { maxLength: 5 });

/** Fit to be written into a header between angle brackets. */
const oneWord = /^[^\s<>"\p{C}]+$/u;
/** Fit to be shown on one line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const isOneLine = (shown: string): boolean => !/[\u0000-\u001f\u007f\u202a-\u202e]/.test(shown);

describe('whatever a stranger sends', () => {
  it('in a Refer-To is an address, or refused', () => {
    fc.assert(
      fc.property(values, (all) => {
        const read = readReferTo(all);
        if ('status' in read) expect([400, 416, 603]).toContain(read.status);
        else {
          expect(read.target).toMatch(/^sips?:/i);
          expect(read).toEqual({ target: expect.stringMatching(oneWord), replaces: read.replaces && expect.stringMatching(/^[!-~]+$/) });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('in the Contact of a 3xx is a few addresses', () => {
    fc.assert(
      fc.property(values, (all) => {
        const contacts = contactsIn(all);
        expect(contacts.length).toBeLessThanOrEqual(10);
        for (const uri of contacts)
          expect({ uri, isCallable: oneWord.test(uri) && /^(sips?|tel):/.test(uri) }).toEqual({ uri, isCallable: true });
      }),
      { numRuns: 2_000 },
    );
  });

  it('in an INVITE can be shown', () => {
    const names = [
      'From',
      'P-Asserted-Identity',
      'Remote-Party-ID',
      'Privacy',
      'Diversion',
      'History-Info',
      'Call-Info',
      'Alert-Info',
      'X-Any',
    ];
    fc.assert(
      fc.property(fc.record(Object.fromEntries(names.map((name) => [name, values]))), (given) => {
        const headers = Object.fromEntries(Object.entries(given).map(([name, all]) => [name, all.map((raw) => ({ raw }))]));
        const message = { headers, getHeaders: (name: string) => given[name] ?? [] };
        const facts = readFacts(message);
        const peers = [callerOf(message), facts.forwardedBy].flatMap((peer) => (peer ? [peer.name, peer.number, peer.uri] : []));
        expect([...peers, ...Object.values(facts.headers), ...facts.autoAnswer.callInfo].every(isOneLine)).toBe(true);
        expect(facts.host).toMatch(/^(\[[\da-f:.]+\]|[\w.-]*)$/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('in a report is a status or nothing, and what we write is one line', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 100, max: 699 }), (any, code) => {
        const status = readSipfrag(any);
        expect(status === null || (status >= 100 && status < 700)).toBe(true);
        expect(readSipfrag(sipfrag(code, any))).toBe(code);
        expect([sipfrag(code, any).slice(0, -2), writeReason(code, any)].every(isOneLine)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
