import { z } from 'zod';
import { longestNote } from './announced-presence.ts';

/**
 * What is known of somebody. Their telephone does something (a busy lamp): `idle`, `ringing`, `busy`; or they say so of themselves: `occupied`,
 * `away`, `dnd` (do not disturb), `offline`. `unknown`: nothing, or nobody may ask.
 */
export const Lamp = z.enum(['unknown', 'idle', 'ringing', 'busy', 'occupied', 'away', 'dnd', 'offline']);
export type Lamp = z.infer<typeof Lamp>;

/** What the user says of themselves until they say something else. Do not disturb is a rule for calls: see `IncomingRules`. */
export const OwnPresence = z.object({
  status: z.enum(['available', 'away', 'busy']),
  /** For others to read; empty for none. */
  note: z.string().max(longestNote),
});
export type OwnPresence = z.infer<typeof OwnPresence>;

/** What can be chosen in one place: do not disturb belongs to it for whoever chooses. */
export const PresenceChoice = z.enum([...OwnPresence.shape.status.options, 'dnd']);
export type PresenceChoice = z.infer<typeof PresenceChoice>;

/** Somebody whom the user wants at hand, as the tray shows them. */
export const Favourite = z.object({
  name: z.string().max(200),
  /** What to dial. */
  target: z.string().max(256),
  lamp: Lamp,
  /** What they say of themselves; empty for nothing. */
  note: z.string().max(longestNote),
});
export type Favourite = z.infer<typeof Favourite>;

/** So many favourites go into a menu, and so many lamps are asked for at once. */
export const MOST_FAVOURITES = 50;
