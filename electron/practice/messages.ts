import { z } from 'zod';

/** What the app tells the process of the practice line. */
export const ToPractice = z.discriminatedUnion('kind', [z.object({ kind: z.literal('start') }), z.object({ kind: z.literal('stop') })]);
export type ToPractice = z.infer<typeof ToPractice>;

/** How a phone signs in on the practice line; all of it is made anew at each start. */
export const PracticeAccess = z.object({ url: z.string(), user: z.string(), password: z.string() });
export type PracticeAccess = z.infer<typeof PracticeAccess>;

/** What the process of the practice line answers to `start`. */
export const FromPractice = z.discriminatedUnion('kind', [
  PracticeAccess.extend({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type FromPractice = z.infer<typeof FromPractice>;
