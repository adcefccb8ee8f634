import type { Inbound, Outbound, Sample } from './sample.ts';

/** What happened between two samples. Shares are 0 to 1, delays milliseconds, levels root mean squares from 0 to 1. */
export interface Measures {
  readonly seconds: number;
  readonly codec: string;
  /** Packets that should have come; 0 when nothing was due. */
  readonly expected: number;
  readonly received: number;
  /** Shares of what should have come: never came, came too late, could not be played in time by this computer. */
  readonly lost: number;
  readonly late: number;
  readonly starved: number;
  readonly lossSent: number | null;
  readonly jitter: number;
  readonly roundTrip: number | null;
  readonly bufferDelay: number;
  readonly bitRate: { readonly sent: number; readonly received: number };
  /** `local` is null where nothing is on the wire. */
  readonly levels: { readonly local: number | null; readonly remote: number };
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0);

/** Root mean square from the growth of energy over time (webrtc-stats 8.6, totalAudioEnergy). */
const levelBy = (energy: number, duration: number): number => (duration > 0 ? Math.sqrt(Math.max(0, energy) / duration) : 0);

/** Null where the two cannot be compared: another stream has begun, or no time has passed. */
export function measure(before: Sample, after: Sample): Measures | null {
  const seconds = (after.at - before.at) / 1_000;
  if (seconds <= 0 || before.inbound?.id !== after.inbound?.id || before.outbound?.id !== after.outbound?.id) return null;
  const sent = measureSent(before.outbound, after.outbound, seconds);
  return {
    seconds,
    roundTrip: after.roundTrip === null ? null : after.roundTrip * 1_000,
    lossSent: sent.packets > 0 ? (after.outbound?.fractionLost ?? null) : null,
    ...measureReceived(before.inbound, after.inbound),
    bitRate: { sent: sent.bitRate, received: bitsPerSecond(before.inbound, after.inbound, seconds) },
    levels: { local: sent.level, remote: levelBetween(before.inbound, after.inbound) },
  };
}

function measureReceived(before: Inbound | null, after: Inbound | null) {
  if (!before || !after) return { codec: '', expected: 0, received: 0, lost: 0, late: 0, starved: 0, jitter: 0, bufferDelay: 0 };
  const received = after.packets - before.packets;
  const lost = Math.max(0, after.lost - before.lost);
  const expected = received + lost;
  const played = after.bufferCount - before.bufferCount;
  return {
    codec: after.codec,
    expected,
    received,
    lost: share(lost, expected),
    late: share(after.discarded - before.discarded, expected),
    starved: share(after.starved - before.starved, after.played - before.played),
    jitter: after.jitter * 1_000,
    bufferDelay: played > 0 ? ((after.bufferDelay - before.bufferDelay) / played) * 1_000 : 0,
  };
}

function measureSent(before: Outbound | null, after: Outbound | null, seconds: number) {
  if (!before || !after) return { packets: 0, bitRate: 0, level: null };
  const [old, now] = [before.source, after.source];
  const level = old && now && now.duration >= old.duration ? levelBy(now.energy - old.energy, now.duration - old.duration) : null;
  return { packets: after.packets - before.packets, bitRate: bitsPerSecond(before, after, seconds), level };
}

const bitsPerSecond = (before: { bytes: number } | null, after: { bytes: number } | null, seconds: number): number =>
  before && after ? Math.max(0, ((after.bytes - before.bytes) * 8) / seconds) : 0;

type Heard = { readonly id: string; readonly energy: number; readonly duration: number } | null | undefined;

/** Root mean square of a stream between two samples, 0 to 1: of another stream, or where no time has passed, none. */
export const levelBetween = (before: Heard, after: Heard): number =>
  before && after && before.id === after.id ? levelBy(after.energy - before.energy, after.duration - before.duration) : 0;
