import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Asterisk, type AsteriskOptions, startAsterisk } from '../pbx/asterisk.ts';
import { Desk, desktopWith } from './desk.ts';
import { Offhook, type OpenOptions, type SignInData } from './offhook.ts';

/** The phone system of the file whose tests run, from `usePbx` on. */
export let pbx: Asterisk;
const phones: Offhook[] = [];
const folders: string[] = [];

/** Starts a phone system for all tests of a file, or of a `describe`. After each of them every call is over, and at last everything is closed. */
export function usePbx(options: AsteriskOptions = {}): void {
  beforeAll(async () => {
    pbx = await startAsterisk(options);
  }, 60_000);
  afterEach(async () => {
    await Promise.all(phones.map((phone) => phone.hangUpAll()));
    await untilNoCalls();
  });
  afterAll(async () => {
    await Promise.all(phones.splice(0).map((phone) => phone.close()));
    await pbx?.stop();
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });
}

export const accountOf = (user: string): SignInData => ({ server: pbx.url, user, password: pbx.user(user).password });

/** Opens a phone of one of its users, which stays open until the last test is over. For `beforeAll`. */
export async function signIn(user: string, options: OpenOptions = {}): Promise<Offhook> {
  const phone = await Offhook.signedIn(accountOf(user), options);
  phones.push(phone);
  return phone;
}

/** The same on a desktop that has a place for tray icons. */
export async function signInWithTray(user: string, options: OpenOptions = {}): Promise<{ phone: Offhook; desk: Desk }> {
  const { env, folder } = await desktopWith({ tray: true });
  folders.push(folder);
  const phone = await signIn(user, { ...options, env });
  return { phone, desk: new Desk(phone.app) };
}

/** Waits until the phone system knows of no call any more. */
export const untilNoCalls = (): Promise<string> => pbx.until('core show channels count', (text) => text.includes('0 active channels'));
