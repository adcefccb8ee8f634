import { dialog } from 'electron';
import { words } from '../words.ts';

/** Asked by us and not by the page, which may not be the one that it was. */
export async function mayStart(commands: readonly string[]): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    defaultId: 1,
    cancelId: 1,
    ...words.programs,
    detail: commands.join('\n'),
  });
  return response === 0;
}
