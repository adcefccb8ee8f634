import { z } from 'zod';

/** Every action that a user or the operating system can ask of the phone, whatever door it came through. */
export const Command = z.discriminatedUnion('kind', [
  /** `target` is text as typed or linked; `dial-target.ts` reads it. `confirm`: fill the dial field and let the user press Call. */
  z.object({ kind: z.literal('dial'), target: z.string(), confirm: z.boolean() }),
  z.object({ kind: z.literal('answer'), callId: z.string() }),
  z.object({ kind: z.literal('decline'), callId: z.string(), mode: z.enum(['busy', 'decline']) }),
  z.object({ kind: z.literal('hang-up'), callId: z.string() }),
  z.object({ kind: z.literal('hold'), callId: z.string() }),
  z.object({ kind: z.literal('resume'), callId: z.string() }),
  z.object({ kind: z.literal('toggle-microphone'), callId: z.string() }),
  z.object({ kind: z.literal('toggle-speaker'), callId: z.string() }),
  z.object({ kind: z.literal('send-tones'), callId: z.string(), tones: z.string() }),
  z.object({ kind: z.literal('open-account'), accountId: z.string() }),
  z.object({ kind: z.literal('close-phone') }),
  /** The machine woke up or its addresses changed: a socket that looks open may be dead. */
  z.object({ kind: z.literal('check-connection') }),
  z.object({ kind: z.literal('self-test') }),
]);
export type Command = z.infer<typeof Command>;
