import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { guardClosing } from './closing.ts';
import { callIn, fakeShell } from './testing/fake-shell.ts';

const { os } = vi.hoisted(() => ({
  os: {
    app: undefined as unknown as EventEmitter,
    asked: [] as unknown[],
    /** Whether the question belonged to the window. */
    parents: [] as boolean[],
    answer: (_response: number): void => {},
  },
}));
vi.mock('electron', async () => {
  const events = await import('node:events');
  os.app = new events.EventEmitter();
  const showMessageBox = (...args: unknown[]): Promise<{ response: number }> => {
    os.asked.push(args.at(-1));
    os.parents.push(args.length > 1);
    return new Promise((resolve) => {
      os.answer = (response) => resolve({ response });
    });
  };
  return { app: os.app, dialog: { showMessageBox } };
});

/** A window that keeps what was done to it. */
class FakeWindow extends EventEmitter {
  did: string[] = [];
  isInFullScreen = false;
  hide = (): void => void this.did.push('hide');
  minimize = (): void => void this.did.push('minimize');
  setFullScreen = (on: boolean): void => void this.did.push(`full screen ${on}`);
  isFullScreen = (): boolean => this.isInFullScreen;
  isVisible = (): boolean => this.did.at(-1) !== 'hide';
  isMinimized = (): boolean => this.did.at(-1) === 'minimize';
  isDestroyed = (): boolean => this.did.includes('destroy');
  close = (): void => {
    let isPrevented = false;
    this.emit('close', { preventDefault: () => (isPrevented = true) });
    if (isPrevented) return;
    this.did.push('destroy');
    this.emit('closed');
  };
}

let shell = fakeShell();
let window: FakeWindow;
let hasTray: boolean;
let told: string[];
const settle = (): Promise<unknown> => new Promise(setImmediate);
const close = async (): Promise<void> => {
  window.close();
  await settle();
};
const quit = (): Promise<void> => {
  os.app.emit('before-quit');
  return close();
};

beforeEach(() => {
  shell = fakeShell();
  window = new FakeWindow();
  hasTray = true;
  told = [];
  os.asked.length = 0;
  os.parents.length = 0;
  os.app.removeAllListeners();
  guardClosing(window as unknown as BrowserWindow, shell, {
    hasTray: async () => hasTray,
    onLeaving: () => told.push('leaving'),
    explain: (where) => told.push(where),
  });
});

describe('closing', () => {
  test('leaves the phone in the tray, calls and all', async () => {
    shell.calls.set([callIn({ kind: 'active', since: 1, hold: 'none' })]);
    await close();
    expect([window.did, told, shell.commands, os.asked]).toEqual([['hide'], ['leaving', 'tray'], [], []]);
  });

  test('minimises where there is no tray', async () => {
    hasTray = false;
    await close();
    expect([window.did, told]).toEqual([['minimize'], ['leaving', 'minimised']]);
  });

  test('leaves full screen first', async () => {
    window.isInFullScreen = true;
    await close();
    expect(window.did).toEqual(['full screen false']);
    window.emit('leave-full-screen');
    expect(window.did.at(-1)).toBe('hide');
  });

  test('quits, where the user wants that', async () => {
    shell.settings.set({ ...shell.settings.get(), closing: 'quit' });
    await close();
    expect([window.did, told]).toEqual([['hide', 'destroy'], ['leaving']]);
  });
});

describe('quitting', () => {
  test('ends it, also when it was closed before', async () => {
    await close();
    await quit();
    expect([window.did, os.app.listenerCount('before-quit')]).toEqual([['hide', 'hide', 'destroy'], 0]);
  });

  test('signs out at the server first', async () => {
    shell.registration.set({ kind: 'registered', since: 1 });
    await quit();
    window.close();
    expect([shell.commands, window.did]).toEqual([[{ kind: 'close-phone' }], ['hide']]);
    shell.registration.set({ kind: 'offline' });
    await settle();
    expect(window.did.at(-1)).toBe('destroy');
  });

  test('asks while a call is up, once, and keeps the call when told so', async () => {
    shell.calls.set([callIn({ kind: 'active', since: 1, hold: 'none' })]);
    await quit();
    window.close();
    expect(os.asked).toEqual([expect.objectContaining({ buttons: ['Hang up and quit', 'Keep the call'], defaultId: 1, cancelId: 1 })]);
    os.answer(1);
    await settle();
    expect([window.did, shell.commands]).toEqual([[], []]);
    await quit();
    expect(os.asked).toHaveLength(2);
  });

  test('that was taken back leaves closing what it was', async () => {
    shell.calls.set([callIn({ kind: 'ringing' })]);
    await quit();
    os.answer(1);
    await settle();
    await close();
    expect([window.did, os.asked.length]).toEqual([['hide'], 1]);
  });

  test('asks by itself where the window is hidden: a question on it would be hidden too', async () => {
    shell.calls.set([callIn({ kind: 'ringing' })]);
    await close();
    await quit();
    expect(os.parents).toEqual([false]);
  });

  test('hangs up when told so', async () => {
    shell.calls.set([callIn({ kind: 'ringing' })]);
    await quit();
    os.answer(0);
    await settle();
    expect(shell.commands).toEqual([{ kind: 'close-phone' }]);
    shell.calls.set([]);
    await settle();
    expect(window.did.at(-1)).toBe('destroy');
  });

  test('does not ask while the system shuts down', () => {
    shell.calls.set([callIn({ kind: 'ringing' })]);
    window.emit('session-end');
    window.close();
    expect([window.did, os.asked]).toEqual([['destroy'], []]);
  });
});
