import { z } from 'zod';

/** `ring`: somebody calls. `answer`: a call is up, either way. `end`: it is over. `missed`: a caller whom nobody answered. */
export const HookEvent = z.enum(['ring', 'answer', 'end', 'missed']);
export type HookEvent = z.infer<typeof HookEvent>;

const Template = z.string().max(2048);

/**
 * Something of the user's that happens with a call. In every template `{number}`, `{name}`, `{uri}`, `{direction}`, `{duration}` (whole seconds)
 * and `{event}` are filled in, encoded for where they stand.
 */
export const Hook = z.discriminatedUnion('kind', [
  /** A program with arguments of its own: no shell ever reads them. */
  z.object({ kind: z.literal('command'), event: HookEvent, program: z.string().min(1).max(1024), args: z.array(Template).max(32) }),
  /** A page for the browser. */
  z.object({ kind: z.literal('open'), event: HookEvent, url: Template.min(1) }),
  /** A POST of JSON. */
  z.object({ kind: z.literal('webhook'), event: HookEvent, url: Template.min(1) }),
]);
export type Hook = z.infer<typeof Hook>;

/** Why a hook did not do what it should. */
export const HookProblem = z.enum(['missing', 'not-allowed', 'timed-out', 'failed', 'bad-address', 'unreachable', 'refused']);
export type HookProblem = z.infer<typeof HookProblem>;
