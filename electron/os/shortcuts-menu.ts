import { app, Menu, type MenuItemConstructorOptions, type Task } from 'electron';
import { dialClipboard } from '../dial-clipboard.ts';
import type { Shell } from '../shell.ts';
import { words } from '../words.ts';

/** What the taskbar of Windows offers on a right click: verbs of the command line, because they start the program anew. */
export function userTasks(program: string): Task[] {
  const task = (title: string, args: string): Task => ({
    program,
    arguments: args,
    title,
    description: title,
    iconPath: program,
    iconIndex: 0,
  });
  return [task(words.quick.show, 'show'), task(words.quick.mute, 'mute --toggle'), task(words.quick.quiet, 'dnd --toggle')];
}

/** The same in the dock of macOS, and what only the running app can do. */
export function dockMenu({ show, command, settings, ...shell }: Shell): MenuItemConstructorOptions[] {
  const { isOn } = settings.get().incoming.doNotDisturb;
  return [
    { label: words.quick.show, click: show },
    { label: words.quick.dialClipboard, click: () => void dialClipboard({ show, command, ...shell }) },
    { label: words.quick.doNotDisturb, type: 'checkbox', checked: isOn, click: () => command({ kind: 'do-not-disturb', on: !isOn }) },
  ];
}

/** Jump list and dock menu. Linux has its own in the package's desktop file. */
export function shortcutsMenu(shell: Shell): () => void {
  if (process.platform === 'win32' && app.isPackaged) app.setUserTasks(userTasks(process.execPath));
  if (process.platform !== 'darwin') return () => {};
  return shell.settings.subscribe(() => app.dock?.setMenu(Menu.buildFromTemplate(dockMenu(shell))));
}
