import path from 'node:path';
import { z } from 'zod';
import { Credentials } from '../shared/account.ts';
import type { SecretStorage } from '../shared/ipc.ts';
import { readJsonObject, setAside, writeAtomically } from './files.ts';
import type { Log } from './log.ts';
import { type SafeStorage, whenSettled } from './secret-storage.ts';
import type { Readable } from './shell.ts';

const SecretsFile = z.object({ version: z.literal(1), accounts: z.record(z.string(), z.base64()) });

export interface Secrets {
  /** Waits for a late keyring. Null: none is kept or it cannot be read any more; the user is told about the latter. */
  read: (accountId: string) => Promise<Credentials | null>;
  /** `save` false: kept until the app quits and never written; what was written before is removed. */
  keep: (accountId: string, credentials: Credentials, options: { save: boolean }) => Promise<void>;
  /** Writes what was kept until the app quits. Nothing happens when it was forgotten meanwhile. */
  save: (accountId: string) => Promise<void>;
  forget: (accountId: string) => void;
}

type Ports = {
  readonly folder: string;
  readonly box: SafeStorage;
  readonly storage: Readable<SecretStorage>;
  readonly log: Log;
  readonly onLost: (accountId: string) => void;
  readonly onSetAside: (file: string, movedTo: string) => void;
  /** Milliseconds that a keyring which is "temporarily unavailable" is asked again. */
  readonly patience?: number;
};

/** Passwords by account, in a file of their own that holds nothing but ciphertext. */
export function openSecrets({ folder, box, storage, log, onLost, onSetAside, patience = 10_000 }: Ports): Secrets {
  const ciphers = openCiphers(path.join(folder, 'secrets.json'), onSetAside);
  const inMemory = new Map<string, Credentials>();

  const remember = (accountId: string, credentials: Credentials): void => {
    for (const secret of Object.values(credentials)) log.hide(secret);
    inMemory.set(accountId, credentials);
  };
  const encrypt = async (accountId: string, credentials: Credentials): Promise<void> => {
    ciphers.set(accountId, (await box.encryptStringAsync(JSON.stringify(credentials))).toString('base64'));
  };
  const decrypt = async (accountId: string, cipher: string): Promise<Credentials> => {
    const { result, shouldReEncrypt } = await insist(() => box.decryptStringAsync(Buffer.from(cipher, 'base64')), patience);
    const credentials = Credentials.parse(JSON.parse(result));
    if (shouldReEncrypt) await encrypt(accountId, credentials);
    return credentials;
  };
  const unlock = async (accountId: string, cipher: string): Promise<Credentials | null> => {
    await whenSettled(storage);
    try {
      const credentials = await decrypt(accountId, cipher);
      remember(accountId, credentials);
      return credentials;
    } catch {
      // The reason may quote what was decrypted. The ciphertext stays: a keyring that comes back may still open it.
      log.warn(`the password of ${accountId} cannot be read (${storage.get()})`);
      onLost(accountId);
      return null;
    }
  };

  return {
    read: async (accountId) => {
      const known = inMemory.get(accountId);
      const cipher = ciphers.get(accountId);
      return known || cipher === undefined ? (known ?? null) : unlock(accountId, cipher);
    },
    keep: async (accountId, credentials, { save }) => {
      remember(accountId, credentials);
      if (save) await encrypt(accountId, credentials);
      else ciphers.remove(accountId);
    },
    save: async (accountId) => {
      const known = inMemory.get(accountId);
      if (known) await encrypt(accountId, known);
    },
    forget: (accountId) => {
      inMemory.delete(accountId);
      ciphers.remove(accountId);
    },
  };
}

/** The file of ciphertexts, in base64 by account; every change is written at once. */
function openCiphers(file: string, onSetAside: Ports['onSetAside']) {
  const ciphers = load(file, onSetAside);
  const write = (): void => writeAtomically(file, `${JSON.stringify({ version: 1, accounts: Object.fromEntries(ciphers) }, null, 2)}\n`);
  return {
    get: (accountId: string): string | undefined => ciphers.get(accountId),
    set: (accountId: string, cipher: string): void => {
      ciphers.set(accountId, cipher);
      write();
    },
    remove: (accountId: string): void => {
      if (ciphers.delete(accountId)) write();
    },
  };
}

function load(file: string, onSetAside: Ports['onSetAside']): Map<string, string> {
  const raw = readJsonObject(file);
  if (raw === null) return new Map();
  const content = SecretsFile.safeParse(raw);
  if (content.success) return new Map(Object.entries(content.data.accounts));
  onSetAside(path.basename(file), path.basename(setAside(file, new Date())));
  return new Map();
}

/** A locked keyring answers "temporarily unavailable": worth asking again for a while. Any other failure is final. */
async function insist<T>(ask: () => Promise<T>, patience: number): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!String(error).includes('temporarily unavailable') || Date.now() >= end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
