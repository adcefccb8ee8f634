import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { app } from 'electron';
import type { CommandLine } from './command-line.ts';

/** Where everything is kept. A self-test leaves no trace unless a folder is named. */
export function chooseProfile({ isSelfTest, userData }: CommandLine): string {
  const temporary = isSelfTest && userData === null ? mkdtempSync(path.join(os.tmpdir(), 'offhook-self-test-')) : null;
  if (temporary !== null) process.once('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));
  const chosen = temporary ?? userData;
  if (chosen !== null) {
    mkdirSync(chosen, { recursive: true });
    app.setPath('userData', chosen);
  }
  return app.getPath('userData');
}
