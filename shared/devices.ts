import { z } from 'zod';
import { DeviceChoice } from './settings.ts';

/** `group` is the same for what is one piece of hardware, as far as the browser knows. */
export const Device = DeviceChoice.extend({ group: z.string().optional() });
export type Device = z.infer<typeof Device>;

const Devices = z.array(Device).max(100).readonly();

/** What there is to speak into, to listen to and to be seen with, as the page found it. Labels are empty until one of a kind was used. */
export const DeviceList = z.object({ microphones: Devices, speakers: Devices, cameras: Devices });
export type DeviceList = z.infer<typeof DeviceList>;

/** `rate`: how many samples a second it gives, null where the browser does not tell. Chromium says 48000 of those that give more. */
export const OpenMicrophone = DeviceChoice.extend({ rate: z.number().nullable() });
export type OpenMicrophone = z.infer<typeof OpenMicrophone>;

/**
 * What is open, by what the page has in its hands and not by what was wished for. Null where nothing is open, or another one is about to be:
 * then the order of preference says what will be. The id `default` is whatever the system uses.
 */
export const OpenDevices = z.object({
  microphone: OpenMicrophone.nullable(),
  speaker: DeviceChoice.nullable(),
  ringer: DeviceChoice.nullable(),
  camera: DeviceChoice.nullable(),
});
export type OpenDevices = z.infer<typeof OpenDevices>;

export const nothingOpen: OpenDevices = { microphone: null, speaker: null, ringer: null, camera: null };

/** What a device is used for. */
export const DeviceRole = z.enum(['microphone', 'speaker', 'ringer', 'camera']);
export type DeviceRole = z.infer<typeof DeviceRole>;
