/**
 * The E-model of ITU-T G.107 (06/2015): how people would judge a connection. Only what a phone can measure is computed, delay (7.4) and loss
 * (7.5); everything else has its default of table 2, with which the rating is 93.2. Echo is taken to be cancelled, and losses to be random.
 */

/** Sound lies in one packet so long before it is sent, milliseconds: what every browser and PBX uses. */
export const packetLength = 20;

/** What one codec takes from the rating (Ie), and how well it bears loss (Bpl, in percent). */
interface CodecImpairment {
  readonly equipment: number;
  readonly robustness: number;
}

/** R of a connection without any impairment of its own: G.107 7.7, all parameters at their defaults. */
const defaultRating = 93.2;

/** G.113 (11/2007) appendix I, table I.3: G.711 with concealment of losses, which every browser does. */
const concealed: CodecImpairment = { equipment: 0, robustness: 25.1 };

/**
 * ITU-T publishes no values for Opus. On this scale, which ends at telephone bandwidth, it takes nothing away at the bit rates of calls; its
 * robustness without error correction is what rtcscore (https://github.com/ggarber/rtcscore) uses.
 */
const opus: CodecImpairment = { equipment: 0, robustness: 10 };

const impairmentOf = (codec: string): CodecImpairment => (codec.toLowerCase() === 'opus' ? opus : concealed);

/** Points that delay takes from the rating (Idd, G.107 7.4.2 with sT = 1 and mT = 100): none up to 100 ms. `delay`: one way, milliseconds. */
export function delayImpairment(delay: number): number {
  if (delay <= 100) return 0;
  const x = Math.log2(delay / 100);
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2);
}

/** Points that the codec and losses take from the rating (Ie,eff, G.107 7.5 with BurstR = 1). `loss`: share of packets, 0 to 1. */
export function lossImpairment(codec: string, loss: number): number {
  const { equipment, robustness } = impairmentOf(codec);
  const percent = loss * 100;
  return equipment + (95 - equipment) * (percent / (percent + robustness));
}

/** The rating R, from 0 (nobody bears it) to 93.2. */
export function rate({ codec, loss, delay }: { codec: string; loss: number; delay: number }): number {
  return Math.max(0, defaultRating - delayImpairment(delay) - lossImpairment(codec, loss));
}

/** Mean opinion score of a rating: G.107 annex B, 1 to 4.5. The curve dips below 1 near 0; nobody scores so. */
export function mosOf(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}
