import { clipboard } from 'electron';
import { parseDialTarget } from '../shared/dial-target.ts';
import type { Shell } from './shell.ts';

/** Far more than any number with its spaces: a copied book must not travel to the page. */
const LONGEST = 1000;

type Ports = Pick<Shell, 'command' | 'notify' | 'show'>;

/** Calls what was copied, if it is one number or address; else the window comes and says so. */
export const dialClipboard = async (shell: Ports): Promise<void> => dialText(await clipboard.readText(), 'bad-clipboard', shell);

/** The same with what is selected in another program: Linux alone has that, and only X11 shows it to programs that are not in front. */
export const dialSelection = async (shell: Ports): Promise<void> => dialText(await clipboard.selection.readText(), 'bad-selection', shell);

function dialText(given: string, problem: 'bad-clipboard' | 'bad-selection', { command, notify, show }: Ports): void {
  const text = given.trim();
  if (text.length <= LONGEST && parseDialTarget(text).kind !== 'unknown') {
    command({ kind: 'dial', target: text, confirm: false });
    return;
  }
  show();
  notify({ kind: problem });
}
