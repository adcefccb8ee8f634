import { Notification } from 'electron';
import { field, type Shell } from './shell.ts';
import { words } from './words.ts';

/** One that was collected would hear no click. */
let shown: Notification | undefined;

/** Says where the closed window went, in the life of a profile once for each place. */
export function explainOnce(shell: Shell, where: 'tray' | 'minimised'): void {
  const isDone = field(shell.memory, where === 'tray' ? 'isTrayExplained' : 'isMinimisingExplained');
  if (isDone.get() || !Notification.isSupported()) return;
  isDone.set(true);
  const body = where === 'tray' ? words.goesOnInTray : words.goesOnMinimised;
  shown = new Notification({ title: words.goesOnTitle, body, silent: true });
  shown.on('click', shell.show);
  shown.show();
}
