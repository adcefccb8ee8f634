import { beforeEach, expect, test, vi } from 'vitest';
import { fakeShell } from '../testing/fake-shell.ts';
import { screenLock } from './screen-lock.ts';

const { os } = vi.hoisted(() => ({ os: { monitor: undefined as unknown as import('node:events').EventEmitter } }));
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  os.monitor = new EventEmitter();
  return { powerMonitor: os.monitor };
});

let shell = fakeShell();
const set = (isQuietWhenLocked: boolean, isOn: boolean): void => {
  const { incoming, ...others } = shell.settings.get();
  shell.settings.set({ ...others, isQuietWhenLocked, incoming: { ...incoming, doNotDisturb: { ...incoming.doNotDisturb, isOn } } });
};
const quiet = (on: boolean) => ({ kind: 'do-not-disturb', on });
beforeEach(() => {
  os.monitor.removeAllListeners();
  shell = fakeShell();
  set(true, false);
});

test('a locked screen wants no calls, and an unlocked one does again', () => {
  screenLock(shell);
  os.monitor.emit('lock-screen');
  os.monitor.emit('unlock-screen');
  os.monitor.emit('unlock-screen');
  expect(shell.commands).toEqual([quiet(true), quiet(false)]);
});

test('whoever wanted quiet before has it afterwards', () => {
  set(true, true);
  screenLock(shell);
  os.monitor.emit('lock-screen');
  os.monitor.emit('unlock-screen');
  expect(shell.commands).toEqual([]);
});

test('nothing happens unless it is wanted', () => {
  set(false, false);
  screenLock(shell);
  os.monitor.emit('lock-screen');
  expect(shell.commands).toEqual([]);
});

test('an app that ended behind a locked screen does not stay quiet', () => {
  const stop = screenLock(shell);
  os.monitor.emit('lock-screen');
  stop();
  screenLock(shell);
  expect(shell.commands).toEqual([quiet(true), quiet(false)]);
});
