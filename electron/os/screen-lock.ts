import { powerMonitor } from 'electron';
import { field, type Shell } from '../shell.ts';

/** Do not disturb while the screen is locked, if wanted. Told on macOS and Windows only. What was on before stays on afterwards. */
export function screenLock({ settings, memory, command }: Shell): () => void {
  const isOurs = field(memory, 'isQuietForLock');
  const onLock = (): void => {
    const { isQuietWhenLocked, incoming } = settings.get();
    if (!isQuietWhenLocked || incoming.doNotDisturb.isOn) return;
    isOurs.set(true);
    command({ kind: 'do-not-disturb', on: true });
  };
  const onUnlock = (): void => {
    if (!isOurs.get()) return;
    isOurs.set(false);
    command({ kind: 'do-not-disturb', on: false });
  };
  // The app ended while the screen was locked.
  onUnlock();
  powerMonitor.on('lock-screen', onLock);
  powerMonitor.on('unlock-screen', onUnlock);
  return () => {
    powerMonitor.off('lock-screen', onLock);
    powerMonitor.off('unlock-screen', onUnlock);
  };
}
