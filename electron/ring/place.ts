import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';

/** CSS pixels: a caller's name, and three buttons with their words, fit. */
export const RING_WIDTH = 368;
const MARGIN = 16;

/**
 * The corner where the system shows its own notifications: below on Windows and Linux, above on macOS. Never higher than the screen has
 * room for; `height` is that of the content.
 */
export function placeRing(height: number, workArea: Rectangle, platform: NodeJS.Platform): Rectangle {
  const width = Math.min(RING_WIDTH, workArea.width);
  const fitting = Math.min(height, Math.max(0, workArea.height - 2 * MARGIN));
  const x = Math.max(workArea.x, workArea.x + workArea.width - width - MARGIN);
  const y = platform === 'darwin' ? workArea.y + MARGIN : workArea.y + workArea.height - fitting - MARGIN;
  return { x, y, width, height: fitting };
}

/**
 * A window that lies over everything and never has the keyboard: whoever is typing must not answer a call with the space bar. Without
 * `focusable` Windows keeps it out of the taskbar and X11 leaves it out of window management, which also keeps it above on every
 * workspace. On macOS a panel does not bring the app to the front when it is clicked.
 */
export const ringOptions = (platform: NodeJS.Platform): BrowserWindowConstructorOptions => ({
  width: RING_WIDTH,
  height: 1,
  title: 'Offhook',
  show: false,
  frame: false,
  resizable: false,
  movable: false,
  minimizable: false,
  maximizable: false,
  fullscreenable: false,
  focusable: false,
  skipTaskbar: true,
  alwaysOnTop: true,
  acceptFirstMouse: true,
  ...(platform === 'darwin' && { type: 'panel', hiddenInMissionControl: true }),
});
