import { clipboard } from 'electron';
import { parseDialTarget } from '../shared/dial-target.ts';
import type { Shell } from './shell.ts';

/** Far more than any number with its spaces: a copied book must not travel to the page. */
const LONGEST = 1000;

/** Calls what was copied, if it is one number or address; else the window comes and says so. */
export async function dialClipboard({ command, notify, show }: Pick<Shell, 'command' | 'notify' | 'show'>): Promise<void> {
  const text = (await clipboard.readText()).trim();
  if (text.length <= LONGEST && parseDialTarget(text).kind !== 'unknown') return command({ kind: 'dial', target: text, confirm: false });
  show();
  notify({ kind: 'bad-clipboard' });
}
