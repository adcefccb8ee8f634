import { afterEach, expect, test, vi } from 'vitest';
import { fakeShell } from '../testing/fake-shell.ts';
import { badge } from './badge.ts';

const { os } = vi.hoisted(() => ({ os: { badges: [] as number[] } }));
vi.mock('electron', () => ({ app: { setBadgeCount: (count: number) => os.badges.push(count) } }));

const { platform } = process;
afterEach(() => void Object.defineProperty(process, 'platform', { value: platform }));

test.each(['linux', 'darwin', 'win32'] as const)(
  'on %s missed calls are counted where the system shows it, and no longer than we run',
  (name) => {
    Object.defineProperty(process, 'platform', { value: name });
    os.badges.length = 0;
    const shell = fakeShell();
    const stop = badge(shell);
    shell.missed.set(2);
    stop();
    shell.missed.set(3);
    expect(name === 'win32' ? [shell.overlays, os.badges] : [os.badges, shell.overlays]).toEqual([[0, 2, 0], []]);
  },
);
