import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import { type DeviceList, nothingOpen, type OpenDevices } from '../../shared/devices.ts';
import { bridgeKey, use } from '../ports.ts';

/** The devices there are, as `start.ts` finds them, and what is open of them: by the word of main, as in the tray. */
export const useDevices = defineStore('devices', () => {
  const list = shallowRef<DeviceList>({ microphones: [], speakers: [], cameras: [] });
  const open = shallowRef<OpenDevices>(nothingOpen);
  onScopeDispose(
    use(bridgeKey).on('devices:in-use', (now) => {
      open.value = now;
    }),
  );
  return { list, open };
});
