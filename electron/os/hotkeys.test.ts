import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import { defaultHotkeys, type HotkeyReport, type Hotkeys } from '../../shared/hotkeys.ts';
import { firstReport } from '../held-key.ts';
import { type Value, value } from '../shell.ts';
import { callIn, fakeShell } from '../testing/fake-shell.ts';
import { hotkeys } from './hotkeys.ts';

const { os } = vi.hoisted(() => ({ os: { taken: new Map<string, () => void>(), others: new Set<string>(), copied: '', selected: '' } }));
vi.mock('electron', () => ({
  clipboard: { readText: async () => os.copied, selection: { readText: async () => os.selected } },
  globalShortcut: {
    register: (accelerator: string, listener: () => void) => {
      if (accelerator === 'nonsense') throw new TypeError('conversion failure');
      if (os.others.has(accelerator)) return false;
      os.taken.set(accelerator, listener);
      return true;
    },
    unregister: (accelerator: string) => os.taken.delete(accelerator),
  },
}));

let shell = fakeShell();
let report: Value<HotkeyReport>;
let isPaused: Value<boolean>;
let stop: () => void;
const start = (platform: NodeJS.Platform = 'linux', isWayland = false): void => {
  report = value(firstReport(platform, isWayland));
  stop = hotkeys(shell, { report, isPaused });
};
const want = (some: Partial<Hotkeys>): void => shell.settings.set({ ...shell.settings.get(), hotkeys: { ...defaultHotkeys, ...some } });
const press = (accelerator: string): void => os.taken.get(accelerator)?.();
const talking = callIn({ kind: 'active', since: 1, hold: 'none' });
const rings: CallSnapshot = { ...callIn({ kind: 'ringing' }), id: 'rings', direction: 'incoming' };

beforeEach(() => {
  vi.useFakeTimers();
  os.taken.clear();
  os.others.clear();
  shell = fakeShell();
  shell.face.set('behind');
  isPaused = value(false);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('keys are taken as they are set, and given back', () => {
  start();
  expect([...os.taken.keys()]).toEqual([]);
  want({ mute: 'Control+Alt+M', show: 'F9' });
  expect([...os.taken.keys()]).toEqual(['Control+Alt+M', 'F9']);
  expect(report.get().states).toMatchObject({ mute: 'registered', show: 'registered', hold: 'off' });
  want({ mute: 'F8' });
  expect([...os.taken.keys()]).toEqual(['F8']);
  stop();
  expect([...os.taken.keys()]).toEqual([]);
});

test('a key that cannot be had is told, and the others work', () => {
  os.others.add('F8');
  start();
  want({ mute: 'F8', answer: 'F9', 'hang-up': 'F9', hold: 'nonsense', show: 'F10' });
  expect(report.get().states).toMatchObject({
    mute: 'refused',
    answer: 'registered',
    'hang-up': 'duplicate',
    hold: 'invalid',
    show: 'registered',
  });
  expect(shell.lines).toContain('warn hotkeys that do not work: mute (refused), hang-up (duplicate), hold (invalid)');
  press('F10');
  expect(shell.shown).toBe(1);
});

test('each does its own', () => {
  start();
  want({ mute: 'F1', answer: 'F2', 'hang-up': 'F3', hold: 'F4' });
  for (const key of ['F1', 'F2', 'F3', 'F4']) press(key);
  expect(shell.commands).toEqual([]);
  shell.calls.set([rings]);
  vi.advanceTimersByTime(1000);
  for (const key of ['F1', 'F2', 'F3', 'F4']) press(key);
  expect(shell.commands).toEqual([
    { kind: 'answer', callId: 'rings' },
    { kind: 'hang-up', callId: 'rings' },
  ]);
  shell.commands.length = 0;
  shell.calls.set([talking, rings]);
  vi.advanceTimersByTime(1000);
  for (const key of ['F1', 'F3', 'F4']) press(key);
  expect(shell.commands.map(({ kind }) => kind)).toEqual(['toggle-microphone', 'hang-up', 'hold']);
  shell.commands.length = 0;
  shell.calls.set([callIn({ kind: 'active', since: 1, hold: 'local' })]);
  vi.advanceTimersByTime(1000);
  press('F4');
  expect(shell.commands).toEqual([{ kind: 'resume', callId: 'call-1' }]);
});

test('a key that is held down does not repeat', () => {
  start();
  shell.calls.set([talking]);
  want({ mute: 'F1' });
  press('F1');
  vi.advanceTimersByTime(660);
  for (let count = 0; count < 50; count++) {
    press('F1');
    vi.advanceTimersByTime(33);
  }
  expect(shell.commands).toHaveLength(1);
});

test('push to talk opens the microphone as long as it is told of', () => {
  start();
  shell.calls.set([talking]);
  want({ 'push-to-talk': 'F1', 'push-to-mute': 'F2' });
  press('F1');
  expect(shell.commands).toEqual([{ kind: 'unmute-microphone', callId: 'call-1' }]);
  vi.advanceTimersByTime(750);
  expect(shell.commands.at(-1)).toEqual({ kind: 'mute-microphone', callId: 'call-1' });
  press('F2');
  expect(shell.commands.at(-1)).toEqual({ kind: 'mute-microphone', callId: 'call-1' });
  stop();
  expect(shell.commands.at(-1)).toEqual({ kind: 'unmute-microphone', callId: 'call-1' });
});

test('in front the page gets the keys that are held, and the settings know that they can be had', () => {
  start();
  want({ 'push-to-talk': 'F1', mute: 'F2' });
  shell.face.set('front');
  expect([...os.taken.keys()]).toEqual(['F2']);
  expect(report.get().states['push-to-talk']).toBe('registered');
  shell.face.set('behind');
  expect([...os.taken.keys()].sort()).toEqual(['F1', 'F2']);
});

test('under Wayland nothing is handed over: the desktop would ask again each time', () => {
  start('linux', true);
  want({ 'push-to-talk': 'F1' });
  shell.face.set('front');
  expect([...os.taken.keys()]).toEqual(['F1']);
  expect(report.get()).toMatchObject({ isSure: false, feelsHolding: false });
});

test('while one is recorded none works', () => {
  start();
  want({ show: 'F9' });
  isPaused.set(true);
  expect([...os.taken.keys()]).toEqual([]);
  isPaused.set(false);
  expect([...os.taken.keys()]).toEqual(['F9']);
});

test('the clipboard is dialled if it holds a number', async () => {
  start();
  want({ 'dial-clipboard': 'F9' });
  os.copied = '+49 30 901820';
  press('F9');
  await vi.advanceTimersByTimeAsync(1000);
  expect(shell.commands).toEqual([{ kind: 'dial', target: '+49 30 901820', confirm: false }]);
  os.copied = 'rm -rf /';
  press('F9');
  await vi.advanceTimersByTimeAsync(0);
  expect([shell.commands.length, shell.shown, shell.notices.length]).toEqual([1, 1, 1]);
});

test('what is selected in another program is dialled if it is a number', async () => {
  start();
  want({ 'dial-selection': 'F9' });
  os.selected = '(030) 90 18-20';
  press('F9');
  await vi.advanceTimersByTimeAsync(1000);
  expect(shell.commands).toEqual([{ kind: 'dial', target: '(030) 90 18-20', confirm: false }]);
  os.selected = 'the whole page';
  press('F9');
  await vi.advanceTimersByTimeAsync(0);
  expect([shell.commands.length, shell.shown, shell.notices]).toEqual([1, 1, [{ kind: 'bad-selection' }]]);
});

test.each([
  ['linux', true],
  ['win32', false],
  ['darwin', false],
] as const)('where nobody shows what is selected its key is not taken: %s, Wayland %s', (platform, isWayland) => {
  start(platform, isWayland);
  want({ 'dial-selection': 'F9' });
  expect([[...os.taken.keys()], report.get().states['dial-selection']]).toEqual([[], 'off']);
});
