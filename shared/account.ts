import { z } from 'zod';
import { defaultOutgoingRules, noQualityReports } from './default-rules.ts';
import { QualityReports } from './quality.ts';
import { defaultFeatureCodes, FeatureCodes, OutgoingRules } from './rules.ts';

/** A STUN or TURN server (RFC 8489, RFC 8656) as `RTCIceServer` takes it; its password, if any, is a secret and lives elsewhere. */
export const IceServer = z.object({
  /** `stun:host[:port]`, `turn:host[:port]` or `turns:host[:port]`, with an optional `?transport=`. */
  url: z.string().regex(/^(stuns?|turns?):[^\s]+$/i),
  user: z.string().default(''),
});
export type IceServer = z.infer<typeof IceServer>;

const mostFurtherServers = 8;

/** What the phone knows about one registration. The password is never part of it: see `account:credentials`. */
export const Account = z.object({
  id: z.string().min(1),
  /** `sip` registers; `guest` calls without REGISTER and without a name (RFC 3323); `practice` is the line inside the app. */
  kind: z.enum(['sip', 'guest', 'practice']),
  /** WebSocket URL (RFC 7118): `wss://…`, or `ws://…` on loopback only. */
  server: z.string(),
  /** WebSocket URLs that are tried in this order when `server` fails. */
  furtherServers: z.array(z.string()).max(mostFurtherServers).default([]),
  /** User part of the address of record. */
  user: z.string(),
  /** Host part of the address of record; the server's host where the user gave none. */
  domain: z.string(),
  /** User name for digest authentication where it differs from `user`, else an empty string. */
  authUser: z.string(),
  displayName: z.string(),
  iceServers: z.array(IceServer),
  /** Accounts that were saved before there were rules have the default ones. */
  outgoing: OutgoingRules.default(defaultOutgoingRules),
  featureCodes: FeatureCodes.default(defaultFeatureCodes),
  qualityReports: QualityReports.default(noQualityReports),
  /** What the user says of themselves is told to the server (RFC 3903), for whoever may ask it. */
  publishesPresence: z.boolean().default(false),
  /**
   * UUID of this registration on this computer (RFC 5626 4.1), by which a server knows it again. Made once and at random: with one made of the
   * user's name two computers would take each other's place. Empty for accounts that need none.
   */
  instanceId: z.union([z.literal(''), z.guid()]).default(''),
});
export type Account = z.infer<typeof Account>;

/** What may change without signing in again; each part is given whole. */
export const AccountPatch = z
  .object({ outgoing: OutgoingRules, featureCodes: FeatureCodes, qualityReports: QualityReports, publishesPresence: z.boolean() })
  .partial()
  .strict();
export type AccountPatch = z.infer<typeof AccountPatch>;

/** The one secret of an account, handed to the SIP line and to nothing else. */
export const Credentials = z.object({ password: z.string(), turnPassword: z.string() });
export type Credentials = z.infer<typeof Credentials>;

/** What the sign-in form and a `--sign-in=FILE` hold. Text as typed: `sign-in.ts` turns it into an account or says what is wrong. */
export const SignIn = z
  .object({
    server: z.string().max(2048),
    /** Tried in this order when `server` fails. */
    furtherServers: z.array(z.string().max(2048)).max(mostFurtherServers).default([]),
    user: z.string().max(256),
    password: z.string().max(1024),
    authUser: z.string().max(256).default(''),
    domain: z.string().max(256).default(''),
    displayName: z.string().max(256).default(''),
    iceServer: z.string().max(2048).default(''),
    iceUser: z.string().max(256).default(''),
    icePassword: z.string().max(1024).default(''),
    /** False: the password is kept in memory until the app quits and never written. */
    savePassword: z.boolean().default(true),
  })
  .strict();
export type SignIn = z.infer<typeof SignIn>;

/** Why a sign-in cannot even be tried; each names the field at fault. */
export const SignInProblem = z.enum([
  'no-server',
  'bad-server',
  'server-scheme',
  'plain-ws',
  'server-credentials',
  'bad-further-server',
  'no-user',
  'bad-user',
  'bad-domain',
  'bad-ice-server',
  'no-secure-storage',
]);
export type SignInProblem = z.infer<typeof SignInProblem>;

/** Why a `--sign-in=FILE` was not taken over; `not-saved`: it was, and its password is kept in memory only, because this computer cannot encrypt it. */
export const SignInFileProblem = z.enum([
  ...SignInProblem.options,
  'missing',
  'unreadable',
  'too-large',
  'not-json',
  'bad-field',
  'not-saved',
]);
export type SignInFileProblem = z.infer<typeof SignInFileProblem>;
