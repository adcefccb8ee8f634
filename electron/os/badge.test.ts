import { afterEach, expect, test, vi } from 'vitest';
import { fakeShell } from '../testing/fake-shell.ts';
import { badge } from './badge.ts';

const { os } = vi.hoisted(() => ({ os: { badges: [] as number[] } }));
vi.mock('electron', () => ({ app: { setBadgeCount: (count: number) => os.badges.push(count) } }));

const { platform } = process;
afterEach(() => void Object.defineProperty(process, 'platform', { value: platform }));

test.each(['linux', 'darwin', 'win32'] as const)(
  'on %s missed calls and unread messages are counted where the system shows it, and no longer than we run',
  (name) => {
    Object.defineProperty(process, 'platform', { value: name });
    os.badges.length = 0;
    const shell = fakeShell();
    const stop = badge(shell);
    shell.missed.set(2);
    shell.unread.set(1);
    stop();
    shell.missed.set(3);
    const counted = [0, 2, 3, 0];
    const told = ['', '2 missed calls', '2 missed calls, 1 new message', ''];
    // Once for each of the two that is watched.
    expect([os.badges.slice(1), shell.overlays.slice(1)]).toEqual(name === 'win32' ? [[], told] : [counted, []]);
  },
);
