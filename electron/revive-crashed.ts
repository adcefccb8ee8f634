import type { WebContents } from 'electron';
import type { Log } from './log.ts';

const MAX_CRASHES = 3;

/** Loads a further page again when it crashed; one that goes on crashing is given up, for the main window says the same. Returns the function that stops it. */
export function reviveCrashed(page: WebContents, { name, log }: { readonly name: string; readonly log: Log }): () => void {
  let crashes = 0;
  const revive = (_event: unknown, { reason }: { reason: string }): void => {
    log.error(`${name} is gone: ${reason}`);
    if (++crashes <= MAX_CRASHES) page.reload();
  };
  page.on('render-process-gone', revive);
  return () => page.off('render-process-gone', revive);
}
