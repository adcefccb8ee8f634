import type { VideoPictures } from '../../../shared/video.ts';

export interface PictureCount {
  readonly pictures: Omit<VideoPictures, 'id' | 'content' | 'participantId'>;
  /** How many there were since the beginning. */
  readonly frames: number;
  /** When another one was counted last, by the clock of the statistics, in milliseconds. */
  readonly movedAt: number;
  /** What arrived of them in all. */
  readonly packets: number;
  /** Pictures arrive in parts, and for some time none of them has become one. */
  readonly isStuck: boolean;
}

/** By the id of the track that is sent or received. */
export type PictureCounts = ReadonlyMap<string, PictureCount>;

/** Without another picture for that long nothing flows, in milliseconds. */
const patience = 2_000;

// biome-ignore lint/suspicious/noExplicitAny: the statistics of https://www.w3.org/TR/webrtc-stats/ are untyped in the library of TypeScript
type Entry = any;

/** Reads what `getStats` says of pictures, beside what it said before; everything may be missing. */
export function readPictures(report: RTCStatsReport, before: PictureCounts): PictureCounts {
  const counts = new Map<string, PictureCount>();
  const entries: Entry[] = [...report.values()];
  for (const entry of entries) {
    if (entry.kind !== 'video' || !/^(in|out)bound-rtp$/.test(entry.type)) continue;
    const id: unknown = entry.trackIdentifier ?? report.get(entry.mediaSourceId)?.trackIdentifier;
    if (typeof id === 'string') counts.set(id, countOf(entry, report, before.get(id)));
  }
  return counts;
}

function countOf(entry: Entry, report: RTCStatsReport, before: PictureCount | undefined): PictureCount {
  const frames = whole(entry.framesDecoded ?? entry.framesEncoded);
  const at: number = entry.timestamp;
  const isMoving = frames > 0 && frames !== before?.frames;
  const movedAt = isMoving ? at : (before?.movedAt ?? Number.NEGATIVE_INFINITY);
  const mime: unknown = report.get(entry.codecId)?.mimeType;
  const codec = typeof mime === 'string' ? mime.replace(/^video\//i, '') : '';
  const pictures = { width: whole(entry.frameWidth), height: whole(entry.frameHeight), codec, isFlowing: at - movedAt < patience };
  const packets = whole(entry.packetsReceived);
  const isStuck = frames > 0 && packets > (before?.packets ?? packets) && at - movedAt >= patience;
  return { pictures, frames, movedAt, packets, isStuck };
}

const whole = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : 0);
