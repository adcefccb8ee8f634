import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {
  channelsOf,
  type Recording,
  type RecordingPart,
  type RecordingProblem,
  type RecordingStart,
  type Written,
} from '../../shared/recording.ts';
import { describeError } from '../log.ts';
import { type DatabasePorts, guardedDatabase } from './database.ts';
import { createFile, fileNameOf, finishFile, keepWhole, problemOf, repairFile, roomIn } from './recording-files.ts';
import { Peaks, prepareTable, recordingMigrations, type Stored } from './recording-table.ts';

/** Recordings of calls: each a file in the folder that the user chose, and a line about it. */
export interface Recordings {
  begin: (start: RecordingStart) => Written;
  /** Puts the next second behind what is there. Refused: the recording is over, and whole up to here. */
  append: (part: RecordingPart) => Written;
  end: (id: string) => void;
  /** Newest first, those before that time. */
  list: (page: { before: number | null; limit: number }) => Recording[];
  rename: (id: string, title: string) => void;
  /** With their files. */
  remove: (ids: readonly string[]) => void;
  /** Where it lies; null where it is gone. */
  fileOf: (id: string) => string | null;
  /** Makes whole what an earlier run left open, and removes what is older than the user wants to keep. */
  tidy: () => void;
  close: () => void;
}

export interface RecordingsPorts extends DatabasePorts {
  /** Where new ones go; `isOwn`: the app's folder, which it makes itself. */
  readonly place: () => { readonly folder: string; readonly isOwn: boolean };
  readonly pattern: () => string;
  /** Days after which a recording is removed; 0: never. */
  readonly keepDays: () => number;
  readonly now?: () => number;
  readonly statfs?: typeof fs.statfsSync;
}

interface Open {
  readonly stored: Stored;
  readonly descriptor: number;
  readonly peaks: Peaks;
}

const day = 86_400_000;

export function openRecordings(ports: RecordingsPorts): Recordings {
  const { log, now = Date.now, statfs = fs.statfsSync } = ports;
  const { use, close } = guardedDatabase(ports, { name: 'recordings', migrations: recordingMigrations, prepare: prepareTable });
  const open = new Map<string, Open>();

  const refuse = (error: unknown): Written => {
    log.warn(`a recording cannot be written: ${describeError(error)}`);
    return { ok: false, problem: problemOf(error) };
  };
  const finish = (descriptor: number, { bytes, format }: Stored): number => {
    try {
      return finishFile(descriptor, format);
    } catch (error) {
      log.warn(`a recording lacks its end: ${describeError(error)}`);
      return bytes;
    }
  };
  const shut = (id: string): void => {
    const { descriptor, stored, peaks } = open.get(id) ?? {};
    if (descriptor === undefined || !stored || !peaks) return;
    open.delete(id);
    const bytes = finish(descriptor, stored);
    fs.closeSync(descriptor);
    use(undefined, (table) => table.save({ ...stored, bytes, isOpen: false }, peaks));
  };
  const remove = (ids: readonly string[]): void => {
    for (const id of ids) {
      shut(id);
      const stored = use(null, (table) => table.find(id));
      if (stored) fs.rmSync(stored.path, { force: true });
      use(undefined, (table) => table.remove(id));
    }
  };
  const begin = ({ fileName, ...start }: RecordingStart): Written => {
    try {
      const { folder, isOwn } = ports.place();
      // A folder that the user chose and that is gone may be on a disk that is not plugged in: none is made in its place.
      if (isOwn) fs.mkdirSync(folder, { recursive: true });
      const room = roomIn(folder, statfs);
      if (room === 'none') return { ok: false, problem: 'disk-full' };
      const { file, descriptor } = createFile(folder, fileNameOf(fileName ?? ports.pattern(), start), start.format);
      const stored: Stored = { ...start, id: randomUUID(), title: '', path: file, seconds: 0, bytes: 0, wasCutOff: false, isOpen: true };
      const peaks = new Peaks(channelsOf(start));
      if (!use(false, (table) => table.save(stored, peaks))) {
        fs.closeSync(descriptor);
        fs.rmSync(file, { force: true });
        return { ok: false, problem: 'failed' };
      }
      open.set(stored.id, { stored, descriptor, peaks });
      return { ok: true, id: stored.id, room };
    } catch (error) {
      return refuse(error);
    }
  };
  const append = ({ id, bytes, seconds, peaks: newest }: RecordingPart): Written => {
    const target = open.get(id);
    if (!target) return { ok: false, problem: 'failed' };
    try {
      const room = roomIn(path.dirname(target.stored.path), statfs);
      if (room === 'none') return fail(id, 'disk-full');
      fs.writeSync(target.descriptor, bytes);
      keepWhole(target.descriptor, target.stored.format);
      // So that a power cut costs no more than a crash does; nobody waits for it.
      fs.fdatasync(target.descriptor, () => {});
      target.peaks.add(newest);
      const stored = { ...target.stored, seconds, bytes: target.stored.bytes + bytes.length };
      open.set(id, { ...target, stored });
      use(false, (table) => table.save(stored, target.peaks));
      return { ok: true, id, room };
    } catch (error) {
      refuse(error);
      return fail(id, problemOf(error));
    }
  };
  /** What was written stays, up to its last whole second. */
  const fail = (id: string, problem: RecordingProblem): Written => {
    shut(id);
    mend(id, false);
    return { ok: false, problem };
  };
  const mend = (id: string, wasCutOff: boolean): void => {
    const stored = use(null, (table) => table.find(id));
    if (!stored) return;
    try {
      const extent = repairFile(stored.path, stored.format);
      if (extent) use(false, (table) => table.save({ ...stored, ...extentOf(extent), wasCutOff, isOpen: false }, null));
      // Cut off in its first second.
      else remove([id]);
    } catch (error) {
      log.warn(`a recording could not be repaired: ${describeError(error)}`);
      use(false, (table) => table.save({ ...stored, wasCutOff, isOpen: false }, null));
    }
  };
  const tidy = (): void => {
    for (const { id } of use([], (table) => table.left())) if (!open.has(id)) mend(id, true);
    const days = ports.keepDays();
    if (days > 0) remove(use([], (table) => table.before(now() - days * day)));
  };
  const fileOf = (id: string): string | null => {
    const stored = use(null, (table) => table.find(id));
    return stored && fs.existsSync(stored.path) ? stored.path : null;
  };

  return {
    ...{ begin, append, remove, fileOf, tidy },
    end: shut,
    list: (page) =>
      use([], (table) => table.list(page)).map(({ path: file, isOpen: _, ...shown }) => ({ ...shown, ...nameAndPresence(file) })),
    rename: (id, title) => {
      const current = open.get(id);
      if (current) open.set(id, { ...current, stored: { ...current.stored, title } });
      use(undefined, (table) => table.rename(id, title));
    },
    close: () => {
      for (const id of [...open.keys()]) shut(id);
      close();
    },
  };
}

const extentOf = ({ seconds, bytes }: { seconds: number; bytes: number }) => ({ seconds, bytes });

const nameAndPresence = (file: string) => ({ file: path.basename(file), isMissing: !fs.existsSync(file) });
