import { z } from 'zod';

export const MediaKind = z.enum(['microphone', 'camera']);
export type MediaKind = z.infer<typeof MediaKind>;

export const MediaAccess = z.object({
  /** The system keeps it from this program, as far as it tells. */
  isBlocked: z.boolean(),
  /** There is a place in the system's settings that can be opened from here. */
  hasSettings: z.boolean(),
});
export type MediaAccess = z.infer<typeof MediaAccess>;
