import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ProgramState, ProgramView } from '../../shared/headset-program.ts';
import { value } from '../shell.ts';
import { callIn, fakeShell } from '../testing/fake-shell.ts';
import { headsetProgram } from './headset-program.ts';

type FakeWindow = EventEmitter & { did: string[]; webContents: EventEmitter; options: { show: boolean; webPreferences: object } };
const { os } = vi.hoisted(() => ({ os: { windows: [] as unknown[] } }));
vi.mock('electron', async () => {
  const events = await import('node:events');
  class BrowserWindow extends events.EventEmitter {
    did: string[] = [];
    webContents = Object.assign(new events.EventEmitter(), { reload: () => this.did.push('reload') });
    constructor(readonly options: object) {
      super();
      os.windows.push(this);
    }
    loadURL = async (url: string) => {
      this.did.push(`load ${url}`);
      this.webContents.emit('did-navigate');
    };
    isDestroyed = () => this.did.includes('destroy');
    destroy = () => this.did.push('destroy');
  }
  return { BrowserWindow };
});

let shell = fakeShell();
let told: ProgramView[];
let state: ReturnType<typeof value<ProgramState>>;
let stop: () => void;
const windows = () => os.windows as FakeWindow[];
const did = () => windows().map((window) => window.did.join(' '));
const choose = (headsetProgram: 'epos' | 'poly' | null) => shell.settings.set({ ...shell.settings.get(), headsetProgram });
const register = () => shell.registration.set({ kind: 'registered', since: 1 });

beforeEach(() => {
  vi.useFakeTimers();
  os.windows = [];
  shell = fakeShell();
  told = [];
  state = value<ProgramState>({ kind: 'off' });
  const attach = () => {};
  stop = headsetProgram(shell, { url: 'app://headset/x.html', folder: '/app', attach, tell: (view) => told.push(view), state });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('a page is there only while the user wants a program, and somebody can call', () => {
  register();
  expect(did()).toEqual([]);
  choose('epos');
  expect(did()).toEqual(['load app://headset/x.html?program=epos']);
  expect(windows()[0]?.options.show).toBe(false);
  expect(state.get()).toEqual({ kind: 'looking' });
  shell.settings.set({ ...shell.settings.get(), theme: 'dark' });
  expect(did()).toHaveLength(1);
});

test('before the first sign-in nothing is opened, and a lost line closes nothing', () => {
  choose('poly');
  expect(did()).toEqual([]);
  register();
  shell.registration.set({ kind: 'offline' });
  expect(did()).toEqual(['load app://headset/x.html?program=poly']);
});

test('it is told how the calls stand, once each, and again when it has been loaded anew', () => {
  choose('epos');
  register();
  const call = callIn({ kind: 'active', since: 1, hold: 'none' });
  shell.calls.set([call]);
  shell.calls.set([{ ...call, tonesSent: '1' }]);
  const up = { calls: [{ id: call.id, kind: 'talks', isHeld: false }], isMuted: false };
  expect(told).toEqual([{ calls: [], isMuted: false }, up]);
  windows()[0]?.webContents.emit('did-navigate');
  expect(told.slice(2)).toEqual([up]);
});

test('when another program is chosen, or none, the one before hears that every call is over', () => {
  choose('epos');
  register();
  shell.calls.set([callIn({ kind: 'dialing' })]);
  choose('poly');
  expect(told.slice(2, 3)).toEqual([{ calls: [], isMuted: false }]);
  expect(did()[1]).toBe('load app://headset/x.html?program=poly');
  vi.advanceTimersByTime(1_000);
  expect(did()[0]).toContain('destroy');
  choose(null);
  expect(state.get()).toEqual({ kind: 'off' });
  vi.advanceTimersByTime(1_000);
  expect(did()[1]).toContain('destroy');
});

test('a page that crashes is loaded again, and given up when it goes on', () => {
  choose('epos');
  register();
  for (let n = 0; n < 5; n++) windows()[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(did()[0]?.match(/reload/g)).toHaveLength(3);
  expect(shell.lines[0]).toBe('error the page of the headset is gone: crashed');
});

test('it ends with the app, at once', () => {
  choose('epos');
  register();
  stop();
  expect(did()[0]).toContain('destroy');
});
