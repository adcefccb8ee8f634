import { powerMonitor, powerSaveBlocker } from 'electron';
import type { Shell } from '../shell.ts';

/** Keeps the machine awake while a call is up, and has the phone look at its connection when the machine was away. */
export function power({ calls, command }: Shell): () => void {
  let blocker: number | undefined;
  const release = (): void => {
    if (blocker !== undefined) powerSaveBlocker.stop(blocker);
    blocker = undefined;
  };
  const stop = calls.subscribe((all) => {
    if (all.some(({ state }) => state.kind === 'active')) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else release();
  });
  const check = (): void => command({ kind: 'check-connection' });
  powerMonitor.on('resume', check);
  // Told on macOS and Windows only: a laptop that was locked may have changed networks without sleeping.
  powerMonitor.on('unlock-screen', check);
  return () => {
    stop();
    release();
    powerMonitor.off('resume', check);
    powerMonitor.off('unlock-screen', check);
  };
}
