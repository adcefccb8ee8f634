import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { appUrl } from './app-url.ts';
import { fakeShell } from './testing/fake-shell.ts';
import { openWindow } from './window.ts';

type FakeWindow = EventEmitter & {
  options: Electron.BrowserWindowConstructorOptions;
  did: string[];
  webContents: EventEmitter;
  close: () => void;
  destroy: () => void;
};
const { os } = vi.hoisted(() => ({
  os: {
    windows: [] as unknown[],
    errors: [] as string[],
    app: undefined as unknown as EventEmitter,
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
  os.app = new EventEmitter();
  class BrowserWindow extends EventEmitter {
    readonly did: string[] = [];
    readonly webContents = Object.assign(new EventEmitter(), { reload: () => this.did.push('reload') });
    constructor(readonly options: object) {
      super();
      os.windows.push(this);
      for (const name of ['show', 'hide', 'focus', 'restore', 'maximize', 'minimize'])
        Object.assign(this, { [name]: () => this.did.push(name) });
    }
    loadURL = async (url: string) => void this.did.push(`load ${url}`);
    setBackgroundColor = (color: string) => this.did.push(color);
    getNormalBounds = () => ({ x: 1, y: 2, width: 800, height: 600 });
    isMaximized = () => false;
    isMinimized = () => this.did.at(-1) === 'minimize';
    isVisible = () => !['hide', 'load app://offhook/index.html'].includes(this.did.at(-1) ?? '');
    isFocused = () => this.did.at(-1) === 'focus';
    isFullScreen = () => false;
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
  class Notification {
    static isSupported = () => true;
    on = () => this;
    show = () => {};
  }
  return {
    app: os.app,
    Notification,
    BrowserWindow,
    nativeTheme: os.theme,
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1440, height: 900 } }] },
    dialog: {
      showErrorBox: (title: string, text: string) => os.errors.push(`${title} ${text}`),
    },
  };
});

let shell = fakeShell();
let closed: number;
const url = appUrl({ isPackaged: true, devServer: undefined });
let trayChanged: (isThere: boolean) => void;
const open = (isVisible = true, { startsHidden = false, hasTray = true } = {}): { window: FakeWindow; show: () => void } => {
  const { show } = openWindow(shell, {
    url,
    folder: '/app',
    isVisible,
    startsHidden,
    logFolder: '/logs',
    face: shell.face,
    trayPlace: {
      isThere: async () => hasTray,
      onChange: (listener) => {
        trayChanged = listener;
        return () => {};
      },
    },
    onClosed: () => closed++,
  });
  return { window: os.windows.at(-1) as FakeWindow, show };
};
const settle = (): Promise<unknown> => new Promise(setImmediate);

beforeEach(() => {
  shell = fakeShell();
  closed = 0;
  os.errors.length = 0;
  os.theme.themeSource = 'system';
});
afterEach(() => {
  for (const window of os.windows.splice(0) as FakeWindow[]) window.destroy();
  expect([os.app.listenerCount('before-quit'), os.theme.listenerCount('updated')]).toEqual([0, 0]);
});

test.each([
  [true, []],
  [false, ['minimize']],
] as const)('started with the session it waits in the tray, or minimised without one (tray: %s)', async (hasTray, done) => {
  const { window, show } = open(true, { startsHidden: true, hasTray });
  window.emit('ready-to-show');
  await settle();
  expect(window.did.filter((what) => ['show', 'minimize'].includes(what))).toEqual(done);
  show();
  expect(window.did).toContain('show');
});

test('the page is locked in and never throttled', () => {
  const { window } = open();
  expect(window.options.webPreferences).toEqual({
    preload: '/app/preload.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: true,
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
  window.did.push('minimize');
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

test('closed, it goes to the tray and remembers its place', async () => {
  const { window } = open();
  window.close();
  await settle();
  expect([window.did.at(-1), closed, shell.memory.get().bounds]).toEqual(['hide', 0, { x: 1, y: 2, width: 800, height: 600 }]);
});

test('hidden in a tray that goes away, it waits in the taskbar; a tray that comes back leaves it there', async () => {
  const { window } = open();
  window.emit('ready-to-show');
  trayChanged(false);
  expect(window.did.at(-1)).toBe('show');
  window.close();
  await settle();
  trayChanged(false);
  expect(window.did.at(-1)).toBe('minimize');
  const { length } = window.did;
  trayChanged(true);
  trayChanged(false);
  expect(window.did).toHaveLength(length);
});

test('a place that cannot be kept keeps nobody from closing', async () => {
  shell.memory.set = () => {
    throw new Error('disk full');
  };
  const { window } = open();
  os.app.emit('before-quit');
  window.close();
  await settle();
  expect([closed, os.theme.listenerCount('updated')]).toEqual([1, 0]);
  expect(shell.lines.join()).toContain('disk full');
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

test('how it is seen is told', () => {
  const { window } = open();
  const seen: string[] = [];
  window.did.push('hide');
  window.emit('hide');
  shell.face.subscribe((face) => seen.push(face));
  for (const [what, event] of [
    ['show', 'show'],
    ['focus', 'focus'],
    ['minimize', 'minimize'],
    ['show', 'restore'],
    ['hide', 'hide'],
  ] as const) {
    window.did.push(what);
    window.emit(event);
  }
  expect(seen).toEqual(['hidden', 'behind', 'front', 'hidden', 'behind', 'hidden']);
});
