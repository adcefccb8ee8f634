import { z } from 'zod';

/** Where the window was, in the screen's own pixels. */
export const Bounds = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() });
export type Bounds = z.infer<typeof Bounds>;

/** What the app remembers for itself from start to start; the settings are what the user decided. */
export const Memory = z.object({
  bounds: Bounds.nullable(),
  isMaximized: z.boolean(),
  /** The last sign-in file that was taken over, sealed. */
  importedSignIn: z.string().nullable(),
  /** Links were registered with the system once; whatever the user chose since then stands. */
  areLinksRegistered: z.boolean(),
  /** Callers whom nobody spoke to and the user has not heard of. */
  missedCalls: z.number().int().min(0),
  /** What was said about a closed window that goes on, once each. */
  isTrayExplained: z.boolean(),
  isMinimisingExplained: z.boolean(),
  /** Do not disturb was switched on because the screen was locked. */
  isQuietForLock: z.boolean(),
  /** The user is away because the screen was locked. */
  isAwayForLock: z.boolean(),
});
export type Memory = z.infer<typeof Memory>;

export const firstMemory: Memory = {
  bounds: null,
  isMaximized: false,
  importedSignIn: null,
  areLinksRegistered: false,
  missedCalls: 0,
  isTrayExplained: false,
  isMinimisingExplained: false,
  isQuietForLock: false,
  isAwayForLock: false,
};
