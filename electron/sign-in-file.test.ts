import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Account, type SignIn } from '../shared/account.ts';
import type { SecretStorage } from '../shared/ipc.ts';
import type { Accounts } from './accounts.ts';
import { value } from './shell.ts';
import { parseSignIn } from './sign-in.ts';
import { type Import, importSignInFile } from './sign-in-file.ts';

const GOOD = { server: 'pbx.example.com', user: '1000', password: 'correct horse' };
let folder: string;
let imported = value<string | null>(null);
let storage = value<SecretStorage>('encrypted');
let signedIn: SignIn[];
let saved: string[];
let problems: string[][];

const ID = 'sip:1000@pbx.example.com';
const accounts: Accounts = {
  signIn: async (signIn) => {
    const parsed = parseSignIn(signIn);
    if (parsed.kind === 'problem') return { ok: false, problem: parsed.problem };
    signedIn.push(signIn);
    return { ok: true, account: Account.parse(parsed.account) };
  },
  savePassword: async (accountId) => void saved.push(accountId),
  update: () => {},
  signOut: () => {},
  credentials: async () => null,
};
const begin = (content: unknown): Promise<Import> => {
  const file = path.join(folder, 'sign-in.json');
  if (content !== undefined) writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return importSignInFile(file, { accounts, storage, imported, onProblem: (...problem) => problems.push(problem) });
};
const start = async (content: unknown): Promise<string | null> => {
  const { accountId, saved: saving } = await begin(content);
  await saving;
  return accountId;
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'offhook-sign-in-'));
  imported = value<string | null>(null);
  storage = value<SecretStorage>('encrypted');
  signedIn = [];
  saved = [];
  problems = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the file signs in once; a changed file signs in again', async () => {
  expect(await start(GOOD)).toBe(ID);
  expect(await start(GOOD)).toBeNull();
  expect(signedIn).toEqual([expect.objectContaining(GOOD)]);
  expect(saved).toEqual([ID]);
  await start({ ...GOOD, password: 'another' });
  expect(signedIn).toHaveLength(2);
  expect(problems).toEqual([]);
});

test('it may list further servers', async () => {
  const furtherServers = ['pbx2.example.com', 'wss://pbx3.example.com:8089/ws'];
  await start({ ...GOOD, furtherServers });
  expect(signedIn).toEqual([expect.objectContaining({ furtherServers })]);
  await start({ ...GOOD, furtherServers: 'pbx2.example.com' });
  expect(problems.at(-1)).toEqual(expect.arrayContaining(['bad-field', 'furtherServers']));
});

test('what is remembered of it tells nothing, and differs each time', async () => {
  await start(GOOD);
  const first = imported.get();
  imported.set(null);
  await start(GOOD);
  expect(first).toMatch(/^[0-9a-f]{32}:[0-9a-f]{64}$/);
  expect(imported.get()).not.toBe(first);
});

test.each(['', 'x', ':', 'zz:zz'])('a memory that was spoilt is no memory: %j', async (spoilt) => {
  imported.set(spoilt);
  await start(GOOD);
  expect(signedIn).toHaveLength(1);
});

test('the account is there at once, its password is written when the keyring has come', async () => {
  storage.set('starting');
  const { accountId, saved: saving } = await begin(GOOD);
  expect([accountId, saved, imported.get()]).toEqual([ID, [], null]);
  storage.set('encrypted');
  await saving;
  expect(saved).toEqual([ID]);
  expect(imported.get()).not.toBeNull();
});

test.each(['plain', 'unavailable'] as const)(
  'with %s storage the password stays in memory, the user is told, and the next start imports again',
  async (state) => {
    storage.set(state);
    await start(GOOD);
    await start(GOOD);
    expect(signedIn.map(({ savePassword }) => savePassword)).toEqual([false, false]);
    expect(saved).toEqual([]);
    expect(problems).toEqual([
      ['sign-in.json', 'not-saved', ''],
      ['sign-in.json', 'not-saved', ''],
    ]);
  },
);

test('a file that asks not to save is taken at its word, without a remark', async () => {
  await start({ ...GOOD, savePassword: false });
  expect([signedIn.length, saved, problems, imported.get()]).toEqual([1, [], [], null]);
});

describe('a file that cannot be used is named, and what stands in it is not', () => {
  test.each([
    [undefined, 'missing'],
    ['', 'not-json'],
    ['{"password":"correct horse"', 'not-json'],
    [[], 'bad-field', ''],
    [{ ...GOOD, server: 5 }, 'bad-field', 'server'],
    [{ user: '1000' }, 'bad-field', 'server, password'],
    [{ ...GOOD, autoExec: 'x' }, 'bad-field', 'autoExec'],
    [{ ...GOOD, server: 'http://pbx.example.com' }, 'server-scheme'],
    [{ ...GOOD, user: '' }, 'no-user'],
    ['x'.repeat(65_537), 'too-large'],
  ])('%j', async (content, problem, detail = '') => {
    await start(content);
    expect(problems).toEqual([['sign-in.json', problem, detail]]);
    expect(problems.join()).not.toContain('horse');
    expect(signedIn).toEqual([]);
    expect(imported.get()).toBeNull();
  });

  test('a folder', async () => {
    mkdirSync(path.join(folder, 'sign-in.json'));
    await start(undefined);
    expect(problems).toEqual([['sign-in.json', 'unreadable', '']]);
  });
});
