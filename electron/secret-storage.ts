import type { SecretStorage } from '../shared/ipc.ts';
import { type Readable, value } from './shell.ts';

/** What is used of Electron's safeStorage: its asynchronous half, because the other one blocks on D-Bus and is gone in Electron 46. */
export interface SafeStorage {
  isAsyncEncryptionAvailable: () => Promise<boolean>;
  encryptStringAsync: (text: string) => Promise<Buffer>;
  decryptStringAsync: (cipher: Buffer) => Promise<{ result: string; shouldReEncrypt: boolean }>;
  setUsePlainTextEncryption: (on: boolean) => void;
  /** Linux only. Says which keyring the desktop's name suggests, not whether one answers. */
  getSelectedStorageBackend: () => string;
}

type Options = {
  readonly platform: NodeJS.Platform;
  /** Milliseconds that a keyring may take to start or be unlocked. */
  readonly deadline?: number;
  readonly interval?: number;
};

/**
 * Finds out how safely passwords can be kept, without anybody waiting for it. `starting` lasts until a keyring answered, or until the
 * deadline; a keyring that the user unlocks after that still changes the value.
 */
export function secretStorage(box: SafeStorage, { platform, deadline = 10_000, interval = 250 }: Options): Readable<SecretStorage> {
  const state = value<SecretStorage>('starting');
  let fallback: SecretStorage = 'unavailable';
  let isOver = false;
  const settle = (found: SecretStorage): void => {
    isOver = true;
    clearTimeout(end);
    state.set(found);
  };
  const attempt = async (): Promise<void> => {
    const found = await probe(box, platform);
    if (found === 'encrypted' || (found === 'plain' && box.getSelectedStorageBackend() === 'basic_text')) return settle(found);
    if (found !== null) fallback = found;
    if (!isOver) setTimeout(() => void attempt(), interval);
  };
  const end = setTimeout(() => settle(fallback), deadline);
  void attempt();
  return state;
}

/** Resolves once it is known how passwords are kept. */
export function whenSettled(storage: Readable<SecretStorage>): Promise<SecretStorage> {
  return new Promise((resolve) => {
    const stop = storage.subscribe((state) => {
      if (state === 'starting') return;
      resolve(state);
      queueMicrotask(() => stop());
    });
  });
}

/**
 * The bytes tell, not the name of the backend: where no keyring answers, Chromium on Linux encrypts with a key that stands in its source
 * code and marks the result `v10`. (On macOS every result has that mark.) Null: nothing can be encrypted, or not yet.
 */
async function probe(box: SafeStorage, platform: NodeJS.Platform): Promise<'encrypted' | 'plain' | null> {
  try {
    const isLinux = platform === 'linux';
    // Otherwise Electron calls encryption unavailable there. Nothing is written by this: the user decides when signing in.
    if (isLinux && box.getSelectedStorageBackend() === 'basic_text') box.setUsePlainTextEncryption(true);
    if (!(await box.isAsyncEncryptionAvailable())) return null;
    const cipher = await box.encryptStringAsync('probe');
    return isLinux && cipher.subarray(0, 3).toString('latin1') === 'v10' ? 'plain' : 'encrypted';
  } catch {
    return null; // asked again until the deadline; `unavailable` then is what there is to say
  }
}
