import { describe, expect, test } from 'vitest';
import { placeRing, ringOptions } from './place.ts';

const desk = { x: 0, y: 25, width: 1440, height: 875 };

test.each([
  ['linux', { x: 1056, y: 724, width: 368, height: 160 }],
  ['win32', { x: 1056, y: 724, width: 368, height: 160 }],
  ['darwin', { x: 1056, y: 41, width: 368, height: 160 }],
] as const)('on %s it stands where the system shows its own notifications', (platform, expected) => {
  expect(placeRing(160, desk, platform)).toEqual(expected);
});

test('on a display beside or above the first one too', () => {
  expect(placeRing(160, { x: -1920, y: -400, width: 1920, height: 1080 }, 'win32')).toEqual({ x: -384, y: 504, width: 368, height: 160 });
});

test('more callers than the screen is high stay on the screen', () => {
  expect(placeRing(5000, desk, 'linux')).toEqual({ x: 1056, y: 41, width: 368, height: 843 });
});

test('a screen narrower than the window is filled and not left', () => {
  expect(placeRing(160, { x: 0, y: 0, width: 320, height: 480 }, 'linux')).toEqual({ x: 0, y: 304, width: 320, height: 160 });
});

describe.each(['linux', 'darwin', 'win32'] as const)('on %s', (platform) => {
  test('it lies above and can have neither the keyboard nor a frame', () => {
    expect(ringOptions(platform)).toMatchObject({ focusable: false, alwaysOnTop: true, skipTaskbar: true, frame: false, show: false });
    expect(ringOptions(platform).type).toBe(platform === 'darwin' ? 'panel' : undefined);
  });
});
