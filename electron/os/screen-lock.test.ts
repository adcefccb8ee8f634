import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Settings } from '../../shared/settings.ts';
import { fakeShell } from '../testing/fake-shell.ts';
import { screenLock } from './screen-lock.ts';

const { os } = vi.hoisted(() => ({ os: { monitor: undefined as unknown as import('node:events').EventEmitter } }));
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  os.monitor = new EventEmitter();
  return { powerMonitor: os.monitor };
});

let shell = fakeShell();
const set = (whenLocked: Settings['whenLocked'], isOn: boolean): void => {
  const { incoming, ...others } = shell.settings.get();
  shell.settings.set({ ...others, whenLocked, incoming: { ...incoming, doNotDisturb: { ...incoming.doNotDisturb, isOn } } });
};
const quiet = (on: boolean) => ({ kind: 'do-not-disturb', on });
beforeEach(() => {
  os.monitor.removeAllListeners();
  shell = fakeShell();
  set('dnd', false);
});

test('a locked screen wants no calls, and an unlocked one does again', () => {
  screenLock(shell);
  os.monitor.emit('lock-screen');
  os.monitor.emit('unlock-screen');
  os.monitor.emit('unlock-screen');
  expect(shell.commands).toEqual([quiet(true), quiet(false)]);
});

test('whoever wanted quiet before has it afterwards', () => {
  set('dnd', true);
  screenLock(shell);
  os.monitor.emit('lock-screen');
  os.monitor.emit('unlock-screen');
  expect(shell.commands).toEqual([]);
});

test('nothing happens unless it is wanted', () => {
  set('nothing', false);
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

describe('away while it is locked', () => {
  const seen = (status: string) => ({ kind: 'set-presence', status, leavesQuiet: true });
  const choose = (status: Settings['presence']['status']): void =>
    shell.settings.set({ ...shell.settings.get(), presence: { status, note: 'Lunch' } });
  beforeEach(() => set('away', false));

  test('is so until it is unlocked, and leaves do not disturb alone', () => {
    screenLock(shell);
    os.monitor.emit('lock-screen');
    choose('away');
    os.monitor.emit('unlock-screen');
    choose('available');
    os.monitor.emit('unlock-screen');
    expect(shell.commands).toEqual([seen('away'), seen('available')]);
  });

  test('changes nothing for whoever said something else, before or in the meantime', () => {
    choose('busy');
    screenLock(shell);
    os.monitor.emit('lock-screen');
    expect(shell.commands).toEqual([]);
    choose('available');
    os.monitor.emit('lock-screen');
    choose('busy');
    os.monitor.emit('unlock-screen');
    expect(shell.commands).toEqual([seen('away')]);
  });
});
