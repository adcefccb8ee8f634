import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { RecordingMode } from '../../shared/call.ts';
import { channelsOf, Recording, RecordingFile } from '../../shared/recording.ts';

/** A line about a recording, as it is kept. `path` is the whole one: the user may choose another folder for the next. */
export const Stored = Recording.omit({ file: true, peaks: true, isMissing: true }).extend({
  path: z.string(),
  isOpen: z.boolean(),
  /** Older versions knew of one only. */
  format: RecordingFile.default('ogg'),
  mode: RecordingMode.default('audio'),
});
export type Stored = z.infer<typeof Stored>;

/** What the list needs of it. */
export type Listed = Stored & Pick<Recording, 'peaks'>;

/** Columns of a waveform: more than a list is wide. */
const columns = 120;

export const recordingMigrations = [
  `CREATE TABLE recordings (id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, is_open INTEGER NOT NULL, recording TEXT NOT NULL, peaks BLOB NOT NULL) STRICT;
   CREATE INDEX recordings_by_time ON recordings (started_at DESC);`,
];

/** The loudest sample of every second, one byte for each channel. */
export class Peaks {
  readonly #channels: number;
  #bytes: number[] = [];

  constructor(channels: number) {
    this.#channels = channels;
  }

  /** Loudest samples of the next second, 0 to 1; none for a part without sound. */
  add(peaks: readonly number[]): void {
    if (peaks.length === this.#channels) this.#bytes.push(...peaks.map((peak) => Math.round(peak * 255)));
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#bytes);
  }
}

export function prepareTable(database: DatabaseSync) {
  const insert = database.prepare('INSERT OR REPLACE INTO recordings (id, started_at, is_open, recording, peaks) VALUES (?, ?, ?, ?, ?)');
  const update = database.prepare('UPDATE recordings SET is_open = ?, recording = ? WHERE id = ?');
  const page = database.prepare(
    'SELECT recording, peaks FROM recordings WHERE started_at < :before AND is_open = 0 ORDER BY started_at DESC LIMIT :limit',
  );
  const one = database.prepare('SELECT recording FROM recordings WHERE id = ?');
  const left = database.prepare('SELECT recording FROM recordings WHERE is_open = 1');
  const old = database.prepare('SELECT id FROM recordings WHERE started_at < ? AND is_open = 0');
  const remove = database.prepare('DELETE FROM recordings WHERE id = ?');
  const find = (id: string): Stored | null => parse(one.get(id)?.recording);
  const save = (stored: Stored, peaks: Peaks | null): boolean => {
    const { id, startedAt, isOpen } = stored;
    if (peaks) insert.run(id, Math.round(startedAt), Number(isOpen), JSON.stringify(stored), peaks.bytes);
    else update.run(Number(isOpen), JSON.stringify(stored), id);
    return true;
  };
  return {
    find,
    /** Without peaks those that are there stay. */
    save,
    list: ({ before, limit }: { before: number | null; limit: number }): Listed[] =>
      page.all({ before: before ?? Number.MAX_SAFE_INTEGER, limit }).flatMap(({ recording, peaks }) => {
        const stored = parse(recording);
        return stored ? [{ ...stored, peaks: columnsOf(peaks as Uint8Array, channelsOf(stored)) }] : [];
      }),
    left: (): Stored[] => left.all().flatMap(({ recording }) => parse(recording) ?? []),
    before: (time: number): string[] => old.all(time).map(({ id }) => String(id)),
    rename: (id: string, title: string): void => {
      const stored = find(id);
      if (stored) save({ ...stored, title }, null);
    },
    remove: (id: string): void => void remove.run(id),
  };
}

/** A line that a later version wrote, or that somebody edited, is passed over. */
function parse(text: unknown): Stored | null {
  try {
    return Stored.safeParse(JSON.parse(String(text))).data ?? null;
  } catch {
    return null;
  }
}

/** Each channel in at most so many columns as are drawn, by the loudest second of each. */
function columnsOf(bytes: Uint8Array, channels: number): number[][] {
  const seconds = Math.floor(bytes.length / Math.max(1, channels));
  const count = Math.min(columns, seconds);
  const loudest = (channel: number, column: number): number => {
    let peak = 0;
    for (let i = Math.floor((column * seconds) / count); i < Math.ceil(((column + 1) * seconds) / count); i++) {
      peak = Math.max(peak, bytes[i * channels + channel] ?? 0);
    }
    return Math.round((peak / 255) * 100) / 100;
  };
  return Array.from({ length: channels }, (_, channel) => Array.from({ length: count }, (__, column) => loudest(channel, column)));
}
