import type { OpenDevices } from '../shared/devices.ts';
import type { Settings } from '../shared/settings.ts';
import type { Readable, Value } from './shell.ts';

const roles = ['microphone', 'speaker', 'ringer'] as const;

/**
 * Forgets what is open of a role as soon as the user wishes for another order: until the page tells what came of it, the wish is what all
 * places show. To be called before anybody else hears of the settings. Returns the function that stops it.
 */
export function forgetWithWish(settings: Readable<Settings>, open: Value<OpenDevices>): () => void {
  let before = settings.get().audio;
  return settings.subscribe(({ audio }) => {
    const changed = roles.filter((role) => audio[role] !== before[role] && JSON.stringify(audio[role]) !== JSON.stringify(before[role]));
    before = audio;
    if (changed.length > 0) open.set({ ...open.get(), ...Object.fromEntries(changed.map((role) => [role, null])) });
  });
}
