import type { Bounds } from './memory.ts';

/** What is used of Electron's Display. */
export type Screen = { readonly workArea: Bounds };

export const MIN_SIZE = { width: 340, height: 560 };
const FIRST_SIZE = { width: 960, height: 680 };
/** How much of the window must be on some screen to take hold of it again. */
const GRIP = { width: 120, height: 40 };

/** The remembered place, if it can still be seen: the screen it was on may be gone. Else only a size, and the system chooses the place. */
export function placeWindow(remembered: Bounds | null, screens: readonly Screen[]): Bounds | { width: number; height: number } {
  const screen = remembered === null ? undefined : screens.find(({ workArea }) => isReachable(remembered, workArea));
  if (remembered === null || screen === undefined) return FIRST_SIZE;
  const sized = (size: 'width' | 'height'): number => Math.max(MIN_SIZE[size], Math.min(remembered[size], screen.workArea[size]));
  return { x: remembered.x, y: Math.max(remembered.y, screen.workArea.y), width: sized('width'), height: sized('height') };
}

/** The upper edge counts: that is where the title bar is. */
function isReachable(window: Bounds, area: Bounds): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return across >= GRIP.width && window.y + GRIP.height >= area.y && window.y + GRIP.height <= area.y + area.height;
}
