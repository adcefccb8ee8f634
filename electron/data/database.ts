import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setAside } from '../files.ts';
import { describeError, type Log } from '../log.ts';

/** What a database file needs of the app around it. */
export type DatabasePorts = {
  readonly folder: string;
  readonly log: Log;
  readonly onSetAside: (file: string, movedTo: string) => void;
  /** Nothing can be kept in this run; everything else works. Told once. */
  readonly onUnavailable: () => void;
};

type Layout<Table> = {
  /** File name without `.sqlite`, and how the log calls it. */
  readonly name: string;
  /** The first one makes the layout of version 1 in an empty file. */
  readonly migrations: readonly string[];
  /** Statements that the file is used by, made once. */
  readonly prepare: (database: DatabaseSync) => Table;
};

export type GuardedDatabase<Table> = {
  /** The fallback is the answer where the database cannot be used. */
  readonly use: <T>(fallback: T, action: (table: Table) => T) => T;
  readonly close: () => void;
};

/** https://www.sqlite.org/rescode.html: SQLITE_CORRUPT and SQLITE_NOTADB. */
const BROKEN: ReadonlySet<unknown> = new Set([11, 26]);
const isBroken = (error: unknown): boolean => BROKEN.has((error as { errcode?: unknown }).errcode);

/**
 * A database file, opened with its first use: a start without a look at it costs nothing. A broken file is replaced once; what fails after
 * that, or for another reason, gives the fallback.
 */
export function guardedDatabase<Table>(
  { folder, log, onSetAside, onUnavailable }: DatabasePorts,
  { name, migrations, prepare }: Layout<Table>,
): GuardedDatabase<Table> {
  const file = path.join(folder, `${name}.sqlite`);
  let open: { readonly table: Table; readonly close: () => void } | undefined;
  let canOpen = true;
  let isRepaired = false;
  let isTold = false;

  const attempt = <T>(action: (table: Table) => T): T => {
    open ??= openTable(file, migrations, prepare);
    return action(open.table);
  };
  const replace = (): void => {
    isRepaired = true;
    open?.close();
    open = undefined;
    onSetAside(path.basename(file), path.basename(moveAway(file)));
  };
  const giveUp = (error: unknown): void => {
    log.error(`the ${name} cannot be used: ${describeError(error)}`);
    if (open === undefined) canOpen = false; // a full disk may pass, a missing SQLite does not
    if (!isTold) onUnavailable();
    isTold = true;
  };
  return {
    use: (fallback, action) => {
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
    },
    close: () => {
      open?.close();
      open = undefined;
      canOpen = false;
    },
  };
}

function moveAway(file: string): string {
  const movedTo = setAside(file, new Date());
  // What belongs to the broken file must not be played into the new one.
  for (const suffix of ['-wal', '-shm']) fs.rmSync(file + suffix, { force: true });
  return movedTo;
}

function openTable<Table>(file: string, migrations: readonly string[], prepare: (database: DatabaseSync) => Table) {
  const sqlite = process.getBuiltinModule('node:sqlite');
  if (!sqlite) throw new Error('this Node has no SQLite');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const database = new sqlite.DatabaseSync(file, { timeout: 2000 });
  try {
    // With WAL, NORMAL loses at most what was written last in a power cut, and never the file.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    migrate(database, migrations);
    return { table: prepare(database), close: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  const { user_version: from } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (from > migrations.length) throw new Error(`it was written by a later version (${from})`);
  for (const [index, step] of migrations.entries()) {
    if (index >= from) database.exec(`BEGIN; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
