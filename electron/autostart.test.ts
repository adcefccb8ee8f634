import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { autostartEntry, autostartFile, refreshAutostart, setAutostart } from './autostart.ts';

let home: string;
let asked: object[];
const app = { setLoginItemSettings: (settings: object) => void asked.push(settings) };
const place = (platform: NodeJS.Platform, env = {}) => ({ platform, env, home, executable: '/opt/Offhook/offhook' });

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'offhook-autostart-'));
  asked = [];
});
afterEach(() => rm(home, { recursive: true, force: true }));

test.each([
  [
    'win32',
    [
      { openAtLogin: true, args: ['--hidden'] },
      { openAtLogin: false, args: ['--hidden'] },
    ],
  ],
  ['darwin', [{ openAtLogin: true }, { openAtLogin: false }]],
] as const)('on %s the system keeps it', (platform, expected) => {
  setAutostart(true, place(platform), app);
  setAutostart(false, place(platform), app);
  expect(asked).toEqual(expected);
});

describe('on Linux', () => {
  const file = () => path.join(home, '.config/autostart/offhook.desktop');

  test('a file says so, and goes', () => {
    setAutostart(true, place('linux'), app);
    expect(readFileSync(file(), 'utf8')).toContain('Exec="/opt/Offhook/offhook" --hidden\n');
    setAutostart(false, place('linux'), app);
    expect(existsSync(file())).toBe(false);
    setAutostart(false, place('linux'), app);
    expect(asked).toEqual([]);
  });

  test('a moved AppImage is found again, and what the user took away stays away', () => {
    refreshAutostart(place('linux'));
    expect(existsSync(file())).toBe(false);
    setAutostart(true, place('linux'), app);
    refreshAutostart(place('linux', { APPIMAGE: '/home/ada/My Apps/Offhook.AppImage' }));
    expect(readFileSync(file(), 'utf8')).toContain('Exec="/home/ada/My Apps/Offhook.AppImage" --hidden\n');
  });

  test('the folder is the one that the session names', () => {
    expect(autostartFile({ env: { XDG_CONFIG_HOME: '/cfg' }, home: '/h' })).toBe('/cfg/autostart/offhook.desktop');
  });

  test.each([
    ['/a b/offhook', '"/a b/offhook"'],
    ['/50%/offhook', '"/50%%/offhook"'],
    ['/$(x)`y`/"z"', '"/\\\\$(x)\\\\`y\\\\`/\\\\"z\\\\""'],
  ])('a path with odd characters is one argument: %s', (executable, written) => {
    expect(autostartEntry({ env: {}, executable })).toContain(`Exec=${written} --hidden\n`);
  });
});
