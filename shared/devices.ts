import { z } from 'zod';
import { DeviceChoice } from './settings.ts';

const Devices = z.array(DeviceChoice).max(100).readonly();

/** What there is to speak into, to listen to and to be seen with, as the page found it. Labels are empty until one of a kind was used. */
export const DeviceList = z.object({ microphones: Devices, speakers: Devices, cameras: Devices });
export type DeviceList = z.infer<typeof DeviceList>;

/** What a device is used for. */
export const DeviceRole = z.enum(['microphone', 'speaker', 'ringer', 'camera']);
export type DeviceRole = z.infer<typeof DeviceRole>;
