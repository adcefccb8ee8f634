import { z } from 'zod';
import { DeviceChoice } from './settings.ts';

/** What there is to speak into and to listen to, as the page found it. Labels are empty until a microphone was used. */
export const DeviceList = z.object({ microphones: z.array(DeviceChoice).max(100), speakers: z.array(DeviceChoice).max(100) });
export type DeviceList = z.infer<typeof DeviceList>;
