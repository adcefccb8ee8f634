// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command } from '../shared/command.ts';
import { defaultHotkeys } from '../shared/hotkeys.ts';
import { listenForHeldKeys } from './held-keys.ts';

const hotkeys = { ...defaultHotkeys, 'push-to-talk': 'Control+Space', 'push-to-mute': 'F8' };
let asked: Command['kind'][];
let callId: string | undefined;
let stop: () => void;

beforeEach(() => {
  asked = [];
  callId = 'a';
  const execute = ({ kind }: Command) => void asked.push(kind);
  stop = listenForHeldKeys({ hotkeys: () => hotkeys, platform: () => 'linux', callId: () => callId, execute });
});
afterEach(() => stop());

const key = (type: 'keydown' | 'keyup', init: KeyboardEventInit): boolean =>
  window.dispatchEvent(new KeyboardEvent(type, { cancelable: true, ...init }));
const space = { key: ' ', code: 'Space', ctrlKey: true };

test('the microphone is open as long as the key is down, whichever part of it is let go first', () => {
  expect(key('keydown', space)).toBe(false);
  key('keydown', { ...space, repeat: true });
  expect(asked).toEqual(['unmute-microphone']);
  key('keyup', { key: 'Control', code: 'ControlLeft' });
  key('keyup', { key: ' ', code: 'Space' });
  expect(asked).toEqual(['unmute-microphone', 'mute-microphone']);
});

test('push to mute is the other way round', () => {
  key('keydown', { key: 'F8', code: 'F8' });
  key('keyup', { key: 'F8', code: 'F8' });
  expect(asked).toEqual(['mute-microphone', 'unmute-microphone']);
});

test('whoever leaves the window with the key down has let go of it', () => {
  key('keydown', space);
  window.dispatchEvent(new Event('blur'));
  expect(asked).toEqual(['unmute-microphone', 'mute-microphone']);
  key('keyup', space);
  expect(asked).toHaveLength(2);
});

test('other keys, and no call, do nothing', () => {
  expect(key('keydown', { key: ' ', code: 'Space' })).toBe(true);
  callId = undefined;
  key('keydown', space);
  key('keyup', space);
  expect(asked).toEqual([]);
});
