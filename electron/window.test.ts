import type { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { appUrl } from './app-url.ts';
import { callIn, fakeShell } from './testing/fake-shell.ts';
import { openWindow } from './window.ts';

type FakeWindow = EventEmitter & {
  options: Electron.BrowserWindowConstructorOptions;
  did: string[];
  webContents: EventEmitter;
  close: () => void;
};
const { os } = vi.hoisted(() => ({
  os: {
    windows: [] as unknown[],
    asked: [] as unknown[],
    errors: [] as string[],
    answer: (_response: number): void => {},
    theme: undefined as unknown as EventEmitter & { themeSource: string },
  },
}));
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  class Theme extends EventEmitter {
    themeSource = 'system';
    get shouldUseDarkColors(): boolean {
      return this.themeSource === 'dark';
    }
  }
  os.theme = new Theme();
  class BrowserWindow extends EventEmitter {
    readonly did: string[] = [];
    readonly webContents = Object.assign(new EventEmitter(), { reload: () => this.did.push('reload') });
    constructor(readonly options: object) {
      super();
      os.windows.push(this);
      for (const name of ['show', 'hide', 'focus', 'restore', 'maximize']) Object.assign(this, { [name]: () => this.did.push(name) });
    }
    loadURL = async (url: string) => void this.did.push(`load ${url}`);
    setBackgroundColor = (color: string) => this.did.push(color);
    getNormalBounds = () => ({ x: 1, y: 2, width: 800, height: 600 });
    isMaximized = () => false;
    isMinimized = () => this.did.at(-1) === 'minimise';
    isDestroyed = () => this.did.includes('destroy');
    destroy = () => {
      this.did.push('destroy');
      this.emit('closed');
    };
    close = () => {
      let isPrevented = false;
      this.emit('close', { preventDefault: () => (isPrevented = true) });
      if (!isPrevented) this.destroy();
    };
  }
  return {
    BrowserWindow,
    nativeTheme: os.theme,
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1440, height: 900 } }] },
    dialog: {
      showMessageBox: (_window: unknown, options: unknown) => {
        os.asked.push(options);
        return new Promise((resolve) => {
          os.answer = (response) => resolve({ response });
        });
      },
      showErrorBox: (title: string, text: string) => os.errors.push(`${title} ${text}`),
    },
  };
});

let shell = fakeShell();
let closed: number;
const url = appUrl({ isPackaged: true, devServer: undefined });
const open = (isVisible = true): { window: FakeWindow; show: () => void } => {
  const { show } = openWindow(shell, { url, folder: '/app', isVisible, logFolder: '/logs', onClosed: () => closed++ });
  return { window: os.windows.at(-1) as FakeWindow, show };
};
const settle = (): Promise<unknown> => new Promise(setImmediate);

beforeEach(() => {
  shell = fakeShell();
  closed = 0;
  os.asked.length = 0;
  os.errors.length = 0;
  os.theme.themeSource = 'system';
  os.theme.removeAllListeners();
});

test('the page is locked in and never throttled', () => {
  const { window } = open();
  expect(window.options.webPreferences).toEqual({
    preload: '/app/preload.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
    backgroundThrottling: false,
  });
  expect(window.options).toMatchObject({ minWidth: 340, minHeight: 560, width: 960, height: 680, show: false });
  expect(window.did).toEqual(['load app://offhook/index.html']);
});

test('it shows itself once there is something to see, where it was', () => {
  shell.memory.set({ ...shell.memory.get(), bounds: { x: 50, y: 60, width: 700, height: 600 }, isMaximized: true });
  const { window } = open();
  expect(window.options).toMatchObject({ x: 50, y: 60, width: 700, height: 600 });
  window.emit('ready-to-show');
  expect(window.did.slice(1)).toEqual(['maximize', 'show']);
});

test('a window that nobody is to see stays hidden', () => {
  const { window, show } = open(false);
  window.emit('ready-to-show');
  show();
  expect(window.did).toHaveLength(1);
});

test('a second launch brings it to the front, also when it was minimised', () => {
  const { window, show } = open();
  window.did.push('minimise');
  show();
  expect(window.did.slice(2)).toEqual(['restore', 'show', 'focus']);
});

test('it has the colour of the chosen theme before the page has, and changes with it', () => {
  shell.settings.set({ ...shell.settings.get(), theme: 'dark' });
  const { window } = open();
  expect(window.options.backgroundColor).toBe('#101114');
  shell.settings.set({ ...shell.settings.get(), theme: 'light' });
  os.theme.emit('updated');
  expect([os.theme.themeSource, window.did.at(-1)]).toEqual(['light', '#f5f5f7']);
});

describe('closing', () => {
  test('quits, and remembers the place', async () => {
    const { window } = open();
    window.close();
    await settle();
    expect(window.did.slice(1)).toEqual(['hide', 'destroy']);
    expect(closed).toBe(1);
    expect(shell.memory.get().bounds).toEqual({ x: 1, y: 2, width: 800, height: 600 });
    expect(os.theme.listenerCount('updated')).toBe(0);
  });

  test('signs out at the server first', async () => {
    shell.registration.set({ kind: 'registered', since: 1 });
    const { window } = open();
    window.close();
    window.close();
    await settle();
    expect([shell.commands, closed]).toEqual([[{ kind: 'close-phone' }], 0]);
    shell.registration.set({ kind: 'offline' });
    await settle();
    expect(closed).toBe(1);
  });

  test('asks while a call is up, once, and keeps the call when told so', async () => {
    shell.calls.set([callIn({ kind: 'active', since: 1, hold: 'none' })]);
    const { window } = open();
    window.close();
    window.close();
    expect(os.asked).toEqual([expect.objectContaining({ buttons: ['Hang up and quit', 'Keep the call'], defaultId: 1, cancelId: 1 })]);
    os.answer(1);
    await settle();
    expect([closed, shell.commands]).toEqual([0, []]);
    window.close();
    expect(os.asked).toHaveLength(2);
  });

  test('hangs up when told so', async () => {
    shell.calls.set([callIn({ kind: 'ringing' })]);
    const { window } = open();
    window.close();
    os.answer(0);
    await settle();
    expect(shell.commands).toEqual([{ kind: 'close-phone' }]);
    shell.calls.set([]);
    await settle();
    expect(closed).toBe(1);
  });

  test('does not ask while the system shuts down', () => {
    shell.calls.set([callIn({ kind: 'ringing' })]);
    const { window } = open();
    window.emit('session-end');
    window.close();
    expect([closed, os.asked]).toEqual([1, []]);
  });

  test('goes on when the place cannot be kept', async () => {
    shell.memory.set = () => {
      throw new Error('disk full');
    };
    const { window } = open();
    window.close();
    await settle();
    expect(closed).toBe(1);
    expect(shell.lines.join()).toContain('disk full');
  });
});

describe('a crashed page', () => {
  const crash = (window: FakeWindow, reason = 'crashed'): void =>
    void window.webContents.emit('render-process-gone', {}, { reason, exitCode: 5 });

  test('comes back, and the log says what happened', () => {
    const { window } = open();
    crash(window);
    expect(window.did.at(-1)).toBe('reload');
    expect(shell.lines).toEqual(['error the page is gone: crashed (5)']);
  });

  test('that comes down again and again is given up, with a word', () => {
    const { window } = open();
    for (let n = 0; n < 4; n++) crash(window);
    expect(window.did.filter((what) => what === 'reload')).toHaveLength(3);
    expect(os.errors).toEqual([expect.stringContaining('/logs')]);
    expect(closed).toBe(1);
  });

  test('that was closed on purpose is none', () => {
    const { window } = open();
    crash(window, 'clean-exit');
    expect(window.did).toHaveLength(1);
  });
});
