import { expect, test } from 'vitest';
import type { Contact } from '../../shared/contact.ts';
import { makeTestApp } from '../testing/app.ts';
import { bob } from '../testing/calls.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import { useContacts } from './contacts.ts';

const contact = (name: string, change: Partial<Contact> = {}): Contact => ({
  id: name || 'nobody',
  name,
  company: '',
  numbers: [{ kind: 'work', number: '1002' }],
  ...change,
});

function setUp(kept: Contact[] = [], works = true) {
  const bridge = new FakeBridge({ 'contacts:list': () => kept, 'contacts:save': () => works, 'contacts:remove': () => works });
  return { contacts: useContacts(makeTestApp(bridge).pinia), bridge };
}

test('people stand in the order of their names, a company without a person among them', async () => {
  const { contacts } = setUp([
    contact('Zoë'),
    contact('', { company: 'Example Ltd' }),
    contact('Émile'),
    contact('Ada 10'),
    contact('Ada 9'),
  ]);
  expect(contacts.isLoaded).toBe(false);
  await contacts.load();
  expect(contacts.all.map(({ name, company }) => name || company)).toEqual(['Ada 9', 'Ada 10', 'Émile', 'Example Ltd', 'Zoë']);
});

test('who is saved is known at once, and a change takes the place of what was', async () => {
  const { contacts, bridge } = setUp([contact('Ada')]);
  await contacts.load();
  expect(await contacts.save(contact('Bob'))).toBe(true);
  expect(await contacts.save(contact('Zora', { id: 'Ada', numbers: [{ kind: 'work', number: '1003' }] }))).toBe(true);
  expect(bridge.asked.at(-1)).toEqual(['contacts:save', expect.objectContaining({ id: 'Ada', name: 'Zora' })]);
  expect(contacts.all.map(({ name }) => name)).toEqual(['Bob', 'Zora']);
  expect(contacts.index.find({ number: '1003', uri: '' })?.name).toBe('Zora');
  expect(await contacts.remove(contact('Bob'))).toBe(true);
  expect(contacts.all.map(({ name }) => name)).toEqual(['Zora']);
});

test('what could not be written changes nothing', async () => {
  const { contacts } = setUp([contact('Ada')], false);
  await contacts.load();
  expect([await contacts.save(contact('Bob')), await contacts.remove(contact('Ada'))]).toEqual([false, false]);
  expect(contacts.all.map(({ name }) => name)).toEqual(['Ada']);
});

test('the form opens for whoever is known at that number, else for somebody new with name and number', async () => {
  const { contacts } = setUp([contact('Robert')]);
  contacts.compose(bob, 'call-1');
  expect(contacts.draft).toMatchObject({ isNew: true, callId: 'call-1', contact: { name: 'Bob', numbers: [{ number: '1002' }] } });
  contacts.compose({ ...bob, name: '1002' });
  expect(contacts.draft).toMatchObject({ callId: null, contact: { name: '' } });
  await contacts.load();
  contacts.compose(bob);
  expect(contacts.draft).toEqual({ isNew: false, callId: null, isVisit: true, contact: contact('Robert') });
  contacts.compose(null);
  expect(contacts.draft).toMatchObject({ isNew: true, contact: { name: '', numbers: [{ number: '' }] } });
  contacts.close();
  expect(contacts.draft).toBeNull();
});
