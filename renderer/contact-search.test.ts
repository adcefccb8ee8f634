import { expect, test } from 'vitest';
import type { Contact } from '../shared/contact.ts';
import { indexContacts } from './contact-index.ts';
import { contactPeople, everyone, findContacts } from './contact-search.ts';

const contact = (name: string, company: string, ...numbers: string[]): Contact => ({
  id: name,
  name,
  company,
  numbers: numbers.map((number) => ({ kind: 'work', number })),
});
const people = [
  contact('Zoë Müller', 'Example Ltd', '+49 (30) 90 18-20'),
  contact('Bob', 'Example Ltd', '1002', 'sip:bob@partner.example'),
  contact('', 'Taxi 24', '22 22 22'),
];

test.each([
  ['', 3],
  ['zoe mul', 1],
  ['EXAMPLE bob', 1],
  ['example', 2],
  ['309018', 1],
  ['+49 30', 1],
  ['taxi 24', 1],
  ['2222', 1],
  ['partner', 1],
  ['nobody', 0],
])('%j finds %i', (text, count) => {
  expect(findContacts(people, text)).toHaveLength(count);
});

test('everyone can be called at each of their numbers', () => {
  expect(contactPeople(people).map(({ peer, target }) => `${peer.name} ${target}`)).toEqual([
    'Zoë Müller +49 (30) 90 18-20',
    'Bob 1002',
    'Bob sip:bob@partner.example',
    'Taxi 24 22 22 22',
  ]);
});

test('who was talked to last comes first, and a contact once however the line was written', () => {
  const talkedTo = (name: string, number: string) => ({ peer: { name, number, uri: '', company: '', avatar: '' }, target: number });
  const recent = [talkedTo('TAXI', '222222'), talkedTo('', '4711'), talkedTo('Zoe', '030901820'), talkedTo('Zoe', '+4930901820')];
  expect(everyone(recent, people, indexContacts(people)).map(({ peer, target }) => `${peer.name} ${target}`)).toEqual([
    'Taxi 24 22 22 22',
    ' 4711',
    'Zoë Müller +49 (30) 90 18-20',
    'Bob 1002',
    'Bob sip:bob@partner.example',
  ]);
});
