import path from 'node:path';
import type { WebPreferences } from 'electron';

/** How every page runs, the small one too: in the sandbox, with the two functions of the preload script and nothing of Node. @param folder where that script is */
export const pagePreferences = (folder: string): WebPreferences => ({
  preload: path.join(folder, 'preload.cjs'),
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  spellcheck: false,
  // A call goes on, and its clock too, while nobody sees the window.
  backgroundThrottling: false,
});
