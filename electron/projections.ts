import type { CallSnapshot } from '../shared/call.ts';
import { type DeviceList, nothingOpen, type OpenDevices } from '../shared/devices.ts';
import type { ProgramState } from '../shared/headset-program.ts';
import type { Favourite } from '../shared/presence.ts';
import type { RegistrationState } from '../shared/registration.ts';
import { value } from './shell.ts';

/** What the page told last: the phone as the system's places see it. */
export function projections() {
  const told = {
    registration: value<RegistrationState>({ kind: 'offline' }),
    calls: value<readonly CallSnapshot[]>([]),
    devices: value<DeviceList>({ microphones: [], speakers: [], cameras: [] }),
    openDevices: value<OpenDevices>(nothingOpen),
    favourites: value<readonly Favourite[]>([]),
    /** The list of past calls is on the page. */
    isHistoryShown: value(false),
    /** The settings wait for a key to be pressed. */
    isHotkeyRecorded: value(false),
    /** The content of the small window, in CSS pixels. */
    ringContent: value<{ readonly height: number }>({ height: 0 }),
    /** As the page of the headset maker's program says. */
    programState: value<ProgramState>({ kind: 'off' }),
  };
  return {
    ...told,
    /** The page is gone, and its calls with it. */
    onPageGone: (): void => {
      told.registration.set({ kind: 'offline' });
      told.calls.set([]);
      told.openDevices.set(nothingOpen);
      told.favourites.set([]);
      told.isHistoryShown.set(false);
      told.isHotkeyRecorded.set(false);
    },
  };
}
