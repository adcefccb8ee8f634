import { z } from 'zod';

/** What a phone system tells of somebody's telephone: a busy lamp. `unknown`: nothing, or nobody may ask. */
export const Lamp = z.enum(['unknown', 'idle', 'ringing', 'busy']);
export type Lamp = z.infer<typeof Lamp>;

/** Somebody whom the user wants at hand, as the tray shows them. */
export const Favourite = z.object({
  name: z.string().max(200),
  /** What to dial. */
  target: z.string().max(256),
  lamp: Lamp,
});
export type Favourite = z.infer<typeof Favourite>;

/** So many favourites go into a menu, and so many lamps are asked for at once. */
export const MOST_FAVOURITES = 50;
