import { expect, test } from 'vitest';
import type { Contact } from '../shared/contact.ts';
import { indexContacts, peerPatch } from './contact-index.ts';

let made = 0;
const contact = (name: string, ...numbers: string[]): Contact => ({
  id: `c${++made}`,
  name,
  company: '',
  numbers: numbers.map((number) => ({ kind: 'work', number })),
});
const caller = (number: string, uri = '') => ({ number, uri });

test.each([
  ['+49 30 901820', '+4930901820', true],
  ['+49 30 901820', '030901820', true],
  ['+49 30 901820', '004930901820', true],
  ['030/90 18 20', '+4930901820', true],
  ['+49 (0)30 901820', '0030901820', true],
  ['(212) 555-1234', '+12125551234', true],
  ['+1 212 555 1234', '912125551234', true],
  ['+7 495 123-45-67', '84951234567', true],
  ['+39 06 1234567', '061234567', true],
  ['5551234', '+12125551234', true],
  ['+49 30 901820', '+4330901820', false],
  ['+49 30 901820', '+4940901820', false],
  ['+49 30 1234567', '0043301234567', false],
  ['030 901820', '040901820', false],
  ['+49 30 1234567', '+43301234567', false],
  ['1002', '1002', true],
  ['1002', '+491002', false],
  ['1002', '301002', false],
  ['*97', '*97', true],
  ['bob', 'bob', true],
  ['901820', '030901820', false],
])('%s called by %s: %s', (number, from, isKnown) => {
  expect(indexContacts([contact('Bob', number)]).find(caller(from)) !== null).toBe(isKnown);
});

test('an address is known by user and host, in any case; another host is another person', () => {
  const index = indexContacts([contact('Bob', 'sip:Bob@Partner.example')]);
  expect(index.find(caller('bob', 'sip:bob@partner.example'))?.name).toBe('Bob');
  expect(index.find(caller('bob', 'sip:bob@evil.example'))).toBeNull();
});

test('who is named exactly goes before who is only alike, and of two alike nobody is named', () => {
  const berlin = contact('Berlin', '+49 30 5551234');
  const hamburg = contact('Hamburg', '+49 40 5551234');
  const index = indexContacts([berlin, hamburg]);
  expect(index.find(caller('0305551234'))?.name).toBe('Berlin');
  expect(index.find(caller('5551234'))).toBeNull();
  expect(indexContacts([berlin, hamburg, contact('Next door', '5551234')]).find(caller('5551234'))?.name).toBe('Next door');
});

test('one contact with the same line written twice is still that contact', () => {
  expect(indexContacts([contact('Bob', '+49 30 901820', '030 901820')]).find(caller('30901820'))?.name).toBe('Bob');
});

test('nobody is found where there is nothing to look for', () => {
  const index = indexContacts([contact('Bob', '1002')]);
  expect([index.find(caller('')), index.find(caller('', 'sip:anonymous@anonymous.invalid')), index.find(caller('+'))]).toEqual([
    null,
    null,
    null,
  ]);
});

test('a company without a person is named by itself', () => {
  expect(peerPatch({ ...contact(' '), company: 'Example Ltd' })).toEqual({ name: 'Example Ltd', company: '' });
  expect(peerPatch({ ...contact('Bob'), company: 'Example Ltd' })).toEqual({ name: 'Bob', company: 'Example Ltd' });
});

test('among ten thousand contacts the right one is found', () => {
  const index = indexContacts(Array.from({ length: 10_000 }, (_, n) => contact(`Person ${n}`, `+49 30 ${1_000_000 + n}`)));
  for (let n = 0; n < 1_000; n++) expect(index.find(caller(`030${1_000_000 + n}`))?.name).toBe(`Person ${n}`);
});
