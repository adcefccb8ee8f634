import { powerMonitor } from 'electron';
import { field, type Shell } from '../shell.ts';

/** Away or do not disturb while the screen is locked, if wanted. Told on macOS and Windows only. What was chosen before stays so afterwards. */
export function screenLock({ settings, memory, command }: Shell): () => void {
  const isQuietByUs = field(memory, 'isQuietForLock');
  const isAwayByUs = field(memory, 'isAwayForLock');
  const setAway = (isAway: boolean): void => {
    isAwayByUs.set(isAway);
    command({ kind: 'set-presence', status: isAway ? 'away' : 'available', leavesQuiet: true });
  };
  const setQuiet = (on: boolean): void => {
    isQuietByUs.set(on);
    command({ kind: 'do-not-disturb', on });
  };
  const onLock = (): void => {
    const { whenLocked, incoming, presence } = settings.get();
    if (whenLocked === 'dnd' && !incoming.doNotDisturb.isOn) setQuiet(true);
    if (whenLocked === 'away' && presence.status === 'available') setAway(true);
  };
  const onUnlock = (): void => {
    if (isQuietByUs.get()) setQuiet(false);
    if (isAwayByUs.get()) {
      // Something else was chosen in the meantime, from a script.
      if (settings.get().presence.status === 'away') setAway(false);
      else isAwayByUs.set(false);
    }
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
