import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Account } from '../shared/account.ts';
import { defaultSettings, type Settings } from '../shared/settings.ts';
import type { Value } from './shell.ts';
import { openSettings, openStore } from './store.ts';

// electron-store is the real one; outside of Electron its `electron` is a path, and it must not look for a binary to download.
vi.hoisted(() => {
  process.env.ELECTRON_OVERRIDE_DIST_PATH = '/nowhere';
});

let folder: string;
let aside: [string, string][];
const file = (name = 'settings.json'): string => path.join(folder, name);
const written = (): unknown => JSON.parse(readFileSync(file(), 'utf8'));
const open = (content?: unknown): Value<Settings> => {
  if (content !== undefined) writeFileSync(file(), typeof content === 'string' ? content : JSON.stringify(content));
  return openSettings({ folder, onSetAside: (from, to) => aside.push([from, to]) });
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'offhook-store-'));
  aside = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const saved = {
  id: 'a',
  kind: 'sip',
  server: 'wss://x/',
  user: 'u',
  domain: 'x',
  authUser: '',
  displayName: '',
  iceServers: [],
};
const account = Account.parse(saved);

test('a first start has the defaults and writes nothing', () => {
  expect(open().get()).toEqual(defaultSettings);
  expect(existsSync(file())).toBe(false);
});

test('a change is told, written whole and private, and found by the next start', () => {
  const settings = open();
  const heard: string[] = [];
  settings.subscribe(({ theme }) => heard.push(theme));
  settings.set({ ...settings.get(), theme: 'dark' });
  expect(heard).toEqual(['system', 'dark']);
  expect(written()).toEqual({ ...defaultSettings, theme: 'dark' });
  expect(statSync(file()).mode & 0o077).toBe(0);
  expect(open().get().theme).toBe('dark');
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

test('a value that breaks the schema is not written', () => {
  const settings = open();
  expect(() => settings.set({ ...defaultSettings, theme: 'pink' as never })).toThrow();
  expect(settings.get()).toEqual(defaultSettings);
  expect(existsSync(file())).toBe(false);
});

test('what an older version did not know gets its default, at every depth; what it knew stays', () => {
  const settings = open({ version: 1, theme: 'light', audio: { ringerVolume: 0.1 }, oldFashioned: true });
  expect(settings.get()).toEqual({ ...defaultSettings, theme: 'light', audio: { ...defaultSettings.audio, ringerVolume: 0.1 } });
  expect(aside).toEqual([]);
});

test('the one device that version 1 remembered is the first of the order', () => {
  const desk = { id: 'a', label: 'Desk' };
  const { audio, version } = open({ version: 1, audio: { microphone: desk, speaker: null, ringerVolume: 0.1 } }).get();
  expect({ audio, version }).toEqual({ audio: { ...defaultSettings.audio, microphone: [desk], ringerVolume: 0.1 }, version: 3 });
  expect(aside).toEqual([]);
});

test.each([true, false])('what version 2 did while the screen is locked goes on: do not disturb %s', (isQuietWhenLocked) => {
  const { whenLocked } = open({ version: 2, isQuietWhenLocked }).get();
  expect([whenLocked, aside]).toEqual([isQuietWhenLocked ? 'dnd' : 'nothing', []]);
});

test('a byte order mark is no fault', () => {
  expect(open('\ufeff{"theme":"dark"}').get().theme).toBe('dark');
  expect(aside).toEqual([]);
});

describe('a file that cannot be used is kept under another name, and the user is told', () => {
  test.each([
    ['half a file', '{"theme":"da'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['bytes', '\u0000\u0001\ufffd'],
  ])('%s', (_what, content) => {
    const settings = open(content);
    expect(settings.get()).toEqual(defaultSettings);
    expect(aside).toEqual([['settings.json', expect.stringMatching(/^settings\.corrupt-\d{8}T\d{6}Z\.json$/)]]);
    expect(readFileSync(file(aside[0]?.[1]), 'utf8')).toBe(content);
    settings.set({ ...settings.get(), theme: 'dark' });
    expect(written()).toMatchObject({ theme: 'dark' });
  });

  test('of a broken file the fields that are valid by themselves go on', () => {
    const settings = open({ ...defaultSettings, accounts: [saved], theme: 'pink', audio: { ringerVolume: 7 } });
    expect(settings.get()).toEqual({ ...defaultSettings, accounts: [account] });
    expect(aside).toHaveLength(1);
    expect(written()).toMatchObject({ accounts: [account], theme: 'system' });
  });

  test('a file of a later version keeps its accounts', () => {
    const settings = open({ ...defaultSettings, version: 4, accounts: [saved], activeAccountId: 'a' });
    expect(settings.get()).toMatchObject({ version: 3, accounts: [account], activeAccountId: 'a' });
    expect(aside).toHaveLength(1);
  });

  test('two in the same second do not take each other’s name', () => {
    const now = (): Date => new Date('2026-11-21T09:30:12.345Z');
    for (const content of ['one', 'two']) {
      writeFileSync(file(), content);
      openStore({ folder, name: 'settings', schema: z.object({}), defaults: {}, onSetAside: (...names) => aside.push(names), now });
    }
    expect(aside.map(([, name]) => name)).toEqual(['settings.corrupt-20261121T093012Z.json', 'settings.corrupt-20261121T093012Z-1.json']);
  });

  test('a folder where the file should be', () => {
    mkdirSync(file());
    expect(open().get()).toEqual(defaultSettings);
    expect(aside).toHaveLength(1);
  });
});

describe('migration', () => {
  const schema = z.object({ version: z.literal(3), name: z.string() });
  const migrations = [
    ({ first, last, ...rest }: Record<string, unknown>) => ({ ...rest, version: 2, full: `${first} ${last}` }),
    ({ full, ...rest }: Record<string, unknown>) => ({ ...rest, version: 3, name: full }),
  ];
  const openNames = () =>
    openStore({
      folder,
      name: 'settings',
      schema,
      defaults: { version: 3, name: '' },
      migrations,
      onSetAside: (...names) => aside.push(names),
    });

  test.each([
    [{ version: 1, first: 'Ada', last: 'Lovelace' }],
    [{ first: 'Ada', last: 'Lovelace' }],
    [{ version: 2, full: 'Ada Lovelace' }],
    [{ version: 3, name: 'Ada Lovelace' }],
  ])('%j', (content) => {
    writeFileSync(file(), JSON.stringify(content));
    expect(openNames().get()).toEqual({ version: 3, name: 'Ada Lovelace' });
    expect(aside).toEqual([]);
  });
});
