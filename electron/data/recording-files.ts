import fs from 'node:fs';
import path from 'node:path';
import { asLastPage, type Extent, measureOgg } from '../../shared/ogg.ts';
import type { RecordingProblem, RecordingRoom, RecordingStart } from '../../shared/recording.ts';

/** Bytes that must stay free for the system; below, nothing more is written. */
const leastRoom = 20_000_000;
/** Bytes from which on the user is told: some hours of sound are left then. */
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
export function fileNameOf(pattern: string, { name, number, direction, startedAt }: RecordingStart): string {
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
export function createFile(folder: string, name: string): { file: string; descriptor: number } {
  for (let n = 1; ; n++) {
    const file = path.join(folder, `${name}${n === 1 ? '' : ` (${n})`}.ogg`);
    try {
      return { file, descriptor: fs.openSync(file, 'wx', 0o600) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Makes a file whole that was cut off: what lies behind its last whole page goes, and that page becomes the last one. Null: there is no sound in it. */
export function repairFile(file: string): Extent | null {
  const content = fs.readFileSync(file);
  const extent = measureOgg(content);
  if (!extent || extent.seconds === 0) return null;
  const descriptor = fs.openSync(file, 'r+');
  try {
    fs.ftruncateSync(descriptor, extent.bytes);
    fs.writeSync(descriptor, asLastPage(content.subarray(extent.lastPage, extent.bytes)), 0, undefined, extent.lastPage);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  return extent;
}
