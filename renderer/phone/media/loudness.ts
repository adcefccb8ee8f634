import { levelBy } from './measures.ts';
import { readSample } from './sample.ts';

/** The sound of one stream since its beginning, as the browser counts it (webrtc-stats 8.6 and 8.8). */
interface Energy {
  readonly id: string;
  readonly energy: number;
  /** Seconds. */
  readonly duration: number;
}

/** What was said and heard in a call so far; null where there is no such stream. */
export interface Loudness {
  readonly sent: Energy | null;
  readonly received: Energy | null;
}

/** Looks for the streams. */
export function readLoudness(report: RTCStatsReport): Loudness {
  const sample = readSample(report);
  return { sent: sample?.outbound?.source ?? null, received: sample?.inbound ?? null };
}

/**
 * The same streams once more, without looking for others: of dozens of entries the browser has to hand out two. Null when one of them is gone.
 */
export function readLoudnessAgain(report: RTCStatsReport, { sent, received }: Loudness): Loudness | null {
  const again = { sent: sent && energyOf(report, sent.id), received: received && energyOf(report, received.id) };
  return !again.sent === !sent && !again.received === !received ? again : null;
}

function energyOf(report: RTCStatsReport, id: string): Energy | null {
  const entry: { totalAudioEnergy?: number; totalSamplesDuration?: number } | undefined = report.get(id);
  return entry ? { id, energy: entry.totalAudioEnergy ?? 0, duration: entry.totalSamplesDuration ?? 0 } : null;
}

/** Root mean square between two readings, 0 to 1: of another stream, or where no time has passed, none. */
export const levelBetween = (before: Energy | null | undefined, after: Energy | null | undefined): number =>
  before && after && before.id === after.id ? levelBy(after.energy - before.energy, after.duration - before.duration) : 0;
