import fs from 'node:fs';
import path from 'node:path';
import { asLastPage, type Extent, measureOgg } from '../../shared/ogg.ts';
import type { RecordingFile, RecordingProblem, RecordingRoom, RecordingStart } from '../../shared/recording.ts';
import { measureWav, wavHeadLength, wavSizes } from '../../shared/wav.ts';
import { measureWebm, webmEnd } from '../../shared/webm.ts';

/** Bytes that must stay free for the system; below, nothing more is written. */
const leastRoom = 20_000_000;
/** Bytes from which on the user is told: some hours of sound are left then, or a quarter of an hour of pictures. */
const littleRoom = 200_000_000;

/** How a failed write is told. */
export function problemOf(error: unknown): RecordingProblem {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'disk-full';
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENODEV':
      return 'folder-gone';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'not-writable';
    default:
      return 'failed';
  }
}

/** Throws as the file system does. */
export function roomIn(folder: string, statfs: typeof fs.statfsSync = fs.statfsSync): RecordingRoom | 'none' {
  const { bavail, bsize } = statfs(folder);
  const free = bavail * bsize;
  return free < leastRoom ? 'none' : free < littleRoom ? 'low' : 'enough';
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Names that Windows keeps for devices, whatever stands behind the point. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * The file name of a recording, without its end, by a pattern of `{date}`, `{time}`, `{name}`, `{number}` and `{direction}`. A name comes from a
 * stranger: nothing in it leads out of the folder, or is refused by one of the three systems.
 */
export function fileNameOf(pattern: string, { name, number, direction, startedAt }: Omit<RecordingStart, 'fileName'>): string {
  const at = new Date(startedAt);
  const values: Readonly<Record<string, string>> = {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`,
    name: name || number || 'unknown',
    number: number || 'unknown',
    direction,
  };
  const filled = pattern.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
  const clean = filled
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
    .replace(/[<>:"/\\|?*\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '_')
    .replace(/^[. ]+|[. ]+$/g, '');
  // Most file systems count bytes, up to 255.
  const short = Buffer.from(clean)
    .subarray(0, 180)
    .toString()
    .replace(/\ufffd+$/, '')
    .trimEnd();
  return short === '' || reserved.test(short) ? `Recording ${values.date} ${values.time}` : short;
}

/** Makes a new file, by another name where that one is taken. Throws as the file system does. */
export function createFile(folder: string, name: string, format: RecordingFile): { file: string; descriptor: number } {
  for (let n = 1; ; n++) {
    const file = path.join(folder, `${name}${n === 1 ? '' : ` (${n})`}.${format}`);
    try {
      return { file, descriptor: fs.openSync(file, 'wx+', 0o600) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Writes what belongs at the beginning of a file that is open, now that it is longer: a WAV says there how long it is. */
export function keepWhole(descriptor: number, format: RecordingFile): void {
  if (format !== 'wav') return;
  for (const { at, bytes } of wavSizes(fs.fstatSync(descriptor).size)) fs.writeSync(descriptor, bytes, 0, undefined, at);
}

/** Writes what a file ends with once nothing more comes: of pictures, how long they are and where a player may jump to. Gives its bytes. */
export function finishFile(descriptor: number, format: RecordingFile): number {
  if (format === 'webm') endWebm(descriptor);
  return fs.fstatSync(descriptor).size;
}

/** Makes a file whole that was cut off: what lies behind the last whole page, sample or cluster goes. Null: there is nothing in it. */
export function repairFile(file: string, format: RecordingFile): Pick<Extent, 'bytes' | 'seconds'> | null {
  const descriptor = fs.openSync(file, 'r+');
  try {
    const extent = repairs[format](descriptor);
    fs.fsyncSync(descriptor);
    return extent?.seconds ? extent : null;
  } finally {
    fs.closeSync(descriptor);
  }
}

const repairs: Readonly<Record<RecordingFile, (descriptor: number) => Pick<Extent, 'bytes' | 'seconds'> | null>> = {
  ogg(descriptor) {
    const content = fs.readFileSync(descriptor);
    const extent = measureOgg(content);
    if (!extent) return null;
    fs.ftruncateSync(descriptor, extent.bytes);
    fs.writeSync(descriptor, asLastPage(content.subarray(extent.lastPage, extent.bytes)), 0, undefined, extent.lastPage);
    return extent;
  },
  wav(descriptor) {
    const head = new Uint8Array(wavHeadLength);
    fs.readSync(descriptor, head, 0, head.length, 0);
    const extent = measureWav(head, fs.fstatSync(descriptor).size);
    if (!extent) return null;
    fs.ftruncateSync(descriptor, extent.bytes);
    keepWhole(descriptor, 'wav');
    return extent;
  },
  webm: endWebm,
};

function endWebm(descriptor: number): Pick<Extent, 'bytes' | 'seconds'> | null {
  const read = (at: number, length: number): Uint8Array => {
    const piece = new Uint8Array(length);
    return piece.subarray(0, fs.readSync(descriptor, piece, 0, length, at));
  };
  const extent = measureWebm(read, fs.fstatSync(descriptor).size);
  if (!extent) return null;
  fs.ftruncateSync(descriptor, extent.bytes);
  for (const { at, bytes } of webmEnd(extent)) fs.writeSync(descriptor, bytes, 0, undefined, at);
  return { bytes: fs.fstatSync(descriptor).size, seconds: extent.seconds };
}
