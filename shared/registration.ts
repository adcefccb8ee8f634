import { z } from 'zod';

/** Why the phone is not registered. `code` is the SIP status or WebSocket close code where there was one; `detail` is the far end's own words. */
export const LineProblem = z.object({
  kind: z.enum([
    'bad-server',
    'plain-ws',
    'unknown-host',
    'unreachable',
    'timed-out',
    'certificate',
    'not-sip',
    'wrong-password',
    'forbidden',
    'unknown-user',
    'rejected',
    'server-error',
    'lost',
  ]),
  code: z.number().int().nullable(),
  detail: z.string(),
});
export type LineProblem = z.infer<typeof LineProblem>;

/** The further server of the account that it is about, while the first one fails: its WebSocket URL. Absent for the first. */
const through = { through: z.string().optional() };

/**
 * Where the registration stands. Times are epoch milliseconds.
 * `waiting` tries again by itself at `until`; `refused` needs the user (wrong password, unknown user).
 */
export const RegistrationState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('offline') }),
  z.object({ kind: z.literal('connecting'), attempt: z.number().int(), ...through }),
  z.object({ kind: z.literal('registering'), attempt: z.number().int(), ...through }),
  z.object({ kind: z.literal('registered'), since: z.number(), ...through }),
  z.object({ kind: z.literal('waiting'), attempt: z.number().int(), until: z.number(), problem: LineProblem, ...through }),
  z.object({ kind: z.literal('refused'), problem: LineProblem, ...through }),
]);
export type RegistrationState = z.infer<typeof RegistrationState>;
