import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SecretStorage } from '../shared/ipc.ts';
import { secretStorage, whenSettled } from './secret-storage.ts';
import { type FakeSafeStorage, fakeSafeStorage } from './testing/fake-safe-storage.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** The states in order, as they were told. */
const watch = (box: FakeSafeStorage, platform: NodeJS.Platform = 'linux'): SecretStorage[] => {
  const told: SecretStorage[] = [];
  secretStorage(box, { platform }).subscribe((state) => told.push(state));
  return told;
};
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

test('a keyring that answers is known at once', async () => {
  const told = watch(fakeSafeStorage());
  await pass(0);
  expect(told).toEqual(['starting', 'encrypted']);
});

test('without a keyring the fixed key is called what it is, and is allowed to be used', async () => {
  const box = fakeSafeStorage({ backend: 'basic_text', prefix: 'v10' });
  const told = watch(box);
  await pass(0);
  expect(told).toEqual(['starting', 'plain']);
  expect(box.plainAllowed).toBe(true);
});

test('a desktop that nobody knows, with a keyring that answers all the same, is safe', async () => {
  const told = watch(fakeSafeStorage({ backend: 'basic_text', prefix: 'v12' }));
  await pass(0);
  expect(told).toEqual(['starting', 'encrypted']);
});

test('a keyring that should be there, and encrypts with the fixed key, is waited for and then not trusted', async () => {
  const box = fakeSafeStorage({ prefix: 'v10' });
  const told = watch(box);
  await pass(9_900);
  expect(told).toEqual(['starting']);
  await pass(200);
  expect(told).toEqual(['starting', 'plain']);
});

test('a late keyring is found', async () => {
  const box = fakeSafeStorage({ answers: false });
  const told = watch(box);
  await pass(4_000);
  expect(told).toEqual(['starting']);
  box.answers = true;
  await pass(300);
  expect(told).toEqual(['starting', 'encrypted']);
});

test('nothing that answers within ten seconds is unavailable, and is asked no more', async () => {
  const box = fakeSafeStorage({ answers: false });
  const told = watch(box);
  await pass(10_000);
  expect(told).toEqual(['starting', 'unavailable']);
  await pass(1_000);
  expect(vi.getTimerCount()).toBe(0);
});

test('a keyring that the user unlocks after a minute still counts', async () => {
  let unlock = (_: boolean): void => {};
  const told = watch(fakeSafeStorage({ isAsyncEncryptionAvailable: () => new Promise((resolve) => (unlock = resolve)) }));
  await pass(60_000);
  expect(told).toEqual(['starting', 'unavailable']);
  unlock(true);
  await pass(0);
  expect(told).toEqual(['starting', 'unavailable', 'encrypted']);
});

test('an error is no answer', async () => {
  const told = watch(fakeSafeStorage({ fails: new Error('D-Bus') }));
  await pass(10_000);
  expect(told).toEqual(['starting', 'unavailable']);
});

test.each(['darwin', 'win32'] as const)('%s marks everything v10 and has no name for its keyring', async (platform) => {
  const box = fakeSafeStorage({
    prefix: 'v10',
    getSelectedStorageBackend: () => {
      throw new TypeError('not a function');
    },
  });
  const told = watch(box, platform);
  await pass(0);
  expect(told).toEqual(['starting', 'encrypted']);
});

test('who waits is told once', async () => {
  const box = fakeSafeStorage({ answers: false });
  const settled = whenSettled(secretStorage(box, { platform: 'linux' }));
  await pass(10_000);
  await expect(settled).resolves.toBe('unavailable');
});
