// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EffectScope, effectScope } from 'vue';
import { useKeys } from './use-keys.ts';

let heard: string[];
let scope: EffectScope;

beforeEach(() => {
  heard = [];
  scope = effectScope();
  scope.run(() =>
    useKeys({
      mute: () => heard.push('mute'),
      hold: () => heard.push('hold'),
      transfer: () => heard.push('transfer'),
      hangUp: () => heard.push('hang up'),
      record: () => heard.push('record'),
      quiet: () => heard.push('quiet'),
      view: (index) => heard.push(`view ${index}`),
      help: () => heard.push('help'),
      bar: () => heard.push('bar'),
      dialKey: (key) => heard.push(`dial ${key}`),
      paste: (text) => heard.push(`paste ${text}`),
    }),
  );
});
afterEach(() => {
  scope.stop();
  document.body.replaceChildren();
});

function type(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

test.each([
  ['d', { ctrlKey: true }, 'mute'],
  ['d', { metaKey: true }, 'mute'],
  ['k', { ctrlKey: true }, 'bar'],
  ['h', { ctrlKey: true }, 'hold'],
  ['t', { ctrlKey: true }, 'transfer'],
  ['E', { ctrlKey: true, shiftKey: true }, 'hang up'],
  ['D', { ctrlKey: true, shiftKey: true }, 'quiet'],
  ['R', { ctrlKey: true, shiftKey: true }, 'record'],
  ['2', { ctrlKey: true }, 'view 1'],
  ['4', { ctrlKey: true }, 'view 3'],
  ['3', { ctrlKey: true }, 'view 2'],
  ['?', { shiftKey: true }, 'help'],
  ['5', {}, 'dial 5'],
  ['#', { shiftKey: true }, 'dial #'],
] as const)('%s with %j is %s', (key, init, action) => {
  expect(type(key, init).defaultPrevented).toBe(true);
  expect(heard).toEqual([action]);
});

test.each([
  ['Escape', {}],
  [' ', {}],
  ['Enter', {}],
  ['e', { ctrlKey: true }],
  ['d', {}],
  ['d', { ctrlKey: true, altKey: true }],
] as const)('%j with %j does nothing', (key, init) => {
  expect(type(key, init).defaultPrevented).toBe(false);
  expect(heard).toEqual([]);
});

test('a key that repeats acts once', () => {
  type('d', { ctrlKey: true });
  type('d', { ctrlKey: true, repeat: true });
  expect(heard).toEqual(['mute']);
});

test('a field keeps its digits, yet the shortcuts of a call work in it', () => {
  const input = document.body.appendChild(document.createElement('input'));
  type('5', {}, input);
  type('?', {}, input);
  type('d', { ctrlKey: true }, input);
  expect(heard).toEqual(['mute']);
});

test('what another control took is left to it', () => {
  const key = document.body.appendChild(document.createElement('button'));
  key.addEventListener('keydown', (event) => event.preventDefault());
  type('5', {}, key);
  expect(heard).toEqual([]);
});

test('when its owner is gone it listens no more', () => {
  scope.stop();
  type('5');
  expect(heard).toEqual([]);
});
