import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closePhone } from './leave.ts';
import { callIn, fakeShell } from './testing/fake-shell.ts';

let shell = fakeShell();
let isClosed: boolean;
const close = (): void => {
  isClosed = false;
  void closePhone(shell).then(() => {
    isClosed = true;
  });
};
beforeEach(() => {
  vi.useFakeTimers();
  shell = fakeShell();
});
afterEach(() => vi.useRealTimers());

test('a phone that is not in use is closed at once and asked nothing', async () => {
  close();
  await vi.advanceTimersByTimeAsync(0);
  expect([isClosed, shell.commands]).toEqual([true, []]);
});

test('calls are hung up and the server is told before the app goes', async () => {
  shell.registration.set({ kind: 'registered', since: 1 });
  shell.calls.set([callIn({ kind: 'ringing' })]);
  close();
  expect(shell.commands).toEqual([{ kind: 'close-phone' }]);
  shell.calls.set([]);
  await vi.advanceTimersByTimeAsync(0);
  expect(isClosed).toBe(false);
  shell.registration.set({ kind: 'offline' });
  await vi.advanceTimersByTimeAsync(0);
  expect(isClosed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('a page that does not answer holds nobody up', async () => {
  shell.registration.set({ kind: 'registered', since: 1 });
  close();
  await vi.advanceTimersByTimeAsync(2400);
  expect(isClosed).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(isClosed).toBe(true);
});
