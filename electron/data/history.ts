import type { DatabaseSync } from 'node:sqlite';
import { CallRecord } from '../../shared/call.ts';
import { type DatabasePorts, guardedDatabase } from './database.ts';

/** Past calls, newest first. */
export interface History {
  /**
   * Calls older than `before` (epoch milliseconds, null: from the newest on). At most `limit`, and the few more that began in the same
   * millisecond as the last one: the next page starts before it.
   */
  list: (page: { before: number | null; limit: number }) => CallRecord[];
  /** Takes the place of a record with the same id. */
  add: (record: CallRecord) => void;
  remove: (ids: readonly string[]) => void;
  clear: () => void;
  close: () => void;
}

const MIGRATIONS = [
  `CREATE TABLE calls (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, account_id TEXT NOT NULL, number TEXT NOT NULL, record TEXT NOT NULL) STRICT;
   CREATE INDEX calls_by_time ON calls (created_at DESC);
   CREATE INDEX calls_by_number ON calls (number, created_at DESC);`,
];

export function openHistory({ maxRecords = 10_000, ...ports }: DatabasePorts & { readonly maxRecords?: number }): History {
  const prepareTable = (database: DatabaseSync) => prepare(database, maxRecords);
  const { use, close } = guardedDatabase(ports, { name: 'history', migrations: MIGRATIONS, prepare: prepareTable });
  return {
    list: (page) => use([], (table) => table.list(page)),
    add: (record) => use(undefined, (table) => table.add(record)),
    remove: (ids) => use(undefined, (table) => table.remove(ids)),
    clear: () => use(undefined, (table) => table.clear()),
    close,
  };
}

function prepare(database: DatabaseSync, maxRecords: number) {
  const page = database.prepare(
    `SELECT record FROM calls WHERE created_at < :before AND created_at >=
       (SELECT MIN(created_at) FROM (SELECT created_at FROM calls WHERE created_at < :before ORDER BY created_at DESC LIMIT :limit))
     ORDER BY created_at DESC, rowid DESC`,
  );
  const insert = database.prepare('INSERT OR REPLACE INTO calls (id, created_at, account_id, number, record) VALUES (?, ?, ?, ?, ?)');
  const trim = database.prepare(
    'DELETE FROM calls WHERE rowid IN (SELECT rowid FROM calls ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET ?)',
  );
  const remove = database.prepare('DELETE FROM calls WHERE id = ?');
  return {
    list: ({ before, limit }: { before: number | null; limit: number }): CallRecord[] =>
      page.all({ before: before ?? Number.MAX_SAFE_INTEGER, limit }).flatMap(({ record }) => parse(record)),
    add: (record: CallRecord): void => {
      insert.run(record.id, Math.round(record.createdAt), record.accountId, record.peer.number, JSON.stringify(record));
      trim.run(maxRecords);
    },
    remove: (ids: readonly string[]): void => {
      for (const id of ids) remove.run(id);
    },
    clear: (): void => database.exec('DELETE FROM calls'),
  };
}

/** A row that a later version wrote, or that somebody edited, is passed over. */
function parse(text: unknown): CallRecord[] {
  try {
    const record = CallRecord.safeParse(JSON.parse(String(text)));
    return record.success ? [record.data] : [];
  } catch {
    return [];
  }
}
