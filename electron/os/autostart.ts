import os from 'node:os';
import { app } from 'electron';
import { refreshAutostart, setAutostart } from '../autostart.ts';
import { describeError } from '../log.ts';
import type { Shell } from '../shell.ts';

/** Starts with the user's session, without a window, if wanted. Only a change is passed on: what the user does in the system's settings stands. */
export function autostart({ settings, notify, log }: Shell): () => void {
  if (!app.isPackaged) return () => {};
  const place = { platform: process.platform, env: process.env, home: os.homedir(), executable: process.execPath };
  let isOn = settings.get().startsAtLogin;
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      log.warn(`starting at login could not be set: ${describeError(error)}`);
      notify({ kind: 'autostart-failed', detail: error instanceof Error ? error.message : String(error) });
    }
  };
  if (isOn) attempt(() => refreshAutostart(place));
  return settings.subscribe(({ startsAtLogin }) => {
    if (startsAtLogin === isOn) return;
    isOn = startsAtLogin;
    attempt(() => setAutostart(isOn, place, app));
  });
}
