import { z } from 'zod';
import { longestNote } from '../../shared/announced-presence.ts';
import { CommandOutcome } from '../../shared/command.ts';
import { PresenceChoice } from '../../shared/presence.ts';
import { Status } from './status.ts';

const ofCall = { call: z.string().max(256).nullable() };

/** What a script can ask of the running app. `call` is the id of a call as `status` gives it; null: the one that is meant. */
export const Order = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('dial'), target: z.string().min(1).max(2048), hasVideo: z.boolean() }),
  z.object({ verb: z.enum(['answer', 'decline', 'hangup', 'resume', 'unmute']), ...ofCall }),
  z.object({ verb: z.enum(['mute', 'hold']), isToggle: z.boolean(), ...ofCall }),
  z.object({ verb: z.literal('dtmf'), tones: z.string().min(1).max(256), ...ofCall }),
  z.object({ verb: z.literal('transfer'), target: z.string().min(1).max(2048), ...ofCall }),
  /** Without a note the one before stays. */
  z.object({ verb: z.literal('presence'), status: PresenceChoice, note: z.string().max(longestNote).nullable() }),
  /** Null: the other way round. */
  z.object({ verb: z.literal('dnd'), on: z.boolean().nullable() }),
  z.object({ verb: z.enum(['status', 'show', 'quit']) }),
]);
export type Order = z.infer<typeof Order>;

/** What is written to the socket: one line of JSON, then a line comes back. */
export const Request = z.object({ secret: z.string(), order: Order });
export type Request = z.infer<typeof Request>;

/**
 * The answer. Besides the reasons of a CommandOutcome: `no-call` (there is none to do that with), `call-up` (quitting would end a call),
 * `bad-request` and `not-allowed`.
 */
export const Reply = z.union([z.object({ ok: z.literal(true), status: Status }), CommandOutcome]);
export type Reply = z.infer<typeof Reply>;

/** Where the running app listens, as it left it in its profile for the others to find; nobody else can read that file. */
export const Meeting = z.object({ address: z.string(), secret: z.string() });
export type Meeting = z.infer<typeof Meeting>;

export const meetingFile = 'control.json';

/** Bytes of a line; more is no order of ours. */
export const longestLine = 16_384;
