import { HotkeyAction, type HotkeyReport } from '../shared/hotkeys.ts';

/** Milliseconds before a key that is held down repeats: 660 with X11, 500 with GNOME, up to 1000 on Windows, where few choose it. */
const BEFORE_REPEATS = 750;
/** Between two repeats: 30 to 40 as systems come, 300 where the user wants it slow. */
const BETWEEN_REPEATS = 350;

/**
 * What a system tells of a registered key: it was pressed, never that it was let go. Windows and X11 tell it again and again while the key is
 * held (electron/electron#39718), macOS and the portal of Wayland once.
 */
export function keyNews(platform: NodeJS.Platform, isWayland: boolean): Omit<HotkeyReport, 'states'> {
  return { isSure: !isWayland, feelsHolding: platform !== 'darwin' && !isWayland, readsSelection: platform === 'linux' && !isWayland };
}

export const isWaylandSession = (platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): boolean =>
  platform === 'linux' && env.XDG_SESSION_TYPE === 'wayland';

/** A listener that acts once however long the key is held. `now` in milliseconds, on a clock that nobody sets. */
export function onceAPress(act: () => void, feelsHolding: boolean, now: () => number = () => performance.now()): () => void {
  let told = Number.NEGATIVE_INFINITY;
  return () => {
    const isRepeat = feelsHolding && now() - told < BEFORE_REPEATS;
    told = now();
    if (!isRepeat) act();
  };
}

export interface HeldKey {
  /** The system tells of the key. */
  readonly onTold: () => void;
  /** Whatever the key does ends. */
  readonly letGo: () => void;
}

/**
 * A key that does something as long as it is held: let go is what is not told any more. Where a system tells nothing of holding, the first
 * press begins and the second one ends.
 */
export function heldKey({ press, release, feelsHolding }: { press: () => void; release: () => void; feelsHolding: boolean }): HeldKey {
  let isDown = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const letGo = (): void => {
    clearTimeout(timer);
    if (isDown) release();
    isDown = false;
  };
  const waitFor = (milliseconds: number): void => {
    clearTimeout(timer);
    if (feelsHolding) timer = setTimeout(letGo, milliseconds);
  };
  const onTold = (): void => {
    const wasDown = isDown;
    isDown = true;
    if (wasDown && !feelsHolding) letGo();
    else waitFor(wasDown ? BETWEEN_REPEATS : BEFORE_REPEATS);
    if (!wasDown) press();
  };
  return { onTold, letGo };
}

/** Where `hotkeys` tells how its keys are doing. */
export const firstReport = (platform: NodeJS.Platform, isWayland: boolean): HotkeyReport => ({
  states: Object.fromEntries(HotkeyAction.options.map((action) => [action, 'off'])) as HotkeyReport['states'],
  ...keyNews(platform, isWayland),
});
