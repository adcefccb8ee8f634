import { expect, test, vi } from 'vitest';
import { readOrder } from '../control/read-order.ts';
import { fakeShell } from '../testing/fake-shell.ts';
import { dockMenu, userTasks } from './shortcuts-menu.ts';

vi.mock('electron', () => ({ app: { isPackaged: true }, Menu: {}, clipboard: { readText: async () => '600' } }));

test('what Windows offers is what the command line understands', () => {
  const tasks = userTasks('C:\\Offhook.exe');
  expect(tasks.map((task) => readOrder(task.arguments.split(' '))?.kind)).toEqual(['order', 'order', 'order']);
  expect(new Set(tasks.map(({ program }) => program))).toEqual(new Set(['C:\\Offhook.exe']));
});

test('the dock shows whether do not disturb is on, and changes it', () => {
  const shell = fakeShell();
  const [show, dial, quiet] = dockMenu(shell) as { checked?: boolean; click: () => void }[];
  show?.click();
  quiet?.click();
  expect([shell.shown, quiet?.checked, dial !== undefined]).toEqual([1, false, true]);
  expect(shell.commands).toEqual([{ kind: 'do-not-disturb', on: true }]);
});
