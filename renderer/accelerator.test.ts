import { describe, expect, test } from 'vitest';
import { acceleratorOf, type KeyPress, keysOf } from './accelerator.ts';

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };
const press = (key: string, code: string, some: Partial<KeyPress> = {}): KeyPress => ({ key, code, ...none, ...some });
const ctrl = { ctrlKey: true };
const read = (pressed: KeyPress, platform: 'linux' | 'darwin' | 'win32' = 'linux'): string => {
  const recorded = acceleratorOf(pressed, platform);
  return recorded.kind === 'accelerator' ? recorded.accelerator : `!${recorded.kind}`;
};

describe('what was pressed', () => {
  test.each([
    [press('m', 'KeyM', ctrl), 'Control+M'],
    [press('M', 'KeyM', { ...ctrl, shiftKey: true, altKey: true }), 'Control+Alt+Shift+M'],
    [press('q', 'KeyA', ctrl), 'Control+Q'],
    [press('ь', 'KeyM', ctrl), 'Control+M'],
    [press('!', 'Digit1', { ...ctrl, shiftKey: true }), 'Control+Shift+1'],
    [press('5', 'Numpad5', ctrl), 'Control+num5'],
    [press('F9', 'F9'), 'F9'],
    [press('F9', 'F9', { shiftKey: true }), 'Shift+F9'],
    [press('MediaPlayPause', 'MediaPlayPause'), 'MediaPlayPause'],
    [press(' ', 'Space', { altKey: true }), 'Alt+Space'],
    [press('+', 'BracketRight', ctrl), 'Control+Plus'],
    [press(',', 'Comma', ctrl), 'Control+,'],
    [press('ArrowUp', 'ArrowUp', { metaKey: true }), 'Super+Up'],
  ])('%j', (pressed, expected) => {
    expect(read(pressed)).toBe(expected);
  });

  test('on a Mac the key is Command, and Option changes no letter', () => {
    expect(read(press('m', 'KeyM', { metaKey: true }), 'darwin')).toBe('Command+M');
    expect(read(press('µ', 'KeyM', { altKey: true }), 'darwin')).toBe('Alt+M');
  });
});

describe('what is none', () => {
  test.each([
    [press('Control', 'ControlLeft', ctrl), '!modifier'],
    [press('m', 'KeyM'), '!too-common'],
    [press('M', 'KeyM', { shiftKey: true }), '!too-common'],
    [press('Enter', 'Enter'), '!too-common'],
    [press('Dead', 'Quote', ctrl), '!unknown'],
    [press('toString', '', ctrl), '!unknown'],
  ])('%j', (pressed, expected) => {
    expect(read(pressed)).toBe(expected);
  });
});

test('what stands on the keys', () => {
  expect(keysOf('Control+Alt+M', 'linux')).toEqual(['Ctrl', 'Alt', 'M']);
  expect(keysOf('Super+M', 'win32')).toEqual(['Win', 'M']);
  expect(keysOf('Alt+Command+M', 'darwin')).toEqual(['⌥', '⌘', 'M']);
  expect(keysOf('', 'linux')).toEqual([]);
});
