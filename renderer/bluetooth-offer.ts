import { defaultDevice, findDevice, isStandIn, shownDevice, usable } from '../shared/device-order.ts';
import type { Device, DeviceList, OpenDevices, OpenMicrophone } from '../shared/devices.ts';
import type { AppInfo } from '../shared/ipc.ts';
import type { AudioSettings } from '../shared/settings.ts';

/*
 * Bluetooth carries good sound one way or speech both ways: with its microphone on, a headset goes over to the hands-free profile, and all
 * that is heard in it is mono at 8 or 16 kHz. Another microphone lets it stay as it was.
 */

export interface BluetoothFacts {
  readonly platform: AppInfo['platform'];
  readonly list: DeviceList;
  readonly open: OpenDevices;
  readonly audio: AudioSettings;
}

export interface BluetoothOffer {
  /** As people and settings call it. */
  readonly headset: string;
  /** The microphone that may take its place. */
  readonly instead: Device;
  /** The entry of the headset that has the good sound, where another one of it is in use; null: the speaker stays. */
  readonly speaker: Device | null;
}

/** Below that many samples a second a microphone sounds like a telephone: the hands-free profile has 8000 or 16000, that of AirPods 24000. */
const goodRate = 32_000;

/** Windows and macOS: Chromium puts the suffix behind the name. Windows names the profile itself, PulseAudio and PipeWire the stack. */
const bluetoothNames = [/\(bluetooth\)$/i, /\bhands-?free\b/i, /\bairpods\b/i, /^bluez_/i];
const virtualNames = [/\(virtual\)$/i, /^monitor of /i, /\b(blackhole|loopback|vb-audio|virtual|stereo mix)\b/i];
const builtInNames = [/\(built-in\)$/i, /\bbuilt-in\b/i, /\b(internal|realtek|array)\b/i];

const isNamed = (names: readonly RegExp[], { label }: { label: string }): boolean => names.some((name) => name.test(label));

/**
 * PulseAudio and PipeWire tell neither profile nor rate, and the name is the maker's. But what is on a bus has one group for microphone and
 * speaker (Chromium makes it of `device.bus_path`), and only a device that is on none has one name for both and no group.
 */
const isOnNoBus = (microphone: Device, speakers: readonly Device[]): boolean =>
  microphone.group !== undefined &&
  speakers.some(({ label, group }) => label !== '' && label === microphone.label && group !== undefined && group !== microphone.group);

/** The microphone of a Bluetooth headset, by everything that the browser tells of it. */
export function isBluetoothMicrophone(
  microphone: Device,
  rate: OpenMicrophone['rate'],
  { platform, list }: Pick<BluetoothFacts, 'platform' | 'list'>,
): boolean {
  if (isNamed(virtualNames, microphone)) return false;
  // The sound servers of Linux give any rate of any device.
  if (platform === 'linux') return isNamed(bluetoothNames, microphone) || isOnNoBus(microphone, list.speakers);
  return isNamed(bluetoothNames, microphone) && (rate === null || rate < goodRate);
}

/** `Headset (WH-1000XM4 Hands-Free AG Audio) (Bluetooth)` is the WH-1000XM4, and so is `Headphones (WH-1000XM4 Stereo)`. */
export function headsetName(label: string): string {
  const bare = label.replace(/^(default|communications) - /i, '').replace(/ \(bluetooth\)$/i, '');
  const inside = /\((.+)\)$/.exec(bare)?.[1] ?? bare;
  return inside.replace(/ (hands-?free( ag audio)?|stereo)$/i, '').trim();
}

/** Null: the microphone in use is no such one, there is no better one, or the user wants it nevertheless. */
export function bluetoothOffer(facts: BluetoothFacts): BluetoothOffer | null {
  const { list, open, audio } = facts;
  if (!open.microphone) return null;
  const microphones = list.microphones.filter((device) => !isStandIn(device));
  const used = (isStandIn(open.microphone) ? defaultDevice(list.microphones) : findDevice(open.microphone, microphones)) ?? open.microphone;
  const headset = headsetName(used.label);
  if (audio.bluetoothKept.includes(headset) || !isBluetoothMicrophone(used, open.microphone.rate, facts)) return null;
  const others = microphones.filter(
    (device) => device.label !== '' && !isNamed(virtualNames, device) && !isBluetoothMicrophone(device, null, facts),
  );
  const instead = usable(audio.microphone, others)[0] ?? others.find((device) => isNamed(builtInNames, device)) ?? others[0];
  return instead ? { headset, instead, speaker: goodEntry(headset, facts) } : null;
}

/** Windows lists a headset twice: once for each profile. */
function goodEntry(headset: string, { list, open, audio }: BluetoothFacts): Device | null {
  const speakers = list.speakers.filter((device) => !isStandIn(device));
  const isTelephone = ({ label }: { label: string }) => /\bhands-?free\b/i.test(label);
  const shown = shownDevice(audio.speaker, speakers, open.speaker);
  const used = isStandIn(shown) ? defaultDevice(list.speakers) : shown;
  if (!used || !isTelephone(used)) return null;
  return speakers.find((device) => headsetName(device.label) === headset && !isTelephone(device)) ?? null;
}
