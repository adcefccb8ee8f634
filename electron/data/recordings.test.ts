import fs, { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeHead, makePage, measureOgg, opusRate, preSkip } from '../../shared/ogg.ts';
import type { RecordingStart } from '../../shared/recording.ts';
import { makeWavHead } from '../../shared/wav.ts';
import { makeCluster, makeWebmHead, tracks } from '../../shared/webm.ts';
import { recordingLog } from '../testing/recording-log.ts';
import { fileNameOf } from './recording-files.ts';
import { openRecordings, type Recordings, type RecordingsPorts } from './recordings.ts';

let base: string;
let folder: string;
let opened: Recordings[];
let free: number;

const noon = new Date(2026, 10, 21, 12, 4, 5).getTime();
const whom = { callId: 'c', name: 'Bob', number: '1001', direction: 'incoming' } as const;
const call = { ...whom, sides: 'both', mode: 'audio', format: 'ogg', startedAt: noon } as const;
const start: RecordingStart = { ...call, fileName: null };
const statfs = (() => ({ bavail: free, bsize: 1 })) as unknown as typeof fs.statfsSync;

function open(change: Partial<RecordingsPorts> = {}): Recordings {
  const recordings = openRecordings({
    ...{ folder: base, log: recordingLog().log, onSetAside: () => {}, onUnavailable: () => {} },
    place: () => ({ folder, isOwn: true }),
    pattern: () => '{date} {name}',
    keepDays: () => 0,
    now: () => noon,
    statfs,
    ...change,
  });
  opened.push(recordings);
  return recordings;
}

function begin(recordings: Recordings, change: Partial<RecordingStart> = {}): string {
  const begun = recordings.begin({ ...start, ...change });
  if (!begun.ok) throw new Error(begun.problem);
  recordings.append({ id: begun.id, bytes: makeHead({ channels: 2, serial: 1, program: 'test' }), seconds: 0, peaks: [] });
  return begun.id;
}

/** The second that ends then. */
const second = (id: string, seconds: number, peak = 0.5) => ({
  id,
  seconds,
  peaks: [peak, peak / 2],
  bytes: makePage({
    packets: Array(50).fill(new Uint8Array(160)),
    granule: preSkip + seconds * opusRate,
    sequence: seconds + 1,
    serial: 1,
  }),
});
const all = (recordings: Recordings) => recordings.list({ before: null, limit: 100 });

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'offhook-recordings-'));
  folder = path.join(base, 'mine');
  opened = [];
  free = 1e12;
});
afterEach(() => {
  for (const recordings of opened) recordings.close();
  rmSync(base, { recursive: true, force: true });
});

test('what was recorded is in the file and in the list, with its waveform', () => {
  const recordings = open();
  const id = begin(recordings);
  expect(all(recordings)).toEqual([]);
  for (const [i, peak] of [0.2, 1, 0].entries())
    expect(recordings.append(second(id, i + 1, peak))).toEqual({ ok: true, id, room: 'enough' });
  recordings.end(id);
  const file = path.join(folder, '2026-11-21 Bob.ogg');
  expect(measureOgg(readFileSync(file))).toMatchObject({ seconds: 3 });
  expect(all(recordings)).toEqual([
    {
      ...call,
      ...{ id, title: '', file: '2026-11-21 Bob.ogg', seconds: 3, bytes: readFileSync(file).length, wasCutOff: false, isMissing: false },
      peaks: [
        [0.2, 1, 0],
        [0.1, 0.5, 0],
      ],
    },
  ]);
  expect(recordings.fileOf(id)).toBe(file);
});

test('a name that was asked for stands in for the pattern, and cannot lead out of the folder', () => {
  const recordings = open();
  recordings.end(begin(recordings, { fileName: '../{number} offer' }));
  expect(readdirSync(folder)).toEqual(['_1001 offer.ogg']);
});

describe('pictures', () => {
  const pictures = { format: 'webm', mode: 'both' } as const;
  const file = () => path.join(folder, '2026-11-21 Bob.webm');
  /** The second that begins then. */
  const part = (id: string, from: number) => {
    const block = (at: number) => ({ track: tracks.pictures, time: from * 1_000 + at, isKey: at === 0, bytes: new Uint8Array(800) });
    return { id, seconds: from + 1, peaks: [0.5, 0.25], bytes: makeCluster(from * 1_000, [0, 500, 980].map(block)) };
  };
  const beginPictures = (recordings: Recordings): string => {
    const begun = recordings.begin({ ...start, ...pictures });
    if (!begun.ok) throw new Error(begun.problem);
    const head = makeWebmHead({ width: 1280, height: 720, channels: 2, program: 'test' });
    recordings.append({ id: begun.id, bytes: head, seconds: 0, peaks: [] });
    for (const from of [0, 1, 2]) recordings.append(part(begun.id, from));
    return begun.id;
  };
  const index = Buffer.from([0x1c, 0x53, 0xbb, 0x6b]);

  test('end with an index, and are as large as the list says', () => {
    const recordings = open();
    recordings.end(beginPictures(recordings));
    expect(readFileSync(file()).includes(index)).toBe(true);
    expect(all(recordings)).toMatchObject([
      { file: '2026-11-21 Bob.webm', mode: 'both', seconds: 3, bytes: readFileSync(file()).length, wasCutOff: false },
    ]);
  });

  test('that a crash cut off are whole up to the second before, and end with an index', () => {
    beginPictures(open());
    truncateSync(file(), readFileSync(file()).length - 500);
    const recordings = open();
    recordings.tidy();
    expect(all(recordings)).toMatchObject([{ seconds: 2, wasCutOff: true, bytes: readFileSync(file()).length }]);
    expect(readFileSync(file()).includes(index)).toBe(true);
  });

  test('alone have no waveform', () => {
    const recordings = open();
    const begun = recordings.begin({ ...start, format: 'webm', mode: 'video' });
    if (!begun.ok) throw new Error(begun.problem);
    recordings.append({ ...part(begun.id, 0), peaks: [] });
    recordings.end(begun.id);
    expect(all(recordings)).toMatchObject([{ mode: 'video', peaks: [] }]);
  });
});

describe('a WAV', () => {
  const wav = { format: 'wav', sides: 'local' } as const;
  const pcm = (id: string, seconds: number, frames = 8_000) => ({ id, seconds, peaks: [0.5], bytes: new Uint8Array(frames * 2).fill(1) });
  const file = () => path.join(folder, '2026-11-21 Bob.wav');
  const lengths = () => [4, 40].map((at) => readFileSync(file()).readUInt32LE(at));
  const beginWav = (recordings: Recordings): string => {
    const begun = recordings.begin({ ...start, ...wav });
    if (!begun.ok) throw new Error(begun.problem);
    recordings.append({ id: begun.id, bytes: makeWavHead({ channels: 1, rate: 8_000 }), seconds: 0, peaks: [] });
    return begun.id;
  };

  test('says at any time how long it is', () => {
    const recordings = open();
    const id = beginWav(recordings);
    recordings.append(pcm(id, 1));
    expect(lengths()).toEqual([16_036, 16_000]);
    recordings.append(pcm(id, 2));
    expect(lengths()).toEqual([32_036, 32_000]);
    recordings.end(id);
    expect(all(recordings)).toMatchObject([{ file: '2026-11-21 Bob.wav', format: 'wav', seconds: 2, bytes: 32_044 }]);
  });

  test('that a crash cut off in a sample is whole up to the one before', () => {
    const crashed = open();
    crashed.append(pcm(beginWav(crashed), 1));
    truncateSync(file(), 8_045);
    const recordings = open();
    recordings.tidy();
    expect(all(recordings)).toMatchObject([{ seconds: 0.5, bytes: 8_044, wasCutOff: true }]);
    expect(lengths()).toEqual([8_036, 8_000]);
  });

  test('that a crash left without sound, or without its head, is gone', () => {
    const crashed = open();
    beginWav(crashed);
    crashed.begin({ ...start, ...wav, name: 'Eve' });
    const recordings = open();
    recordings.tidy();
    expect([all(recordings), readdirSync(folder)]).toEqual([[], []]);
  });
});

test('two at the same time do not share a file', () => {
  const recordings = open();
  const [one, other] = [begin(recordings), begin(recordings)];
  recordings.append(second(one, 1));
  recordings.append(second(other, 1));
  recordings.end(one);
  recordings.end(other);
  expect(readdirSync(folder).sort()).toEqual(['2026-11-21 Bob (2).ogg', '2026-11-21 Bob.ogg']);
});

test('what a crash left is whole up to its last second at the next start, and says so', () => {
  const crashed = open();
  const id = begin(crashed);
  crashed.append(second(id, 1));
  crashed.append(second(id, 2));
  const file = path.join(folder, '2026-11-21 Bob.ogg');
  truncateSync(file, readFileSync(file).length - 100);
  const recordings = open();
  recordings.tidy();
  expect(all(recordings)).toMatchObject([{ id, seconds: 1, wasCutOff: true }]);
  const extent = measureOgg(readFileSync(file))!;
  expect(extent).toMatchObject({ seconds: 1, bytes: readFileSync(file).length });
  expect(readFileSync(file)[extent.lastPage + 5]! & 4).toBe(4);
});

test('what a crash left without any sound is gone', () => {
  begin(open());
  const recordings = open();
  recordings.tidy();
  expect(all(recordings)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

describe('a disk', () => {
  test('that fills up is told in advance, and ends the recording whole', () => {
    const recordings = open();
    const id = begin(recordings);
    free = 150_000_000;
    expect(recordings.append(second(id, 1))).toEqual({ ok: true, id, room: 'low' });
    free = 1_000_000;
    expect(recordings.append(second(id, 2))).toEqual({ ok: false, problem: 'disk-full' });
    expect(recordings.append(second(id, 3))).toMatchObject({ ok: false });
    expect(all(recordings)).toMatchObject([{ id, seconds: 1, wasCutOff: false }]);
  });

  test('that is full records nothing', () => {
    free = 1_000_000;
    expect(open().begin(start)).toEqual({ ok: false, problem: 'disk-full' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that is not plugged in is not made up', () => {
    const gone = path.join(base, 'stick');
    const recordings = open({ place: () => ({ folder: gone, isOwn: false }), statfs: fs.statfsSync });
    expect(recordings.begin(start)).toEqual({ ok: false, problem: 'folder-gone' });
    expect(existsSync(gone)).toBe(false);
  });

  test('that refuses to be written to is told', () => {
    writeFileSync(path.join(base, 'file'), '');
    const recordings = open({ place: () => ({ folder: path.join(base, 'file', 'below'), isOwn: true }) });
    expect(recordings.begin(start)).toMatchObject({ ok: false });
  });
});

test('a recording can be renamed and removed, and one whose file is gone says so', () => {
  const recordings = open();
  const id = begin(recordings);
  recordings.append(second(id, 1));
  recordings.end(id);
  recordings.rename(id, 'The offer');
  expect(all(recordings)).toMatchObject([{ title: 'The offer', isMissing: false }]);
  rmSync(recordings.fileOf(id)!);
  expect(all(recordings)).toMatchObject([{ isMissing: true }]);
  expect(recordings.fileOf(id)).toBeNull();
  recordings.remove([id, 'unknown']);
  expect(all(recordings)).toEqual([]);
});

test('what is older than the user wants to keep is removed with its file', () => {
  const recordings = open({ keepDays: () => 30 });
  const days = (count: number) => noon - count * 86_400_000;
  for (const count of [31, 29]) recordings.end(begin(recordings, { startedAt: days(count), name: `${count}` }));
  recordings.tidy();
  expect(all(recordings)).toMatchObject([{ name: '29' }]);
  expect(readdirSync(folder)).toHaveLength(1);
});

describe('a file name', () => {
  test.each([
    ['{date} {time} {name}', {}, '2026-11-21 12-04-05 Bob'],
    ['{number} {direction} {unknown}', {}, '1001 incoming {unknown}'],
    ['{name}', { name: '', number: '' }, 'unknown'],
    ['{name}', { name: '../../etc/passwd' }, '_.._etc_passwd'],
    ['{name}', { name: 'a/b\\c:d*e?f"g<h>i|j\u0000k\u202ek' }, 'a_b_c_d_e_f_g_h_i_j_k_k'],
    ['{name}', { name: 'CON' }, 'Recording 2026-11-21 12-04-05'],
    ['{name}', { name: ' ... ' }, 'Recording 2026-11-21 12-04-05'],
    ['', {}, 'Recording 2026-11-21 12-04-05'],
    ['{name}', { name: '☎'.repeat(200) }, '☎'.repeat(60)],
  ])('by %s of %j is %s', (pattern, change, name) => {
    expect(fileNameOf(pattern, { ...start, ...change })).toBe(name);
  });
});
