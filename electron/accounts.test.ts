import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SignIn } from '../shared/account.ts';
import { defaultOutgoingRules } from '../shared/default-rules.ts';
import type { SecretStorage } from '../shared/ipc.ts';
import { defaultFeatureCodes } from '../shared/rules.ts';
import { defaultSettings, type Settings } from '../shared/settings.ts';
import { type Accounts, accounts } from './accounts.ts';
import { openLog } from './log.ts';
import { openSecrets } from './secrets.ts';
import { value } from './shell.ts';
import { fakeSafeStorage } from './testing/fake-safe-storage.ts';

const typed = (some: Partial<SignIn> = {}): SignIn =>
  SignIn.parse({ server: 'pbx.example.com', user: '1000', password: 'correct horse', icePassword: 'battery', ...some });
let folder: string;
let settings = value<Settings>(defaultSettings);
let storage = value<SecretStorage>('encrypted');
const told: string[] = [];
const open = (): Accounts => {
  const log = openLog({ folder, level: 'debug', stderr: (line) => told.push(line) });
  const secrets = openSecrets({ folder, box: fakeSafeStorage(), storage, log, onLost: () => {}, onSetAside: () => {} });
  return accounts({ settings, secrets, storage, log });
};
/** Every byte of every file in the profile. */
const profile = (): string =>
  readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'offhook-accounts-'));
  settings = value<Settings>(defaultSettings);
  storage = value<SecretStorage>('encrypted');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('signing in makes the account the active one, and a later start knows its password', async () => {
  const answer = await open().signIn(typed());
  expect(answer).toMatchObject({ ok: true, account: { id: 'sip:1000@pbx.example.com' } });
  expect(settings.get()).toMatchObject({ activeAccountId: 'sip:1000@pbx.example.com', accounts: [{ user: '1000' }] });
  expect(await open().credentials('sip:1000@pbx.example.com')).toEqual({ password: 'correct horse', turnPassword: 'battery' });
});

test('credentials are in no settings, no log and no file in clear', async () => {
  await open().signIn(typed());
  await open().credentials('sip:1000@pbx.example.com');
  expect(profile() + told.join() + JSON.stringify(settings.get())).not.toMatch(/horse|battery/);
  expect(profile()).toContain('signed in');
});

test('signing in again as the same user changes the account, and adds none', async () => {
  const own = open();
  await own.signIn(typed({ displayName: 'Ada' }));
  await own.signIn(typed({ user: '2000' }));
  await own.signIn(typed({ displayName: 'Ada Lovelace' }));
  expect(settings.get().accounts.map(({ user, displayName }) => [user, displayName])).toEqual([
    ['2000', ''],
    ['1000', 'Ada Lovelace'],
  ]);
  expect(settings.get().activeAccountId).toBe('sip:1000@pbx.example.com');
});

test('an account keeps the id of its registration through starts and sign-ins; another computer has another', async () => {
  await open().signIn(typed());
  const [first] = settings.get().accounts;
  expect(first!.instanceId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  await open().signIn(typed({ displayName: 'Ada' }));
  expect(settings.get().accounts).toMatchObject([{ displayName: 'Ada', instanceId: first!.instanceId }]);
  settings = value<Settings>(defaultSettings);
  await open().signIn(typed());
  expect(settings.get().accounts[0]!.instanceId).not.toBe(first!.instanceId);
});

test('an account that was saved before there were such ids gets one at the next start, and keeps it', async () => {
  await open().signIn(typed());
  const [saved] = settings.get().accounts;
  settings.set({ ...settings.get(), accounts: [{ ...saved!, instanceId: '' }] });
  open();
  const { instanceId } = settings.get().accounts[0]!;
  expect(instanceId).not.toBe('');
  open();
  expect(settings.get().accounts[0]!.instanceId).toBe(instanceId);
});

test('what the user set for an account changes that account alone, and stays when they sign in again', async () => {
  const own = open();
  await own.signIn(typed());
  await own.signIn(typed({ user: '2000' }));
  const outgoing = { ...defaultOutgoingRules, countryCode: '49', headers: [{ name: 'X-Desk', value: '7' }] };
  own.update('sip:1000@pbx.example.com', { outgoing });
  own.update('sip:1000@pbx.example.com', { featureCodes: { ...defaultFeatureCodes, voicemail: '*97' } });
  own.update('sip:nobody@pbx.example.com', { outgoing });
  await own.signIn(typed({ displayName: 'Ada' }));
  expect(settings.get().accounts).toMatchObject([
    { user: '2000', outgoing: defaultOutgoingRules, featureCodes: defaultFeatureCodes },
    { user: '1000', displayName: 'Ada', outgoing, featureCodes: { voicemail: '*97' } },
  ]);
});

test('a problem keeps nothing', async () => {
  expect(await open().signIn(typed({ server: 'ws://pbx.example.com' }))).toEqual({ ok: false, problem: 'plain-ws' });
  expect(settings.get()).toBe(defaultSettings);
  expect(profile()).toBe('');
});

test('where nothing can encrypt, a password to be saved is a problem, one in memory is none', async () => {
  storage.set('unavailable');
  const own = open();
  expect(await own.signIn(typed())).toEqual({ ok: false, problem: 'no-secure-storage' });
  expect(await own.signIn(typed({ savePassword: false }))).toMatchObject({ ok: true });
  expect(await own.credentials('sip:1000@pbx.example.com')).toMatchObject({ password: 'correct horse' });
  expect(profile()).not.toContain('horse');
});

test('saving waits for a keyring that is late; a password in memory does not', async () => {
  storage.set('starting');
  const own = open();
  expect(await own.signIn(typed({ user: '1', savePassword: false }))).toMatchObject({ ok: true });
  const saving = own.signIn(typed());
  storage.set('encrypted');
  expect(await saving).toMatchObject({ ok: true });
});

test('signing out forgets the account and its password', async () => {
  const own = open();
  await own.signIn(typed());
  await own.signIn(typed({ user: '2000' }));
  own.signOut('sip:1000@pbx.example.com');
  expect(settings.get().activeAccountId).toBe('sip:2000@pbx.example.com');
  own.signOut('sip:2000@pbx.example.com');
  expect(settings.get()).toMatchObject({ accounts: [], activeAccountId: null });
  expect(await open().credentials('sip:1000@pbx.example.com')).toBeNull();
});
