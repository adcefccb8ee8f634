import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { CallRecord } from '../../shared/call.ts';
import { setAside } from '../files.ts';
import { describeError, type Log } from '../log.ts';

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

type Ports = {
  readonly folder: string;
  readonly log: Log;
  readonly onSetAside: (file: string, movedTo: string) => void;
  /** The history cannot be kept in this run; everything else works. Told once. */
  readonly onUnavailable: () => void;
  readonly maxRecords?: number;
};

const MIGRATIONS = [
  `CREATE TABLE calls (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, account_id TEXT NOT NULL, number TEXT NOT NULL, record TEXT NOT NULL) STRICT;
   CREATE INDEX calls_by_time ON calls (created_at DESC);
   CREATE INDEX calls_by_number ON calls (number, created_at DESC);`,
];

/** https://www.sqlite.org/rescode.html: SQLITE_CORRUPT and SQLITE_NOTADB. */
const BROKEN: ReadonlySet<unknown> = new Set([11, 26]);
const isBroken = (error: unknown): boolean => BROKEN.has((error as { errcode?: unknown }).errcode);

/** Opened with the first use: a start without a look at the history costs nothing. */
export function openHistory(ports: Ports): History {
  const { use, close } = guardedTable(ports);
  return {
    list: (page) => use([], (table) => table.list(page)),
    add: (record) => use(undefined, (table) => table.add(record)),
    remove: (ids) => use(undefined, (table) => table.remove(ids)),
    clear: () => use(undefined, (table) => table.clear()),
    close,
  };
}

type Table = ReturnType<typeof prepare>;
type Use = <T>(fallback: T, action: (table: Table) => T) => T;

/** A broken file is replaced once; what fails after that, or for another reason, gives the fallback. */
function guardedTable({ folder, log, onSetAside, onUnavailable, maxRecords = 10_000 }: Ports): { use: Use; close: () => void } {
  const file = path.join(folder, 'history.sqlite');
  let table: Table | undefined;
  let canOpen = true;
  let isRepaired = false;
  let isTold = false;

  const attempt = <T>(action: (open: Table) => T): T => {
    table ??= prepare(openDatabase(file), maxRecords);
    return action(table);
  };
  const replace = (): void => {
    isRepaired = true;
    table?.close();
    table = undefined;
    onSetAside(path.basename(file), path.basename(moveAway(file)));
  };
  const giveUp = (error: unknown): void => {
    log.error(`the history cannot be used: ${describeError(error)}`);
    if (table === undefined) canOpen = false; // a full disk may pass, a missing SQLite does not
    if (!isTold) onUnavailable();
    isTold = true;
  };
  const use: Use = (fallback, action) => {
    if (!canOpen) return fallback;
    try {
      try {
        return attempt(action);
      } catch (error) {
        if (isRepaired || !isBroken(error)) throw error;
        replace();
        return attempt(action);
      }
    } catch (error) {
      giveUp(error);
      return fallback;
    }
  };
  const close = (): void => {
    table?.close();
    table = undefined;
    canOpen = false;
  };
  return { use, close };
}

function moveAway(file: string): string {
  const movedTo = setAside(file, new Date());
  // What belongs to the broken file must not be played into the new one.
  for (const suffix of ['-wal', '-shm']) fs.rmSync(file + suffix, { force: true });
  return movedTo;
}

function openDatabase(file: string): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite');
  if (!sqlite) throw new Error('this Node has no SQLite');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const database = new sqlite.DatabaseSync(file, { timeout: 2000 });
  try {
    // With WAL, NORMAL loses at most the last call in a power cut, and never the file.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync): void {
  const { user_version: from } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (from > MIGRATIONS.length) throw new Error(`the history was written by a later version (${from})`);
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index >= from) database.exec(`BEGIN; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
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
    close: (): void => database.close(),
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
