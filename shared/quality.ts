import { z } from 'zod';

/** How the sound of a call is, as people would say it: `fair` annoys, `poor` is hard to talk in. */
export const QualityGrade = z.enum(['good', 'fair', 'poor']);
export type QualityGrade = z.infer<typeof QualityGrade>;

/**
 * What is wrong with the sound, and where:
 * - `loss`, `delay`, `jitter`: the network loses packets, is slow, or delivers them unevenly;
 * - `no-sound`: nothing arrives from the other side, although the path is there; `their-silence`: what arrives is silent, as of a muted phone;
 * - `microphone-silent`, `microphone-clipping`: ours gives nothing, or is too loud;
 * - `cpu`: this computer is too busy to play all that arrived.
 */
export const QualityCause = z.enum([
  'loss',
  'delay',
  'jitter',
  'no-sound',
  'their-silence',
  'microphone-silent',
  'microphone-clipping',
  'cpu',
]);
export type QualityCause = z.infer<typeof QualityCause>;

/** What was measured of a call during a few seconds. Shares are 0 to 1, delays milliseconds. */
export const CallReport = z.object({
  /** End of the interval, epoch milliseconds. */
  at: z.number(),
  /** Seconds that it covers. */
  seconds: z.number(),
  /** As SDP names what arrives, `opus` for one; empty when nothing ever arrived. */
  codec: z.string(),
  /** Bits per second of sound, without the headers. */
  bitRate: z.object({ sent: z.number(), received: z.number() }),
  /** Share of the packets that did not come, or too late to be played. */
  loss: z.number(),
  /** Share of our packets that the far end misses, as it last said (RTCP); null where it says nothing, or we send nothing. */
  lossSent: z.number().nullable(),
  /** How unevenly packets come (RFC 3550 6.4.1). */
  jitter: z.number(),
  /** To the far end and back; null until it was measured. */
  roundTrip: z.number().nullable(),
  /** How long sound waits here before it is played, so that late packets can be waited for. */
  bufferDelay: z.number(),
  /** Root mean square of both sides, 0 to 1. */
  levels: z.object({ local: z.number(), remote: z.number() }),
  /** Mean opinion score by the E-model, 1 to 4.5. */
  mos: z.number(),
  /** These two follow slowly, so that nothing flickers. */
  grade: QualityGrade,
  cause: QualityCause.nullable(),
});
export type CallReport = z.infer<typeof CallReport>;

/** How a whole call sounded. */
export const CallQuality = z.object({
  /** Average and worst mean opinion score of its reports. */
  mos: z.number(),
  lowestMos: z.number(),
  /** Share of all packets that were not played. */
  loss: z.number(),
  /** Time that was measured, and how much of it was worse than `good`. */
  seconds: z.number(),
  troubledSeconds: z.number(),
  /** What was wrong for the longest time; null when nothing was. */
  cause: QualityCause.nullable(),
});
export type CallQuality = z.infer<typeof CallQuality>;

/** Who is told how calls sounded, by RFC 6035, and how often. */
export const QualityReports = z.object({
  /** SIP URI of whoever collects the reports; empty: nobody. */
  collector: z
    .string()
    .max(256)
    .regex(/^(sips?:[^\s<>"]+)?$/i),
  /** Seconds between two reports of a call that goes on, besides the one at its end; 0: that one alone. */
  interval: z.number().int().min(0).max(3_600),
});
export type QualityReports = z.infer<typeof QualityReports>;
