import { beforeEach, expect, test, vi } from 'vitest';
import { explainOnce } from './explain.ts';
import { fakeShell } from './testing/fake-shell.ts';

const { os } = vi.hoisted(() => ({ os: { shown: [] as { body: string; click: () => void }[] } }));
vi.mock('electron', () => ({
  Notification: class {
    static isSupported = (): boolean => true;
    click = (): void => {};
    constructor(readonly options: { body: string }) {}
    on(_event: string, listener: () => void): this {
      this.click = listener;
      return this;
    }
    show = (): void => void os.shown.push({ body: this.options.body, click: () => this.click() });
  },
}));

let shell = fakeShell();
beforeEach(() => {
  shell = fakeShell();
  os.shown.length = 0;
});

test('where the window went is said once for each place, also to the app that is started anew', () => {
  for (const where of ['tray', 'tray', 'minimised', 'minimised', 'tray'] as const) explainOnce(shell, where);
  const later = fakeShell();
  later.memory.set(shell.memory.get());
  explainOnce(later, 'tray');
  expect(os.shown.map(({ body }) => body)).toEqual([
    expect.stringContaining('beside the clock'),
    expect.stringContaining('no place for its icon'),
  ]);
});

test('a click on it brings the window back', () => {
  explainOnce(shell, 'tray');
  os.shown[0]?.click();
  expect(shell.shown).toBe(1);
});
