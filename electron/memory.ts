import { z } from 'zod';
import type { Value } from './shell.ts';
import { openStore } from './store.ts';

/** Where the window was, in the screen's own pixels. */
export const Bounds = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() });
export type Bounds = z.infer<typeof Bounds>;

const Memory = z.object({
  bounds: Bounds.nullable(),
  isMaximized: z.boolean(),
  /** The last sign-in file that was taken over, sealed. */
  importedSignIn: z.string().nullable(),
  /** Links were registered with the system once; whatever the user chose since then stands. */
  areLinksRegistered: z.boolean(),
});
export type Memory = z.infer<typeof Memory>;

const first: Memory = { bounds: null, isMaximized: false, importedSignIn: null, areLinksRegistered: false };

/** What the app remembers for itself from start to start; the settings are what the user decided. */
export function openMemory({ folder, onSetAside }: { folder: string; onSetAside: (file: string, movedTo: string) => void }): Value<Memory> {
  return openStore({ folder, name: 'memory', schema: Memory, defaults: first, onSetAside });
}
