import { z } from 'zod';

/** Minutes after midnight, local time; 0 to 1440. */
const Minute = z.number().int().min(0).max(1440);

/** A stretch of a week. `days` are 0 (Sunday) to 6; one that ends before it begins runs over midnight. */
export const Period = z.object({ days: z.array(z.number().int().min(0).max(6)).max(7), from: Minute, to: Minute });
export type Period = z.infer<typeof Period>;

/** A number, an address, or a pattern with `*` for any run of characters: `+49*`, `*@partner.example`, `anonymous`. */
export const Pattern = z.string().min(1).max(256);

/** Where a call is sent on to: a number or a SIP address, empty for nowhere. */
const Destination = z.string().max(256);

/** What happens to a caller before the phone rings. The order in which these are looked at is `rules/incoming.ts`. */
export const IncomingRules = z.object({
  doNotDisturb: z.object({
    isOn: z.boolean(),
    /** On by itself in these periods. */
    schedule: z.array(Period).max(50),
    /** Callers who ring all the same. */
    exceptions: z.array(Pattern).max(500),
    answer: z.enum(['busy', 'decline', 'voicemail']),
    /** Until then, epoch milliseconds, the schedule is passed over: the user switched it off early. */
    pausedUntil: z.number().min(0),
  }),
  forward: z.object({
    always: Destination,
    busy: Destination,
    noAnswer: Destination,
    /** Seconds of ringing before `noAnswer`; 5 to 120. */
    after: z.number().int().min(5).max(120),
  }),
  blocked: z.array(Pattern).max(2000),
  rejectsAnonymous: z.boolean(),
  autoAnswer: z.object({
    /** Answers everyone by itself, after `after` seconds; 0 to 60. */
    isOn: z.boolean(),
    after: z.number().int().min(0).max(60),
    /** Obeys Call-Info answer-after, Alert-Info and Answer-Mode (RFC 5373) of callers whose domain is trusted. */
    obeysHeaders: z.boolean(),
  }),
  /** Hosts whose wishes are followed: auto-answer by header, transfers without asking. The account's own domain is always one of them. */
  trustedDomains: z.array(z.string().max(255)).max(100),
  /** What a REFER from the other party may do: a stranger who can make the phone dial can make it dial a premium number. */
  transferRequests: z.enum(['never', 'ask', 'trusted']),
  /** Where voicemail is reached, empty when there is none. */
  voicemail: Destination,
});
export type IncomingRules = z.infer<typeof IncomingRules>;

/** A header of our own in every INVITE of an account: names begin with `X-` (RFC 3261 25.1 `token`), values are one line. */
export const ExtraHeader = z.object({
  name: z
    .string()
    .max(64)
    .regex(/^X-[A-Za-z0-9\-.!%*_+`'~]+$/i),
  value: z
    .string()
    .max(1024)
    .regex(/^\P{Cc}*$/u),
});
export type ExtraHeader = z.infer<typeof ExtraHeader>;

/** How a typed number becomes the one that is dialled, and what a redirection may do. Per account. */
export const OutgoingRules = z.object({
  /** Country calling code without `+`, for numbers written in the national way; empty leaves them alone. */
  countryCode: z.string().regex(/^[1-9]?\d{0,3}$/),
  /** What national numbers begin with at home, mostly `0`; it is taken off before the country code is put on. */
  trunkPrefix: z.string().regex(/^\d{0,4}$/),
  /** What the PBX wants before an outside number, mostly `0` or `9`. Put on numbers longer than `internalLength`. */
  outsidePrefix: z.string().regex(/^[\d*#]{0,8}$/),
  /** Numbers up to this many digits are extensions, and left alone. */
  internalLength: z.number().int().min(0).max(10),
  /** Tried first, in order; the first pattern that matches is the only one. `X` a digit, `Z` 1–9, `N` 2–9, `.` the rest; `$1` is what the part in brackets matched. */
  rewrites: z.array(z.object({ pattern: z.string().min(1).max(128), to: z.string().max(128) })).max(100),
  /** Whether a 3xx answer is followed: not at all, within the account's domain, or anywhere. */
  redirects: z.enum(['never', 'domain', 'always']),
  /** Asks the network to keep our name and number from everyone we call (RFC 3323), unless a call says otherwise. */
  hidesNumber: z.boolean().default(false),
  headers: z.array(ExtraHeader).max(20).default([]),
});
export type OutgoingRules = z.infer<typeof OutgoingRules>;

/** What a phone system does when it is dialled, like `*72`; empty where it knows no such code. */
const FeatureCode = z.string().regex(/^[\d*#]{0,16}$/);
/** `on` is dialled with the destination behind it. */
const Switch = z.object({ on: FeatureCode, off: FeatureCode });

/** The codes of the account's phone system. What they switch goes on while this phone is off. */
export const FeatureCodes = z.object({
  forwardAlways: Switch,
  forwardBusy: Switch,
  forwardNoAnswer: Switch,
  /** Where one's own voicemail is listened to. */
  voicemail: FeatureCode,
});
export type FeatureCodes = z.infer<typeof FeatureCodes>;

export const defaultFeatureCodes: FeatureCodes = {
  forwardAlways: { on: '', off: '' },
  forwardBusy: { on: '', off: '' },
  forwardNoAnswer: { on: '', off: '' },
  voicemail: '',
};
