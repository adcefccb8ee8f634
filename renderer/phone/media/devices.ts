import type { DeviceList } from '../../../shared/devices.ts';

/** What there is to speak into, to listen to and to be seen with. */
export interface Devices {
  list: () => Promise<DeviceList>;
  /** Hears the new list whenever a device came or went; returns the function that stops listening. */
  watch: (listener: (list: DeviceList) => void) => () => void;
}

/** What is used of `navigator.mediaDevices`. */
export type MediaDevicesPort = Pick<MediaDevices, 'enumerateDevices' | 'getUserMedia' | 'addEventListener' | 'removeEventListener'>;

export function makeDevices(mediaDevices: MediaDevicesPort = navigator.mediaDevices): Devices {
  const list = async (): Promise<DeviceList> => {
    const all = await mediaDevices.enumerateDevices();
    // Before permission Chromium answers with one nameless entry a kind: no device that could be chosen.
    const ofKind = (kind: MediaDeviceKind) =>
      all
        .filter((device) => device.kind === kind && device.deviceId !== '')
        .map(({ deviceId, label, groupId }) => ({ id: deviceId, label, ...(groupId && { group: groupId }) }));
    return { microphones: ofKind('audioinput'), speakers: ofKind('audiooutput'), cameras: ofKind('videoinput') };
  };
  return {
    list,
    watch(listener) {
      let isWatching = true;
      const tell = async () => {
        const found = await list();
        if (isWatching) listener(found);
      };
      const onChange = () => void tell();
      mediaDevices.addEventListener('devicechange', onChange);
      return () => {
        isWatching = false;
        mediaDevices.removeEventListener('devicechange', onChange);
      };
    },
  };
}
