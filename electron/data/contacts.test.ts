import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Contact } from '../../shared/contact.ts';
import { recordingLog } from '../testing/recording-log.ts';
import { type Contacts, openContacts } from './contacts.ts';

let folder: string;
let opened: Contacts[];
let aside: string[];
let unavailable: number;
const file = () => path.join(folder, 'contacts.sqlite');
const open = (): Contacts => {
  const contacts = openContacts({
    folder,
    log: recordingLog().log,
    onSetAside: (_from, to) => aside.push(to),
    onUnavailable: () => unavailable++,
  });
  opened.push(contacts);
  return contacts;
};
const contact = (id: string, change: Partial<Contact> = {}): Contact => ({
  id,
  name: `Name of ${id}`,
  company: '',
  numbers: [{ kind: 'work', number: '+49 30 901820' }],
  ...change,
});
const names = (contacts: Contacts) =>
  contacts
    .list()
    .map(({ name }) => name)
    .sort();

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'offhook-contacts-'));
  opened = [];
  aside = [];
  unavailable = 0;
});
afterEach(() => {
  for (const contacts of opened) contacts.close();
  rmSync(folder, { recursive: true, force: true });
});

test('who was saved is there as written, at this start and the next, and a change takes the place of what was', () => {
  const contacts = open();
  const hostile = contact('b', {
    name: `Robert'); DROP TABLE contacts; --`,
    company: 'שלום <b>',
    numbers: [{ kind: 'mobile', number: '☎ 1' }],
  });
  expect([contacts.save(contact('a')), contacts.save(hostile)]).toEqual([true, true]);
  contacts.save(contact('a', { name: 'Ada' }));
  expect(contacts.list()).toEqual(expect.arrayContaining([contact('a', { name: 'Ada' }), hostile]));
  contacts.close();
  expect(open().list()).toHaveLength(2);
});

test('removing takes those that are named, and no others', () => {
  const contacts = open();
  for (const id of ['a', 'b', 'c']) contacts.save(contact(id));
  expect(contacts.remove(['a', 'c', 'never there'])).toBe(true);
  expect(names(contacts)).toEqual(['Name of b']);
});

test('a start that looks at nobody opens nothing', () => {
  open();
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that is no database is kept aside, and a new list begins', () => {
  writeFileSync(file(), 'this is no database, '.repeat(100));
  const contacts = open();
  expect(contacts.save(contact('a'))).toBe(true);
  expect(names(contacts)).toEqual(['Name of a']);
  expect(aside).toEqual([expect.stringMatching(/^contacts\.corrupt-.*\.sqlite$/)]);
});

test('what could not be written is told, and what was there stays', () => {
  const contacts = open();
  contacts.save(contact('a'));
  const other = new DatabaseSync(file());
  other.exec("CREATE TRIGGER full BEFORE INSERT ON contacts BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
  other.close();
  expect(contacts.save(contact('b'))).toBe(false);
  expect([names(contacts), unavailable]).toEqual([['Name of a'], 1]);
});

test('a row that makes no sense is passed over', () => {
  const contacts = open();
  contacts.save(contact('a'));
  contacts.close();
  const other = new DatabaseSync(file());
  other.exec(
    `INSERT INTO contacts VALUES ('b', 'not json'), ('c', '{"id":"c"}'), ('d', '{"id":"d","name":" ","company":"","numbers":[]}')`,
  );
  other.close();
  expect(names(open())).toEqual(['Name of a']);
});
