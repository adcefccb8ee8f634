import { afterAll, beforeAll } from 'vitest';
import { type Ask, type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { TransferBench } from './transfer-page.ts';

/** What each of our phones says; 601 of the Asterisk says 440. */
export const voices = { '1001': 1_000, '1002': 1_200, '1003': 700, '1004': 1_500 } as const;
type User = keyof typeof voices;

let browser: MediaBrowser<TransferBench>;
const open = new Set<User>();

export const ask: Ask<TransferBench> = (name, ...input) => browser.ask(name, ...input);

/** Opens the page of the phones for the tests of a file. */
export function usePhones(chromium: string | null): void {
  beforeAll(async () => {
    if (chromium) browser = await openMediaPage<TransferBench>(chromium, 'transfer-page.ts');
  });
  afterAll(() => browser?.close());
}

/** Opens phones, which `signOut` closes. */
export async function signIn(server: { url: string; user: (name: string) => { password: string } }, ...users: User[]): Promise<void> {
  for (const user of users) {
    open.add(user);
    await ask('open', { server: server.url, user, password: server.user(user).password, hertz: voices[user] });
  }
}

export async function signOut(): Promise<void> {
  for (const user of open) await ask('close', user);
  open.clear();
}

/** One of our phones calls another, and both hear each other. */
export async function connect(from: User, to: User): Promise<void> {
  await ask('dial', from, to);
  await ask('answer', to);
  await ask('hears', from, voices[to]);
  await ask('hears', to, voices[from]);
}
