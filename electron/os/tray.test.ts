import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callIn, fakeShell } from '../testing/fake-shell.ts';
import type { TrayPlace } from '../tray/place.ts';
import { tray, trayLook } from './tray.ts';

type Item = { label: string; type?: string; checked?: boolean; enabled?: boolean; click?: () => void; submenu?: Item[] };
type Icon = EventEmitter & { toolTip: string; menu: Item[]; images: number; menus: number };
const { os } = vi.hoisted(() => ({
  os: { icons: [] as unknown[], isBroken: false, theme: undefined as unknown as EventEmitter, clipboard: '' },
}));
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  class Tray extends EventEmitter {
    toolTip = '';
    menu: unknown[] = [];
    images = 0;
    menus = 0;
    constructor() {
      super();
      if (os.isBroken) throw new Error('no host');
      os.icons.push(this);
    }
    setImage = (): void => void this.images++;
    setToolTip = (text: string): void => {
      this.toolTip = text;
    };
    setContextMenu = (menu: unknown[]): void => {
      this.menu = menu;
      this.menus++;
    };
    destroy = (): void => void os.icons.splice(os.icons.indexOf(this), 1);
  }
  os.theme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false, shouldUseDarkColorsForSystemIntegratedUI: false });
  return {
    Tray,
    Menu: { buildFromTemplate: (items: unknown[]) => items },
    nativeTheme: os.theme,
    nativeImage: { createEmpty: () => ({ addRepresentation: () => {}, setTemplateImage: () => {} }) },
    clipboard: { readText: async () => os.clipboard },
  };
});

let shell = fakeShell();
let stop: () => void;
let placeChanged: (isThere: boolean) => void;
let placeCalls: string[];
const place: TrayPlace = {
  isThere: async () => true,
  refuse: () => void placeCalls.push('refused'),
  onChange: (listener) => {
    placeChanged = listener;
    return () => void placeCalls.push('not listening');
  },
  watch: () => () => void placeCalls.push('not watching'),
};
const icon = (): Icon => os.icons[0] as Icon;
const item = (label: string): Item | undefined => icon().menu.find((one) => one.label === label);
beforeEach(() => {
  shell = fakeShell();
  os.isBroken = false;
  placeCalls = [];
  stop = tray(shell, place);
});
afterEach(() => stop());

test('it follows the phone, in words and in its menu', () => {
  expect(icon().toolTip).toBe('Offhook: Signed out');
  shell.registration.set({ kind: 'registered', since: 1 });
  shell.missed.set(1);
  expect(icon().toolTip).toBe('Offhook: Ready, 1 missed call');
  shell.calls.set([{ ...callIn({ kind: 'ringing' }), direction: 'incoming' }]);
  expect(icon().menu.slice(0, 3)).toMatchObject([
    { label: '600 is calling', enabled: false },
    { label: 'Answer', enabled: true },
    { label: 'Decline' },
  ]);
  item('Answer')?.click?.();
  expect(shell.commands).toEqual([{ kind: 'answer', callId: 'call-1' }]);
});

test('a change that it does not show leaves the menu alone, which may be open', () => {
  const call = callIn({ kind: 'active', since: 1, hold: 'none' });
  shell.calls.set([call]);
  const { menus, images } = icon();
  shell.calls.set([{ ...call, tonesSent: '1' }]);
  shell.settings.set({ ...shell.settings.get(), callLimit: 3 });
  expect([icon().menus, icon().images]).toEqual([menus, images]);
  shell.calls.set([{ ...call, isMicrophoneMuted: true }]);
  expect([icon().menus, icon().images]).toEqual([menus + 1, images + 1]);
});

test('a device is ticked as soon as the settings say so', () => {
  shell.devices.set({ microphones: [{ id: 'm', label: 'Headset' }], speakers: [], cameras: [] });
  item('Microphone')?.submenu?.[1]?.click?.();
  const device = { id: 'm', label: 'Headset' };
  expect(shell.commands).toEqual([{ kind: 'choose-device', role: 'microphone', device }]);
  shell.settings.set({ ...shell.settings.get(), audio: { ...shell.settings.get().audio, microphone: [device] } });
  expect(item('Microphone')?.submenu).toMatchObject([
    { type: 'radio', label: 'Headset', checked: true },
    { type: 'radio', label: 'System default', checked: false },
  ]);
});

test('what belongs to the window brings it to the front', () => {
  item('Show Offhook')?.click?.();
  item('Settings…')?.click?.();
  icon().emit('click');
  item('Quit Offhook')?.click?.();
  expect([shell.shown, shell.quits, shell.commands]).toEqual([
    process.platform === 'darwin' ? 2 : 3,
    1,
    [{ kind: 'show-view', view: 'settings' }],
  ]);
});

test('do not disturb is ticked when its schedule says so, from the minute on', () => {
  vi.useFakeTimers({ now: new Date(2026, 6, 3, 11, 59) });
  stop();
  shell = fakeShell();
  const { incoming } = shell.settings.get();
  const schedule = [{ days: [0, 1, 2, 3, 4, 5, 6], from: 12 * 60, to: 13 * 60 }];
  shell.settings.set({ ...shell.settings.get(), incoming: { ...incoming, doNotDisturb: { ...incoming.doNotDisturb, schedule } } });
  stop = tray(shell, place);
  expect(item('Do not disturb')?.checked).toBe(false);
  vi.advanceTimersByTime(60_000);
  expect(item('Do not disturb')?.checked).toBe(true);
  vi.useRealTimers();
});

describe('the clipboard', () => {
  const dial = async (text: string): Promise<void> => {
    os.clipboard = text;
    item('Dial the clipboard')?.click?.();
    await new Promise(setImmediate);
  };

  test('is called where it holds a number', async () => {
    await dial(' +49 30 901820\n');
    expect([shell.commands, shell.shown]).toEqual([[{ kind: 'dial', target: '+49 30 901820', confirm: false }], 0]);
  });

  test.each(['', 'Dear Sir or Madam', 'javascript:alert(1)', `${'1'.repeat(2000)}`])(
    'else the window says that it does not: %j',
    async (text) => {
      await dial(text);
      expect([shell.commands, shell.notices, shell.shown]).toEqual([[], [{ kind: 'bad-clipboard' }], 1]);
    },
  );
});

test('stopped, it is gone and hears nothing', () => {
  stop();
  shell.missed.set(3);
  os.theme.emit('updated');
  expect([os.icons, os.theme.listenerCount('updated'), placeCalls]).toEqual([[], 0, ['not watching', 'not listening']]);
  stop = () => {};
});

test('an icon that cannot be made is told, and the phone goes on without it', () => {
  stop();
  os.isBroken = true;
  stop = tray(shell, place);
  expect([shell.notices, placeCalls.at(-1), os.icons]).toEqual([[{ kind: 'no-tray', detail: 'no host' }], 'refused', []]);
  shell.missed.set(1);
});

test('a desktop that shows icons anew gets another one, with what is so by then', () => {
  const [before] = os.icons;
  placeChanged(false);
  expect([os.icons, os.theme.listenerCount('updated')]).toEqual([[], 0]);
  shell.registration.set({ kind: 'registered', since: 1 });
  placeChanged(true);
  expect(os.icons).not.toContain(before);
  expect([os.icons.length, icon().toolTip]).toEqual([1, 'Offhook: Ready']);
});

describe('the ground it stands on', () => {
  const theme = (app: boolean, system = app) => ({ shouldUseDarkColors: app, shouldUseDarkColorsForSystemIntegratedUI: system });
  test.each([
    ['darwin', theme(true), '', 'template'],
    ['darwin', theme(false), '', 'template'],
    ['win32', theme(false, true), '', 'on-dark'],
    ['win32', theme(true, false), '', 'on-light'],
    ['linux', theme(false), 'KDE', 'on-light'],
    ['linux', theme(true), 'KDE', 'on-dark'],
    ['linux', theme(false), 'ubuntu:GNOME', 'on-dark'],
  ] as const)('%s, %j, %s: %s', (platform, colours, desktop, expected) => {
    expect(trayLook(platform, colours, desktop)).toBe(expected);
  });
});
