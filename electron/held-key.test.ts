import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { heldKey, isWaylandSession, keyNews, onceAPress } from './held-key.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
});

describe('what a system tells of a key', () => {
  test.each([
    ['linux', false, { isSure: true, feelsHolding: true, readsSelection: true }],
    ['linux', true, { isSure: false, feelsHolding: false, readsSelection: false }],
    ['win32', false, { isSure: true, feelsHolding: true, readsSelection: false }],
    ['darwin', false, { isSure: true, feelsHolding: false, readsSelection: false }],
  ] as const)('%s, Wayland %s', (platform, isWayland, expected) => {
    expect(keyNews(platform, isWayland)).toEqual(expected);
  });

  test('Wayland is a matter of Linux', () => {
    expect(isWaylandSession('linux', { XDG_SESSION_TYPE: 'wayland' })).toBe(true);
    expect(isWaylandSession('linux', { XDG_SESSION_TYPE: 'x11' })).toBe(false);
    expect(isWaylandSession('darwin', { XDG_SESSION_TYPE: 'wayland' })).toBe(false);
  });
});

/** A key held for a while, as X11 tells it. */
const hold = (tell: () => void, repeats: number, first = 660, gap = 33): void => {
  tell();
  for (let count = 0; count < repeats; count++) {
    vi.advanceTimersByTime(count === 0 ? first : gap);
    tell();
  }
};

describe('a key that acts once', () => {
  const acts: number[] = [];
  const press = (feelsHolding: boolean) => onceAPress(() => acts.push(Date.now()), feelsHolding, Date.now);
  beforeEach(() => {
    acts.length = 0;
  });

  test('does so however long it is held, and again when it is pressed again', () => {
    const tell = press(true);
    hold(tell, 100);
    expect(acts).toHaveLength(1);
    vi.advanceTimersByTime(800);
    tell();
    expect(acts).toHaveLength(2);
  });

  test('is not slowed down where nothing repeats', () => {
    const tell = press(false);
    tell();
    tell();
    expect(acts).toHaveLength(2);
  });
});

describe('a key that is held', () => {
  let state: string[];
  const make = (feelsHolding: boolean) =>
    heldKey({ press: () => void state.push('down'), release: () => void state.push('up'), feelsHolding });
  beforeEach(() => {
    state = [];
  });

  test('is down as long as it is told, and up soon after', () => {
    const key = make(true);
    hold(key.onTold, 100);
    expect(state).toEqual(['down']);
    vi.advanceTimersByTime(349);
    expect(state).toEqual(['down']);
    vi.advanceTimersByTime(1);
    expect(state).toEqual(['down', 'up']);
  });

  test('and only tapped leaves nothing open', () => {
    const key = make(true);
    key.onTold();
    vi.advanceTimersByTime(750);
    expect(state).toEqual(['down', 'up']);
    vi.advanceTimersByTime(5000);
    key.letGo();
    expect(state).toEqual(['down', 'up']);
  });

  test('begins and ends by a press each where nothing is told of holding', () => {
    const key = make(false);
    key.onTold();
    vi.advanceTimersByTime(60_000);
    expect(state).toEqual(['down']);
    key.onTold();
    expect(state).toEqual(['down', 'up']);
  });

  test('ends when the phone stops listening', () => {
    const key = make(true);
    key.onTold();
    key.letGo();
    expect(state).toEqual(['down', 'up']);
    vi.advanceTimersByTime(5000);
    expect(state).toEqual(['down', 'up']);
  });
});
