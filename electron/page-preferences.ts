import path from 'node:path';
import type { WebPreferences } from 'electron';

/** How every page runs, the small one too: in the sandbox, with the two functions of the preload script and nothing of Node. @param folder where that script is @param hasText words are written there */
export const pagePreferences = (folder: string, { hasText = false } = {}): WebPreferences => ({
  preload: path.join(folder, 'preload.cjs'),
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  // Whether it is done at all is the session's matter: see `os/spelling.ts`.
  spellcheck: hasText,
  // A call goes on, and its clock too, while nobody sees the window.
  backgroundThrottling: false,
});
