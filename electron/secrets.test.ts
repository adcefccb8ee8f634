import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SecretStorage } from '../shared/ipc.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { value } from './shell.ts';
import { fakeSafeStorage } from './testing/fake-safe-storage.ts';
import { recordingLog } from './testing/recording-log.ts';

const CREDENTIALS = { password: 'correct horse', turnPassword: 'battery staple' };
let folder: string;
let storage = value<SecretStorage>('encrypted');
let box = fakeSafeStorage();
let { log, hidden, lines } = recordingLog();
let lost: string[];
let aside: string[];
const file = (): string => path.join(folder, 'secrets.json');
const open = (): Secrets =>
  openSecrets({ folder, box, storage, log, onLost: (id) => lost.push(id), onSetAside: (_from, to) => aside.push(to), patience: 600 });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'offhook-secrets-'));
  storage = value<SecretStorage>('encrypted');
  box = fakeSafeStorage();
  ({ log, hidden, lines } = recordingLog());
  lost = [];
  aside = [];
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

test('a saved password is found by the next start, in a private file that does not name it', async () => {
  await open().keep('a', CREDENTIALS, { save: true });
  const content = readFileSync(file(), 'utf8');
  expect(content).not.toMatch(/horse|staple/);
  expect(statSync(file()).mode & 0o077).toBe(0);
  expect(await open().read('a')).toEqual(CREDENTIALS);
  expect(lost).toEqual([]);
});

test('the log is told to hide what is read and what is kept', async () => {
  await open().keep('a', CREDENTIALS, { save: true });
  expect(hidden).toEqual(['correct horse', 'battery staple']);
  hidden.length = 0;
  await open().read('a');
  expect(hidden).toEqual(['correct horse', 'battery staple']);
});

test('a password that is not to be saved is known until the app quits', async () => {
  const secrets = open();
  await secrets.keep('a', CREDENTIALS, { save: false });
  expect(await secrets.read('a')).toEqual(CREDENTIALS);
  expect(existsSync(file())).toBe(false);
  expect(await open().read('a')).toBeNull();
  expect(lost).toEqual([]);
});

test('a password in memory can be saved later, unless it was forgotten', async () => {
  const secrets = open();
  await secrets.keep('a', CREDENTIALS, { save: false });
  await secrets.keep('b', CREDENTIALS, { save: false });
  secrets.forget('b');
  await secrets.save('a');
  await secrets.save('b');
  expect(await open().read('a')).toEqual(CREDENTIALS);
  expect(await open().read('b')).toBeNull();
});

test('to stop saving removes what was saved', async () => {
  const secrets = open();
  await secrets.keep('a', CREDENTIALS, { save: true });
  await secrets.keep('a', CREDENTIALS, { save: false });
  expect(readFileSync(file(), 'utf8')).not.toContain('"a"');
  expect(await open().read('a')).toBeNull();
});

test('a forgotten password is gone from memory and disk, the others stay', async () => {
  const secrets = open();
  await secrets.keep('a', CREDENTIALS, { save: true });
  await secrets.keep('b', CREDENTIALS, { save: true });
  secrets.forget('a');
  secrets.forget('never known');
  expect(await secrets.read('a')).toBeNull();
  expect(await open().read('b')).toEqual(CREDENTIALS);
  expect(readFileSync(file(), 'utf8')).not.toContain('"a"');
});

test('an account may have any name', async () => {
  await open().keep('constructor', CREDENTIALS, { save: true });
  expect(await open().read('constructor')).toEqual(CREDENTIALS);
  expect(await open().read('toString')).toBeNull();
});

test('reading waits for a keyring that is late', async () => {
  await open().keep('a', CREDENTIALS, { save: true });
  storage.set('starting');
  let answered = false;
  const reading = open().read('a');
  void reading.then(() => (answered = true));
  await new Promise(setImmediate);
  expect(answered).toBe(false);
  storage.set('encrypted');
  expect(await reading).toEqual(CREDENTIALS);
});

test('a password that cannot be decrypted is lost: the user is told, its ciphertext stays, and no log quotes anything', async () => {
  await open().keep('a', CREDENTIALS, { save: true });
  const before = readFileSync(file(), 'utf8');
  box.prefix = 'v99';
  expect(await open().read('a')).toBeNull();
  expect(lost).toEqual(['a']);
  expect(readFileSync(file(), 'utf8')).toBe(before);
  expect(lines.join()).not.toMatch(/horse|staple/);
});

test('something decrypted that is no password is lost too, and is not quoted', async () => {
  const cipher = (await box.encryptStringAsync('correct horse')).toString('base64');
  writeFileSync(file(), JSON.stringify({ version: 1, accounts: { a: cipher } }));
  expect(await open().read('a')).toBeNull();
  expect(lost).toEqual(['a']);
  expect(lines.join()).not.toContain('horse');
});

test('a locked keyring is asked again for a while', async () => {
  await open().keep('a', CREDENTIALS, { save: true });
  vi.useFakeTimers();
  box.fails = new Error('safeStorage.decryptStringAsync is temporarily unavailable. Please try again.');
  const reading = open().read('a');
  await vi.advanceTimersByTimeAsync(300);
  box.fails = null;
  await vi.advanceTimersByTimeAsync(300);
  expect(await reading).toEqual(CREDENTIALS);
});

test('a keyring that stays locked is given up', async () => {
  await open().keep('a', CREDENTIALS, { save: true });
  vi.useFakeTimers();
  box.fails = new Error('temporarily unavailable');
  const reading = open().read('a');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await reading).toBeNull();
  expect(lost).toEqual(['a']);
});

test('an old key is replaced when the system says so', async () => {
  await open().keep('a', CREDENTIALS, { save: true });
  const decrypt = box.decryptStringAsync;
  box.decryptStringAsync = async (cipher) => ({ ...(await decrypt(cipher)), shouldReEncrypt: cipher.toString().startsWith('v11') });
  const reading = open();
  box.encryptStringAsync = async () => Buffer.from('new');
  expect(await reading.read('a')).toEqual(CREDENTIALS);
  expect(readFileSync(file(), 'utf8')).toContain(Buffer.from('new').toString('base64'));
});

test.each(['{"version":1', '[]', '{"version":1,"accounts":{"a":"not base64!"}}', '{"version":2,"accounts":{}}'])(
  'a broken file is set aside: %s',
  async (content) => {
    writeFileSync(file(), content);
    expect(await open().read('a')).toBeNull();
    expect(aside).toEqual([expect.stringMatching(/^secrets\.corrupt-.*\.json$/)]);
    expect(readdirSync(folder)).toEqual(aside);
  },
);
