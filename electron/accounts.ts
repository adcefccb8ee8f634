import { randomUUID } from 'node:crypto';
import { Account, type AccountPatch, type Credentials, type SignIn, type SignInProblem } from '../shared/account.ts';
import type { SecretStorage } from '../shared/ipc.ts';
import type { Settings } from '../shared/settings.ts';
import type { Log } from './log.ts';
import { patched } from './patched.ts';
import { whenSettled } from './secret-storage.ts';
import type { Secrets } from './secrets.ts';
import type { Readable, Value } from './shell.ts';
import { parseSignIn } from './sign-in.ts';

type SignInAnswer = { ok: true; account: Account } | { ok: false; problem: SignInProblem };

export interface Accounts {
  /** Keeps the account and its password and makes it the active one. Nothing is kept when a problem is returned. */
  signIn: (signIn: SignIn) => Promise<SignInAnswer>;
  /** Changes an account that is known. */
  update: (accountId: string, patch: AccountPatch) => void;
  /** Writes a password that was to be kept in memory only. */
  savePassword: (accountId: string) => Promise<void>;
  /** Forgets the account and its password. */
  signOut: (accountId: string) => void;
  credentials: (accountId: string) => Promise<Credentials | null>;
}

type Ports = {
  readonly settings: Value<Settings>;
  readonly secrets: Secrets;
  readonly storage: Readable<SecretStorage>;
  readonly log: Log;
};

/** One that was saved before there were instance ids gets its own now. */
const withInstance = (account: Account): Account =>
  account.kind === 'sip' && account.instanceId === '' ? { ...account, instanceId: randomUUID() } : account;

export function accounts({ settings, secrets, storage, log }: Ports): Accounts {
  const saved = settings.get();
  const known = saved.accounts.map(withInstance);
  if (known.some((account, i) => account !== saved.accounts[i])) settings.set({ ...saved, accounts: known });
  return {
    signIn: async (signIn) => {
      const parsed = parseSignIn(signIn);
      if (parsed.kind === 'problem') return { ok: false, problem: parsed.problem };
      const { credentials } = parsed;
      const before = settings.get().accounts.find(({ id }) => id === parsed.account.id);
      const account = withInstance(Account.parse({ ...before, ...parsed.account }));
      const save = signIn.savePassword;
      if (save && (await whenSettled(storage)) === 'unavailable') return { ok: false, problem: 'no-secure-storage' };
      await secrets.keep(account.id, credentials, { save });
      const now = settings.get();
      const others = now.accounts.filter(({ id }) => id !== account.id);
      settings.set({ ...now, accounts: [...others, account], activeAccountId: account.id });
      log.info(`signed in: ${account.server}, password ${save ? `saved (${storage.get()})` : 'in memory'}`);
      return { ok: true, account };
    },
    update: (accountId, patch) => {
      const before = settings.get();
      const changed = before.accounts.map((account) => (account.id === accountId ? patched(account, patch) : account));
      settings.set({ ...before, accounts: changed });
    },
    savePassword: async (accountId) => {
      await secrets.save(accountId);
      log.info(`password saved (${storage.get()})`);
    },
    signOut: (accountId) => {
      secrets.forget(accountId);
      const before = settings.get();
      settings.set({
        ...before,
        accounts: before.accounts.filter(({ id }) => id !== accountId),
        activeAccountId: before.activeAccountId === accountId ? null : before.activeAccountId,
      });
      log.info('signed out');
    },
    credentials: (accountId) => secrets.read(accountId),
  };
}
