import { z } from 'zod';

export const SpellingSettings = z.object({
  /** Null: as is usual on this system, which is on where the system itself checks (macOS), and off where a dictionary would be fetched. */
  isOn: z.boolean().nullable(),
  /** As Chromium names them (`en-US`, `de`); none: the user's own. */
  languages: z.array(z.string().max(35)).max(10).readonly(),
  /** Where dictionaries come from, an https address of a folder; empty: Google's. Set in the settings file, by whoever looks after this computer. */
  server: z.string().max(2048),
});
export type SpellingSettings = z.infer<typeof SpellingSettings>;

/** What there is to choose from. */
export const SpellingReport = z.object({
  isOn: z.boolean(),
  /** In use. */
  languages: z.array(z.string()),
  /** Empty: the system finds out by itself. */
  available: z.array(z.string()),
  /** Host that dictionaries come from; empty for none. */
  server: z.string(),
});
export type SpellingReport = z.infer<typeof SpellingReport>;
