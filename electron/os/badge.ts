import { app } from 'electron';
import type { Shell } from '../shell.ts';
import { words } from '../words.ts';

/** How many calls were missed and messages not read, on the dock, the launcher or the taskbar. */
export function badge({ missed, unread, overlay }: Shell): () => void {
  const show = (calls: number, messages: number): void => {
    // Windows has no number there, but room for a small picture on the window's button.
    if (process.platform === 'win32') overlay(badgeWords(calls, messages));
    else app.setBadgeCount(calls + messages);
  };
  const refresh = (): void => show(missed.get(), unread.get());
  const stops = [missed.subscribe(refresh), unread.subscribe(refresh)];
  return () => {
    for (const stop of stops) stop();
    show(0, 0);
  };
}

const badgeWords = (calls: number, messages: number): string =>
  [...(calls > 0 ? [words.tray.missed(calls)] : []), ...(messages > 0 ? [words.unread(messages)] : [])].join(', ');
