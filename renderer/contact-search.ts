import type { Contact } from '../shared/contact.ts';
import { type ContactIndex, peerAt } from './contact-index.ts';
import type { Person } from './people.ts';

/** Without case and accents: `zoe` finds Zoë. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

const withoutSeparators = (number: string): string => number.replace(/[\s\-./()]/g, '');

/** Contacts that have every word of the text in name, company or numbers; numbers also without what is written between digits. */
export function findContacts(contacts: readonly Contact[], text: string): readonly Contact[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const digits = /^[\s\d+\-./()*#]+$/.test(text) ? withoutSeparators(text) : '';
  return contacts.filter(({ name, company, numbers }) => {
    const known = plain(`${name} ${company} ${numbers.map(({ number }) => number).join(' ')}`);
    if (digits && numbers.some(({ number }) => withoutSeparators(number).includes(digits))) return true;
    return words.every((word) => known.includes(word));
  });
}

/** Everyone at each of their numbers, as somebody who can be called. */
export const contactPeople = (contacts: readonly Contact[]): readonly Person[] =>
  contacts.flatMap((contact) => contact.numbers.map(({ number }) => ({ peer: peerAt(contact, number), target: number })));

/** Whoever was talked to last comes first, as the contacts know them and with all their numbers; then the other contacts. Everyone once. */
export function everyone(recent: readonly Person[], contacts: readonly Contact[], index: ContactIndex): readonly Person[] {
  const known = new Set<Contact>();
  const first = recent.flatMap((person) => {
    const contact = index.find(person.peer);
    if (!contact) return [person];
    const isNew = !known.has(contact);
    known.add(contact);
    return isNew ? contactPeople([contact]) : [];
  });
  return [...first, ...contactPeople(contacts.filter((contact) => !known.has(contact)))];
}
