import type { DeviceChoice } from '../../../shared/settings.ts';

/** One device as the browser names it. The label is empty until the page was allowed to use a microphone. */
export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface DeviceList {
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
}

/** What there is to speak into and to listen to. */
export interface Devices {
  list: () => Promise<DeviceList>;
  /** Hears the new list whenever a device came or went; returns the function that stops listening. */
  watch: (listener: (list: DeviceList) => void) => () => void;
}

/** What is used of `navigator.mediaDevices`. */
export type MediaDevicesPort = Pick<MediaDevices, 'enumerateDevices' | 'getUserMedia' | 'addEventListener' | 'removeEventListener'>;

/**
 * The device that was meant: the one with that id, else with that label (ids change between profiles), else the system's default,
 * else the first. Null only when there is none at all.
 */
export function bestMatch(choice: DeviceChoice | null, list: readonly Device[]): Device | null {
  const chosen = choice && (list.find(({ id }) => id === choice.id) ?? list.find(({ label }) => label !== '' && label === choice.label));
  return chosen ?? list.find(({ id }) => id === 'default') ?? list[0] ?? null;
}

/** Whether the device found is the one meant and not what stands in for it. */
export function isMeant(choice: DeviceChoice | null, device: Device | null): boolean {
  return choice === null || (device !== null && (device.id === choice.id || (device.label !== '' && device.label === choice.label)));
}

export function makeDevices(mediaDevices: MediaDevicesPort = navigator.mediaDevices): Devices {
  const list = async (): Promise<DeviceList> => {
    const all = await mediaDevices.enumerateDevices();
    // Before permission Chromium answers with one nameless entry a kind: no device that could be chosen.
    const ofKind = (kind: MediaDeviceKind) =>
      all.filter((device) => device.kind === kind && device.deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
    return { microphones: ofKind('audioinput'), speakers: ofKind('audiooutput') };
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
