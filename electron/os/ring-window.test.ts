import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RingView } from '../../shared/ipc.ts';
import { value } from '../shell.ts';
import { callIn, fakeShell } from '../testing/fake-shell.ts';
import { ringWindow } from './ring-window.ts';

type FakeWindow = EventEmitter & { did: string[]; isProtected: boolean; webContents: EventEmitter; options: Record<string, unknown> };
type Display = { id: number; workArea: { x: number; y: number; width: number; height: number } };
const { os } = vi.hoisted(() => ({
  os: { windows: [] as unknown[], screen: undefined as unknown as EventEmitter, displays: [] as unknown[], pointer: 0 },
}));
vi.mock('electron', async () => {
  const events = await import('node:events');
  class BrowserWindow extends events.EventEmitter {
    did: string[] = [];
    isShown = false;
    isProtected = false;
    webContents = Object.assign(new events.EventEmitter(), { reload: () => this.did.push('reload') });
    constructor(readonly options: object) {
      super();
      os.windows.push(this);
    }
    loadURL = async (url: string) => void this.did.push(`load ${url}`);
    setAlwaysOnTop = (_on: boolean, level: string) => this.did.push(level);
    setContentProtection = (on: boolean) => {
      this.isProtected = on;
    };
    setVisibleOnAllWorkspaces = (_on: boolean, options: object) => this.did.push(JSON.stringify(options));
    setBounds = ({ x, y, height }: { x: number; y: number; height: number }) => this.did.push(`at ${x} ${y} ${height}`);
    isVisible = () => this.isShown;
    isDestroyed = () => this.did.includes('destroy');
    showInactive = () => {
      this.isShown = true;
      this.did.push('show');
    };
    hide = () => {
      this.isShown = false;
      this.did.push('hide');
    };
    destroy = () => this.did.push('destroy');
  }
  os.screen = Object.assign(new events.EventEmitter(), {
    getCursorScreenPoint: () => ({ x: os.pointer, y: 0 }),
    getDisplayNearestPoint: ({ x }: { x: number }) => (os.displays as Display[]).findLast(({ workArea }) => x >= workArea.x),
  });
  return { BrowserWindow, screen: os.screen, nativeTheme: { shouldUseDarkColors: true } };
});

const rings = { ...callIn({ kind: 'ringing' }), direction: 'incoming' as const };
let shell = fakeShell();
let told: RingView[];
const content = value({ height: 0 });
let stop: () => void;
const window = (): FakeWindow => os.windows[0] as FakeWindow;
/** What was done to it since last asked, without what it began with. */
const did = (): string[] => window().did.splice(0);
/** The page has drawn what it was told, and says so. */
const draw = (height: number): void => content.set({ height });

beforeEach(() => {
  vi.useFakeTimers();
  os.windows.length = 0;
  os.displays = [{ id: 1, workArea: { x: 0, y: 0, width: 1000, height: 800 } }];
  os.pointer = 0;
  shell = fakeShell();
  shell.face.set('hidden');
  told = [];
  content.set({ height: 0 });
  stop = ringWindow(shell, {
    url: 'app://offhook/ring/index.html',
    folder: '/app',
    attach: () => {},
    tell: (view) => told.push(view),
    content,
  });
  shell.registration.set({ kind: 'registered', since: 1 });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('it is made once, with the first sign-in, and shown to nobody', () => {
  shell.registration.set({ kind: 'offline' });
  shell.registration.set({ kind: 'registered', since: 2 });
  expect(os.windows).toHaveLength(1);
  expect(did()).toEqual([
    'screen-saver',
    '{"visibleOnFullScreen":true,"skipTransformProcessType":true}',
    'load app://offhook/ring/index.html',
  ]);
  expect(window().options).toMatchObject({ show: false, focusable: false, backgroundColor: '#191a1f' });
});

describe('a caller', () => {
  beforeEach(() => {
    did();
    shell.calls.set([rings]);
  });

  test('is shown when the page has drawn them, without taking the keyboard', () => {
    expect([told.length, did()]).toEqual([1, []]);
    draw(160);
    expect(did()).toEqual(['at 616 624 160', 'show']);
  });

  test('who is gone is gone at once, and is not shown by a page that comes late', () => {
    draw(160);
    did();
    shell.calls.set([]);
    expect(did()).toEqual(['hide']);
    draw(160);
    expect(did()).toEqual([]);
  });

  test('of the same height as the one before is shown as well', () => {
    draw(160);
    shell.calls.set([]);
    shell.calls.set([{ ...rings, id: 'another' }]);
    did();
    draw(160);
    expect(did()).toEqual(['at 616 624 160', 'show']);
  });

  test('is shown where the pointer is, and follows it', () => {
    os.displays.push({ id: 2, workArea: { x: 1000, y: 100, width: 2000, height: 1000 } });
    os.pointer = 1500;
    draw(160);
    expect(did()).toEqual(['at 2616 924 160', 'show']);
    os.pointer = 5;
    vi.advanceTimersByTime(500);
    expect(did()).toEqual(['at 616 624 160']);
    vi.advanceTimersByTime(5000);
    expect(did()).toEqual([]);
  });

  test('whose display is unplugged comes to another', () => {
    os.displays.push({ id: 2, workArea: { x: 1000, y: 100, width: 2000, height: 1000 } });
    os.pointer = 1500;
    draw(160);
    did();
    os.displays.pop();
    os.screen.emit('display-removed');
    expect(did()).toEqual(['at 616 624 160']);
  });

  test('is not shown over the main window that shows them', () => {
    draw(160);
    did();
    shell.face.set('front');
    expect(did()).toEqual(['hide']);
  });
});

test('nothing is told that does not change what it shows', () => {
  shell.calls.set([rings]);
  shell.calls.set([{ ...rings }]);
  shell.settings.set({ ...shell.settings.get(), callLimit: 3 });
  expect(told).toHaveLength(1);
});

describe('a page that crashes', () => {
  test('hides, comes back, and is told what it missed; one that does nothing else is given up', () => {
    shell.calls.set([rings]);
    draw(160);
    did();
    for (let n = 0; n < 5; n++) window().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(did().filter((what) => what === 'reload')).toHaveLength(3);
    window().webContents.emit('did-navigate');
    expect(told.map(({ ringing }) => ringing.length)).toEqual([1, 1]);
  });
});

test('quitting does not close it before the main window, and stopping does', () => {
  let isPrevented = false;
  window().emit('close', { preventDefault: () => (isPrevented = true) });
  stop();
  expect([isPrevented, did().at(-1), os.screen.listenerCount('display-removed')]).toEqual([true, 'destroy', 0]);
  stop = () => {};
});

test('while a screen is shared, nobody’s name comes up on it', () => {
  shell.calls.set([]);
  expect(window().isProtected).toBe(false);
  const shared = { id: '', content: 'screen', participantId: null, width: 0, height: 0, codec: '', isFlowing: false } as const;
  shell.calls.set([{ ...rings, video: { ...rings.video, sent: [shared] } }]);
  expect(window().isProtected).toBe(true);
  shell.calls.set([rings]);
  expect(window().isProtected).toBe(false);
});
