import { onScopeDispose, type Ref, shallowRef } from 'vue';
import type { DeviceList } from '../../shared/devices.ts';
import { soundKey, use } from '../ports.ts';

/** The devices there are now. Their names are known only after the microphone was used once: `refresh` then reads them. */
export function useAudioDevices(): { devices: Readonly<Ref<DeviceList>>; refresh: () => Promise<void> } {
  const sound = use(soundKey);
  const devices = shallowRef<DeviceList>({ microphones: [], speakers: [], cameras: [] });

  async function refresh(): Promise<void> {
    devices.value = await sound.devices.list();
  }

  onScopeDispose(
    sound.devices.watch((list) => {
      devices.value = list;
    }),
  );
  void refresh();
  return { devices, refresh };
}
