import type { Peer } from '../shared/call.ts';
import type { Contact } from '../shared/contact.ts';
import { parseDialTarget } from '../shared/dial-target.ts';

/** Whom the user knows, found by what a call shows of its far end. */
export interface ContactIndex {
  find: (peer: Pick<Peer, 'number' | 'uri'>) => Contact | null;
}

/** Shorter numbers are extensions: nothing but all of their digits will do. */
const shortestNumber = 7;
/** So many last digits in common are the same line, whatever a phone system put in front of them. */
const sameLine = 9;

interface Entry {
  readonly contact: Contact;
  readonly number: Digits;
}

interface Digits {
  /** Without the marks of an international or a national number in front, which every phone system writes in its own way. */
  readonly significant: string;
  /** `+` is followed by a country code, `00` mostly: it may as well be an outside line before a national number. */
  readonly prefix: '+' | '00' | '';
}

function digitsOf(number: string): Digits | null {
  if (!/^\+?\d+$/.test(number)) return null;
  const prefix = number.startsWith('+') ? '+' : number.startsWith('00') ? '00' : '';
  return { significant: number.replace(/^\+?0*/, ''), prefix };
}

/** What is compared letter by letter: `bob@example.com`, `1002`, `*97`, `bob`. */
function keyOf(text: string): string {
  const target = parseDialTarget(text);
  if (target.kind === 'number') return target.number;
  return (target.kind === 'uri' ? `${target.user}@${target.host}` : text.trim()).toLowerCase();
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}

/** Last digits that two ways of writing the same line have in common; 0 where they are two lines. */
function likeness(a: Digits, b: Digits): number {
  const common = commonEnd(a.significant, b.significant);
  const lengths = [a.significant.length, b.significant.length];
  if (a.prefix === '+' && b.prefix === '+') return common === Math.max(...lengths) ? common : 0;
  const isContained = common === Math.min(...lengths) && common >= shortestNumber;
  const isSameLine = common >= sameLine && !(a.prefix && b.prefix);
  return isContained || isSameLine ? common : 0;
}

/**
 * Numbers are compared from behind: `+49 30 901820`, `030901820` and `0049 30 901820` are one line. What a telephone library would add, the
 * numbering plan of every country, does not help with what phone systems make of numbers (prefixes, extensions), and has no such comparison.
 * Where two contacts are equally like, nobody is named: no name is better than a wrong one.
 */
export function indexContacts(contacts: readonly Contact[]): ContactIndex {
  const exact = new Map<string, Contact>();
  const byTail = new Map<string, Entry[]>();
  const tail = ({ significant }: Digits) => significant.slice(-shortestNumber);
  for (const contact of contacts) {
    for (const { number } of contact.numbers) {
      const key = keyOf(number);
      if (!exact.has(key)) exact.set(key, contact);
      const digits = digitsOf(key);
      if (!digits || digits.significant.length < shortestNumber) continue;
      const entries = byTail.get(tail(digits)) ?? [];
      byTail.set(tail(digits), entries);
      entries.push({ contact, number: digits });
    }
  }

  function findLike(digits: Digits): Contact | null {
    let best = 0;
    let found: Contact | null = null;
    for (const { contact, number } of byTail.get(tail(digits)) ?? []) {
      const like = likeness(digits, number);
      if (like > best) found = contact;
      else if (like === best && contact !== found) found = null;
      best = Math.max(best, like);
    }
    return found;
  }

  return {
    find: ({ number, uri }) => {
      const key = keyOf(number);
      const known = (uri && exact.get(keyOf(uri))) || (key && exact.get(key));
      if (known) return known;
      const digits = digitsOf(key);
      return digits && digits.significant.length >= shortestNumber ? findLike(digits) : null;
    },
  };
}

/** What a contact says about whoever is at the other end. */
export const peerPatch = ({ name, company }: Contact): Pick<Peer, 'name' | 'company'> =>
  name.trim() ? { name, company } : { name: company, company: '' };

/** A contact as somebody who could be called at that number. */
export const peerAt = (contact: Contact, number: string): Peer => ({ ...peerPatch(contact), number, uri: '', avatar: '' });
