import { z } from 'zod';
import { Direction, RecordingMode } from './call.ts';

/** Whom a recording has: both is stereo, we on the left, and one picture of all that is seen. */
export const RecordingSides = z.enum(['both', 'local', 'remote']);
export type RecordingSides = z.infer<typeof RecordingSides>;

/** The file of a recording of sound: Opus in Ogg, small; or WAV, uncompressed, for programs that know nothing else. */
export const RecordingFormat = z.enum(['ogg', 'wav']);
export type RecordingFormat = z.infer<typeof RecordingFormat>;

/** How the name of a file ends. With pictures it is WebM: VP8 and Opus, which ordinary players open. */
export const RecordingFile = z.enum([...RecordingFormat.options, 'webm']);
export type RecordingFile = z.infer<typeof RecordingFile>;

/** Channels of sound of a file. */
export const channelsOf = ({ mode, sides }: Pick<RecordingStart, 'mode' | 'sides'>): 0 | 1 | 2 =>
  mode === 'video' ? 0 : sides === 'both' ? 2 : 1;

/** Why nothing can be written. `disk-full`: less than a minute would fit. */
export const RecordingProblem = z.enum(['disk-full', 'folder-gone', 'not-writable', 'failed']);
export type RecordingProblem = z.infer<typeof RecordingProblem>;

const RecordedCall = z.object({
  callId: z.string(),
  /** As the call shows them. */
  name: z.string(),
  number: z.string(),
  direction: Direction,
  sides: RecordingSides,
  /** What the file has. */
  mode: RecordingMode,
  format: RecordingFile,
  /** Epoch milliseconds. */
  startedAt: z.number(),
});

/** What a recording will be of. `fileName` stands in for the user's pattern, and may be one; null: by that pattern. */
export const RecordingStart = RecordedCall.extend({ fileName: z.string().max(200).nullable() });
export type RecordingStart = z.infer<typeof RecordingStart>;

/** How much more can be written: `low` is told while there are still minutes left. */
export const RecordingRoom = z.enum(['enough', 'low']);
export type RecordingRoom = z.infer<typeof RecordingRoom>;

/** The next second or so. `seconds` counts from the beginning, `peaks` are the loudest samples of each channel in it, 0 to 1. */
export const RecordingPart = z.object({
  id: z.string(),
  bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= 8_388_608),
  seconds: z.number().min(0),
  peaks: z.array(z.number().min(0).max(1)).max(2),
});
export type RecordingPart = z.infer<typeof RecordingPart>;

/** A recording as the list shows it. */
export const Recording = RecordedCall.extend({
  id: z.string(),
  /** What the user calls it; empty: by the person and the time. */
  title: z.string().max(200),
  /** File name without the folder. */
  file: z.string(),
  seconds: z.number(),
  bytes: z.number(),
  /** For the waveform: each channel's peaks, one after the other in time. */
  peaks: z.array(z.array(z.number())),
  /** The app ended while it was written; it is whole up to its last second. */
  wasCutOff: z.boolean(),
  /** The file was moved or deleted by somebody else. */
  isMissing: z.boolean(),
});
export type Recording = z.infer<typeof Recording>;

/** Whether something could be written. */
export const Written = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), id: z.string(), room: RecordingRoom }),
  z.object({ ok: z.literal(false), problem: RecordingProblem }),
]);
export type Written = z.infer<typeof Written>;
