import { app } from 'electron';
import type { Shell } from '../shell.ts';

/** How many calls were missed, on the dock, the launcher or the taskbar. */
export function badge({ missed, overlay }: Shell): () => void {
  const show = (count: number): void => {
    // Windows has no number there, but room for a small picture on the window's button.
    if (process.platform === 'win32') overlay(count);
    else app.setBadgeCount(count);
  };
  const stop = missed.subscribe(show);
  return () => {
    stop();
    show(0);
  };
}
