import { Buffer } from 'node:buffer';
import type { SafeStorage } from '../secret-storage.ts';

export type FakeSafeStorage = SafeStorage & {
  backend: string;
  answers: boolean;
  prefix: string;
  fails: Error | null;
  plainAllowed: boolean;
};

/** A keyring whose ciphertext holds the text reversed, and whose moods a test sets. */
export function fakeSafeStorage(some: Partial<FakeSafeStorage> = {}): FakeSafeStorage {
  const box: FakeSafeStorage = {
    backend: 'gnome_libsecret',
    answers: true,
    prefix: 'v11',
    fails: null,
    plainAllowed: false,
    isAsyncEncryptionAvailable: async () => box.answers && (box.backend !== 'basic_text' || box.plainAllowed),
    encryptStringAsync: async (text) => {
      if (box.fails) throw box.fails;
      return Buffer.from(box.prefix + [...text].reverse().join(''));
    },
    decryptStringAsync: async (cipher) => {
      if (box.fails) throw box.fails;
      if (!cipher.toString().startsWith(box.prefix)) throw new Error('Error while decrypting');
      return { result: [...cipher.toString().slice(3)].reverse().join(''), shouldReEncrypt: false };
    },
    setUsePlainTextEncryption: (on) => {
      box.plainAllowed = on;
    },
    getSelectedStorageBackend: () => box.backend,
    ...some,
  };
  return box;
}
