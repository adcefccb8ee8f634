import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { freePort } from '../pbx/ports.ts';
import { Offhook, type OpenOptions, type SignInData } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';

let pbx: Asterisk;
let phone: Offhook | undefined;
let userData: string;

beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'offhook-sign-in-'));
});
beforeAll(async () => {
  pbx = await startAsterisk();
}, 60_000);
afterAll(() => pbx?.stop());
afterEach(async () => {
  await phone?.close();
  phone = undefined;
  await rm(userData, { recursive: true, force: true, maxRetries: 5 });
});

const account = (change: Partial<SignInData> = {}): SignInData => ({
  server: pbx.url,
  user: '1001',
  password: pbx.user('1001').password,
  ...change,
});

/** Opens the app as a newcomer does and fills in the form. */
async function signInAsNewcomer(data: SignInData, options: OpenOptions = {}): Promise<Offhook> {
  const offhook = await Offhook.open(options);
  phone = offhook;
  await offhook
    .button('Sign in to your phone system')
    .or(offhook.page.getByRole('button', { name: /Sign in to your phone system/ }))
    .first()
    .click();
  await offhook.signIn(data);
  return offhook;
}

test('a newcomer signs in by the form and can call', async () => {
  const offhook = await signInAsNewcomer(account(), { microphoneTone: 1000 });
  await offhook.page
    .getByRole('button', { name: /Start using Offhook|Go to the phone|Skip/ })
    .first()
    .click();
  await offhook.light('Ready').waitFor();
  await offhook.talkTo('600');
  await offhook.untilHeard(1000);
});

test('a wrong password is told in words, and the right one then works', async () => {
  const offhook = await signInAsNewcomer(account({ password: 'wrong' }));
  await offhook.page.getByText('did not accept the password').first().waitFor();
  await offhook.signIn(account());
  await offhook.page
    .getByRole('button', { name: /Start using Offhook|Go to the phone|Skip/ })
    .first()
    .click();
  await offhook.light('Ready').waitFor();
});

test('an unknown host is told from an unreachable one', async () => {
  const offhook = await signInAsNewcomer(account({ server: 'wss://no-such-host.invalid/ws' }));
  await offhook.page.getByText('Could not find no-such-host.invalid').first().waitFor({ timeout: 20_000 });
});

test('a plain ws:// server elsewhere is refused with the way out', async () => {
  const offhook = await signInAsNewcomer(account({ server: 'ws://pbx.example.com/ws' }));
  await offhook.page.getByText('Type wss:// instead').first().waitFor();
});

test('a server that goes down is waited for, and the phone is back by itself', async () => {
  const offhook = await Offhook.signedIn(account());
  phone = offhook;
  await pbx.stop('SIGKILL');
  try {
    await offhook.light('No connection').waitFor();
  } finally {
    await pbx.start();
  }
  await offhook.light('Ready').waitFor({ timeout: 60_000 });
  await offhook.talkTo('601');
  await offhook.untilHeard(440);
}, 90_000);

test('when the first server is down, the next one takes over, and the light says so', async () => {
  const down = `ws://localhost:${await freePort('127.0.0.1')}`;
  const offhook = await Offhook.signedIn(account({ server: down, furtherServers: [pbx.url], domain: '127.0.0.1' }));
  phone = offhook;
  await offhook.talkTo('601');
  await offhook.untilHeard(440);
  await offhook.hangUpAll();
  await offhook.light('Ready').click();
  await offhook.page.getByText(/Signed in through 127\.0\.0\.1 since .* because localhost does not work/).waitFor();
});

test('an untrusted certificate is named as the cause', async () => {
  const offhook = await signInAsNewcomer(account({ server: pbx.secureUrl }));
  await offhook.page.getByText('certificate').first().waitFor();
});

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** The files of the profile that hold the password as anyone could read it. */
async function filesWithPassword(offhook: Offhook, password: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of await files(offhook.userData)) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    const forms = [password, Buffer.from(password).toString('base64').replace(/=+$/, '')];
    if (forms.some((form) => bytes.includes(form) || bytes.includes(Buffer.from(form, 'utf16le'))))
      found.push(path.relative(offhook.userData, file));
  }
  return found;
}

test('the password is in no file of the profile, and the next start signs in with it', async () => {
  const { password } = account();
  const offhook = await Offhook.signedIn(account(), { userData });
  phone = offhook;
  expect(await filesWithPassword(offhook, password)).toEqual([]);
  expect((await files(offhook.userData)).map((file) => path.basename(file))).toContain('secrets.json');
  await offhook.close();
  phone = await Offhook.open({ userData });
  await phone.light('Ready').waitFor();
});

test('where the password cannot be kept safely, the newcomer is told and keeps it out of the files', async () => {
  const offhook = await signInAsNewcomer(account(), { keyring: 'basic_text' });
  await offhook.page.getByText('This computer has no password store').waitFor();
  expect(
    await offhook.page
      .getByRole('checkbox', { name: 'Keep my password' })
      .or(offhook.page.getByRole('switch', { name: 'Keep my password' }))
      .isChecked(),
  ).toBe(false);
  await offhook.page.getByText('Can you hear, and be heard?').waitFor();
  expect(await filesWithPassword(offhook, account().password)).toEqual([]);
});

test('a keyring that is late is waited for', async () => {
  const offhook = await Offhook.open({ userData, keyring: 'late', account: account() });
  phone = offhook;
  await offhook.light('Ready').waitFor({ timeout: 20_000 });
  expect(await filesWithPassword(offhook, account().password)).toEqual([]);
});
