import type { DatabaseSync } from 'node:sqlite';
import { Contact } from '../../shared/contact.ts';
import { type DatabasePorts, guardedDatabase } from './database.ts';

/** The people whom the user knows by name, in no order: the page sorts by its language. */
export interface Contacts {
  list: () => Contact[];
  /** Takes the place of a contact with the same id. False: it could not be written. */
  save: (contact: Contact) => boolean;
  /** False: they could not be removed. */
  remove: (ids: readonly string[]) => boolean;
  close: () => void;
}

const MIGRATIONS = ['CREATE TABLE contacts (id TEXT PRIMARY KEY, contact TEXT NOT NULL) STRICT;'];

export function openContacts(ports: DatabasePorts): Contacts {
  const { use, close } = guardedDatabase(ports, { name: 'contacts', migrations: MIGRATIONS, prepare });
  return {
    list: () => use([], (table) => table.list()),
    save: (contact) => use(false, (table) => table.save(contact)),
    remove: (ids) => use(false, (table) => table.remove(ids)),
    close,
  };
}

function prepare(database: DatabaseSync) {
  const all = database.prepare('SELECT contact FROM contacts');
  const insert = database.prepare('INSERT OR REPLACE INTO contacts (id, contact) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM contacts WHERE id = ?');
  return {
    list: (): Contact[] => all.all().flatMap(({ contact }) => parse(contact)),
    save: (contact: Contact): boolean => {
      insert.run(contact.id, JSON.stringify(contact));
      return true;
    },
    remove: (ids: readonly string[]): boolean => {
      for (const id of ids) remove.run(id);
      return true;
    },
  };
}

/** A row that a later version wrote, or that somebody edited, is passed over. */
function parse(text: unknown): Contact[] {
  try {
    const contact = Contact.safeParse(JSON.parse(String(text)));
    return contact.success ? [contact.data] : [];
  } catch {
    return [];
  }
}
