import { describe, expect, test } from 'vitest';
import { appUrl } from './app-url.ts';

describe('the built page', () => {
  const { start, isOurs, isPageOf } = appUrl({ isPackaged: true, devServer: 'http://evil.example/' });

  test('starts at its own scheme; a packaged app believes no variable', () => {
    expect(start).toEqual({
      main: 'app://offhook/index.html',
      ring: 'app://offhook/ring/index.html',
      program: 'app://headset/headset-program/index.html',
    });
  });

  test.each([
    ['app://offhook/index.html', true],
    ['app://offhook/index.html#/phone', true],
    ['app://offhook', true],
    ['app://other/index.html', false],
    ['app://headset/index.html', false],
    ['app2://offhook/', false],
    ['https://offhook/', false],
    ['file:///offhook/index.html', false],
    ['about:blank', false],
    ['', false],
    ['app://offhook:1/', false],
    ['http://evil.example/', false],
  ])('%s belongs to it: %s', (url, expected) => {
    expect(isOurs(url)).toBe(expected);
  });

  test.each([
    ['main', 'app://offhook/index.html', true],
    ['main', 'app://offhook/index.html?x#/phone', true],
    ['main', 'app://offhook/ring/index.html', false],
    ['ring', 'app://offhook/ring/index.html', true],
    ['ring', 'app://offhook/index.html', false],
    ['ring', 'app://other/ring/index.html', false],
    ['ring', 'about:blank', false],
    ['program', 'app://headset/headset-program/index.html?program=epos', true],
    ['program', 'app://headset/index.html', false],
    ['program', 'app://offhook/headset-program/index.html', false],
    ['main', 'app://headset/index.html', false],
    ['ring', '', false],
  ] as const)('the %s window is where it belongs at %j: %s', (name, url, expected) => {
    expect(isPageOf(name, url)).toBe(expected);
  });
});

test('the dev server is the page while developing, on its own port only', () => {
  const { start, isOurs, isPageOf } = appUrl({ isPackaged: false, devServer: 'http://localhost:5173/' });
  const program = 'http://localhost:5173/headset-program/index.html';
  expect(start).toEqual({ main: 'http://localhost:5173/', ring: 'http://localhost:5173/ring/index.html', program });
  expect(isPageOf('main', 'http://localhost:5173/?t=1')).toBe(true);
  expect(isOurs('http://localhost:5173/views/x.vue')).toBe(true);
  expect(isOurs('http://localhost:5174/')).toBe(false);
  expect(isOurs('app://offhook/')).toBe(false);
});
