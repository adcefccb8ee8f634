import { type InjectionKey, inject } from 'vue';
import type { Command } from '../shared/command.ts';
import type { Bridge } from '../shared/ipc.ts';
import type { Settings } from '../shared/settings.ts';
import type { HeadsetDesk } from './headset-desk.ts';
import type { Camera } from './phone/media/camera.ts';
import type { Phone } from './phone/phone.ts';
import type { Sound } from './sound.ts';

/** Carries out a command; what fails becomes a notice, so that nobody has to wait for it. */
export type Execute = (command: Command) => Promise<void>;

/* What `start.ts` provides to stores, views and App.vue. Components get none of it: they take props and emit. */
export const phoneKey: InjectionKey<Phone> = Symbol('phone');
export const bridgeKey: InjectionKey<Bridge> = Symbol('bridge');
/** The settings as they were when the page was loaded. */
export const settingsKey: InjectionKey<Settings> = Symbol('settings');
export const executeKey: InjectionKey<Execute> = Symbol('execute');
export const headsetKey: InjectionKey<HeadsetDesk> = Symbol('headset');
/** For the user to see themselves outside of a call; the calls have the same one. */
export const cameraKey: InjectionKey<Pick<Camera, 'open'>> = Symbol('camera');
export const soundKey: InjectionKey<Sound> = Symbol('sound');

/** What was provided under the key; a missing one is a mistake of the composition root. */
export function use<Port>(key: InjectionKey<Port>): Port {
  const port = inject(key);
  if (port === undefined) throw new Error(`Nothing was provided for ${String(key.description)}.`);
  return port;
}
