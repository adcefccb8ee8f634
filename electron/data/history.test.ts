import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallRecord } from '../../shared/call.ts';
import { recordingLog } from '../testing/recording-log.ts';
import { type History, openHistory } from './history.ts';

let folder: string;
let aside: string[];
let unavailable: number;
let opened: History[];
const file = (): string => path.join(folder, 'history.sqlite');
const open = (maxRecords?: number): History => {
  const history = openHistory({
    folder,
    log: recordingLog().log,
    onSetAside: (_from, to) => aside.push(to),
    onUnavailable: () => unavailable++,
    ...(maxRecords === undefined ? {} : { maxRecords }),
  });
  opened.push(history);
  return history;
};
const record = (id: string, createdAt: number): CallRecord => ({
  id,
  accountId: 'a',
  direction: 'incoming',
  destination: 'sip:1000@example.com',
  peer: { name: 'Bob', number: '1001', uri: 'sip:1001@example.com', company: '', avatar: '' },
  createdAt,
  answeredAt: null,
  endedAt: createdAt + 5,
  reason: { kind: 'no-answer', by: 'remote', code: null, phrase: '' },
});
const ids = (history: History, before: number | null = null, limit = 100): string =>
  history
    .list({ before, limit })
    .map(({ id }) => id)
    .join(' ');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'offhook-history-'));
  aside = [];
  unavailable = 0;
  opened = [];
});
afterEach(() => {
  for (const history of opened) history.close();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

test('calls come back as they were, newest first, at this start and the next', () => {
  const history = open();
  history.add(record('old', 1000));
  history.add(record('new', 3000));
  history.add(record('middle', 2000));
  expect(ids(history)).toBe('new middle old');
  history.close();
  expect(open().list({ before: null, limit: 1 })).toEqual([record('new', 3000)]);
});

test('pages join without a gap or a repetition, even where calls began in the same millisecond', () => {
  const history = open();
  for (const [id, at] of [
    ['a', 1],
    ['b', 2],
    ['c', 2],
    ['d', 2],
    ['e', 3],
  ] as const)
    history.add(record(id, at));
  const seen: string[] = [];
  for (let before: number | null = null; ; ) {
    const page = history.list({ before, limit: 2 });
    if (page.length === 0) break;
    seen.push(...page.map(({ id }) => id));
    before = page.at(-1)?.createdAt ?? 0;
  }
  expect(seen).toEqual(['e', 'd', 'c', 'b', 'a']);
});

test('the same call told twice is one call', () => {
  const history = open();
  history.add(record('a', 1000));
  history.add({ ...record('a', 1000), answeredAt: 1002 });
  expect(history.list({ before: null, limit: 10 })).toEqual([{ ...record('a', 1000), answeredAt: 1002 }]);
});

test('the oldest go when there are too many', () => {
  const history = open(3);
  for (let n = 1; n <= 5; n++) history.add(record(`c${n}`, n));
  expect(ids(history)).toBe('c5 c4 c3');
});

test('some or all can be removed', () => {
  const history = open();
  for (let n = 1; n <= 4; n++) history.add(record(`c${n}`, n));
  history.remove(['c2', 'c3', 'never there', "'; DROP TABLE calls; --"]);
  expect(ids(history)).toBe('c4 c1');
  history.clear();
  expect(ids(history)).toBe('');
});

test('nothing is opened before it is needed', () => {
  open();
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that is no database is set aside and a new history begins', () => {
  writeFileSync(file(), 'this is no database, '.repeat(100));
  const history = open();
  history.add(record('a', 1));
  expect(ids(history)).toBe('a');
  expect(aside).toEqual([expect.stringMatching(/^history\.corrupt-.*\.sqlite$/)]);
  expect(readFileSync(path.join(folder, aside[0] ?? ''), 'utf8')).toContain('this is no database');
  expect(unavailable).toBe(0);
});

test('a database that turns out broken in the middle is set aside too', () => {
  const history = open();
  for (let n = 1; n <= 400; n++) history.add(record(`c${n}`, n));
  history.close();
  const bytes = readFileSync(file());
  bytes.fill(0xff, 4096); // the header and its first page stay
  writeFileSync(file(), bytes);
  const again = open();
  expect(ids(again)).toBe('');
  again.add(record('a', 1));
  expect(ids(again)).toBe('a');
  expect([aside.length, unavailable]).toEqual([1, 0]);
});

test('a disk that is full for a moment costs one call, not the history', () => {
  const history = open();
  history.add(record('a', 1));
  const other = new DatabaseSync(file());
  other.exec("CREATE TRIGGER full BEFORE INSERT ON calls BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
  history.add(record('b', 2));
  expect([ids(history), unavailable]).toEqual(['a', 1]);
  other.exec('DROP TRIGGER full');
  other.close();
  history.add(record('c', 3));
  expect([ids(history), unavailable]).toEqual(['c a', 1]);
});

describe('where no history can be kept, the app works and the user is told once', () => {
  const useAll = (history: History): void => {
    history.add(record('a', 1));
    history.remove(['a']);
    history.clear();
    expect(ids(history)).toBe('');
    history.close();
  };

  test('without SQLite', () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    useAll(open());
    expect(unavailable).toBe(1);
  });

  test('with a file of a later version, which stays as it is', () => {
    const later = new DatabaseSync(file());
    later.exec('PRAGMA user_version = 99');
    later.close();
    useAll(open());
    expect([unavailable, aside]).toEqual([1, []]);
  });

  test('with a folder that is a file', () => {
    writeFileSync(path.join(folder, 'x'), '');
    folder = path.join(folder, 'x');
    useAll(open());
    expect(unavailable).toBe(1);
    folder = path.dirname(folder);
  });
});

test('a row that makes no sense is passed over', () => {
  const history = open();
  history.add(record('a', 1));
  history.close();
  const other = new DatabaseSync(file());
  other.exec(`INSERT INTO calls VALUES ('b', 2, 'a', '1', 'not json'), ('c', 3, 'a', '1', '{"id":"c"}')`);
  other.close();
  expect(ids(open())).toBe('a');
});

test('ten thousand calls are listed without a pause', () => {
  const history = open();
  history.add(record('first', 0));
  history.close();
  const filling = new DatabaseSync(file());
  const insert = filling.prepare('INSERT INTO calls VALUES (?, ?, ?, ?, ?)');
  filling.exec('BEGIN');
  for (let n = 1; n < 10_000; n++) insert.run(`c${n}`, n, 'a', '1', JSON.stringify(record(`c${n}`, n)));
  filling.exec('COMMIT');
  const plan = filling
    .prepare('EXPLAIN QUERY PLAN SELECT record FROM calls WHERE created_at < 500 ORDER BY created_at DESC LIMIT 50')
    .all();
  filling.close();
  expect(JSON.stringify(plan)).toContain('USING INDEX calls_by_time');
  expect(ids(open(), 500, 3)).toBe('c499 c498 c497');
});
