import { z } from 'zod';

/** Text of a picture that the page can show at once, or empty for none. */
const Picture = z.union([z.literal(''), z.string().startsWith('data:image/')]);

/** A screen, or the window of a program, that can be shown to the far end. */
export const ScreenSource = z.object({
  id: z.string().max(200),
  kind: z.enum(['screen', 'window']),
  /** The window's title, or the system's name for the screen; empty where it has none. */
  name: z.string().max(300),
  /** What it shows now, small. */
  thumbnail: Picture,
  /** Of the program that the window belongs to. */
  icon: Picture,
});
export type ScreenSource = z.infer<typeof ScreenSource>;

/**
 * How the user can choose. `sources`: among these; `hasSound` where the system can give what it plays as well. `system`: the system asks by
 * itself as soon as capturing begins (macOS 15 and newer, the portal of Wayland). `refused`: the system does not let this app see the screen.
 */
export const ScreenOffer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sources'), sources: z.array(ScreenSource), hasSound: z.boolean() }),
  z.object({ kind: z.literal('system') }),
  z.object({ kind: z.literal('refused') }),
]);
export type ScreenOffer = z.infer<typeof ScreenOffer>;

/** What the next capture of this page is given. */
export const ScreenChoice = z.object({ id: z.string().max(200), withSound: z.boolean() });
export type ScreenChoice = z.infer<typeof ScreenChoice>;
