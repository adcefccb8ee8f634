import { beforeEach, expect, test, vi } from 'vitest';
import { askSystem, mediaDesk, settingsAddress } from './media-desk.ts';

const { system } = vi.hoisted(() => ({ system: { status: 'granted', opened: [] as string[], asked: [] as string[], refuses: '' } }));
vi.mock('electron', () => ({
  systemPreferences: {
    getMediaAccessStatus: () => system.status,
    askForMediaAccess: async (kind: string) => {
      system.asked.push(kind);
      return kind !== system.refuses;
    },
  },
  shell: { openExternal: async (address: string) => void system.opened.push(address) },
}));

beforeEach(() => {
  system.status = 'granted';
  system.opened = [];
  system.asked = [];
  system.refuses = '';
});

test.each([
  ['win32', 'microphone', 'ms-settings:privacy-microphone'],
  ['win32', 'camera', 'ms-settings:privacy-webcam'],
  ['darwin', 'microphone', 'x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone'],
  ['darwin', 'camera', 'x-apple.systempreferences:com.apple.preference.security?Privacy_Camera'],
  ['linux', 'microphone', null],
] as const)('on %s the %s is allowed at %s, which alone is opened', (platform, kind, address) => {
  expect(settingsAddress(platform, kind)).toBe(address);
  mediaDesk(platform)['media:open-settings'](kind);
  expect(system.opened).toEqual(address === null ? [] : [address]);
});

test.each([
  ['win32', 'denied', { isBlocked: true, hasSettings: true }],
  ['win32', 'granted', { isBlocked: false, hasSettings: true }],
  ['darwin', 'restricted', { isBlocked: true, hasSettings: true }],
  ['darwin', 'not-determined', { isBlocked: false, hasSettings: true }],
  ['linux', 'denied', { isBlocked: false, hasSettings: false }],
] as const)('%s with “%s”', (platform, status, expected) => {
  system.status = status;
  expect(mediaDesk(platform)['media:access']('microphone')).toEqual(expected);
});

test.each([
  ['darwin', '', true, ['microphone', 'camera']],
  ['darwin', 'microphone', false, ['microphone']],
  ['darwin', 'camera', false, ['microphone', 'camera']],
  ['win32', 'microphone', true, []],
  ['linux', 'microphone', true, []],
] as const)('%s, whose user refuses “%s”, lets us open both: %s', async (platform, refused, expected, asked) => {
  system.refuses = refused;
  expect(await askSystem(platform, ['microphone', 'camera'])).toBe(expected);
  expect(system.asked).toEqual(asked);
});
