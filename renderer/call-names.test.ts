import { expect, test } from 'vitest';
import type { Contact } from '../shared/contact.ts';
import { nameCalls } from './call-names.ts';
import { indexContacts } from './contact-index.ts';
import { makeTestPhone } from './phone/testing/test-phone.ts';
import { bob } from './testing/calls.ts';

const contact = (name: string, number: string): Contact => ({ id: name, name, company: 'Example', numbers: [{ kind: 'work', number }] });

function setUp(...contacts: Contact[]) {
  const made = makeTestPhone();
  let index = indexContacts(contacts);
  const names = nameCalls(made.phone, () => index);
  const learn = (...next: Contact[]) => {
    index = indexContacts(next);
    names.renew();
  };
  return { ...made, learn };
}

test('who rings has the contact’s name from the first moment, and the number is the wire’s', () => {
  const { phone, line } = setUp(contact('Robert', '1002'));
  const shown: string[] = [];
  phone.on('incoming', ({ peer }) => shown.push(`${peer.name}, ${peer.company}, ${peer.number}`));
  line().ring({ peer: bob });
  expect(shown).toEqual(['Robert, Example, 1002']);
});

test('who is dialled is named too, and a stranger is not', async () => {
  const { phone } = setUp(contact('Echo', '600'));
  const known = phone.dial('600');
  const stranger = phone.dial('601');
  await Promise.resolve();
  expect([known.peer.name, stranger.peer.name]).toEqual(['Echo', '']);
});

test('a contact that is saved or removed during the call changes its name at once', () => {
  const { line, phone, learn } = setUp();
  line().ring({ peer: bob });
  learn(contact('Robert', '1002'));
  expect(phone.snapshots[0]?.peer.name).toBe('Robert');
  learn();
  expect(phone.snapshots[0]?.peer).toEqual(bob);
});

test('whoever the far end becomes is looked up anew, and what the user typed stays', async () => {
  const { phone, line } = setUp(contact('Robert', '1002'), contact('Caroline', '1003'));
  const leg = line().ring({ peer: bob });
  leg.say({ kind: 'peer', peer: { ...bob, name: '', number: '1003', uri: 'sip:1003@pbx.example.com' } });
  await Promise.resolve();
  expect(phone.snapshots[0]?.peer.name).toBe('Caroline');
  phone.calls[0]?.describePeer({ name: 'The plumber' }, { manual: true });
  leg.say({ kind: 'peer', peer: bob });
  await Promise.resolve();
  expect(phone.snapshots[0]?.peer.name).toBe('The plumber');
});
