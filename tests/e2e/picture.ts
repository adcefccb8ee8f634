import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** The ground of a camera's picture, by which a test knows whose it is. `green` is that of Chromium's own fake screen. */
export type Ground = 'red' | 'blue' | 'green';

/** Luma and the two colour differences. Strong enough to be told apart after any codec. */
const grounds: Readonly<Record<'red' | 'blue', readonly [y: number, u: number, v: number]>> = { red: [80, 90, 220], blue: [60, 220, 90] };
const width = 640;
const height = 360;
const frames = 30;

/**
 * Writes a Y4M file for Chromium's `--use-file-for-fake-video-capture`, which repeats it: a second in which a white bar crosses a coloured
 * ground from left to right.
 */
export async function writePattern(file: string, ground: 'red' | 'blue'): Promise<string> {
  const [y, u, v] = grounds[ground];
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`)];
  for (let frame = 0; frame < frames; frame++) {
    const row = Buffer.alloc(width, y);
    const from = 2 * Math.round((frame * (width - 60)) / frames / 2); // two pixels share a colour
    row.fill(235, from, from + 60);
    const colour = (value: number): Buffer => {
      const half = Buffer.alloc(width / 2, value);
      half.fill(128, from / 2, from / 2 + 30);
      return Buffer.concat(Array.from({ length: height / 2 }, () => half));
    };
    parts.push(Buffer.from('FRAME\n'), Buffer.concat(Array.from({ length: height }, () => row)), colour(u), colour(v));
  }
  await writeFile(file, Buffer.concat(parts));
  return file;
}

export interface Seen {
  /** The colour that most of the picture has; null for none of them, as where all is black. */
  ground: Ground | null;
  /** Where the brightest column is, from 0 at the left to 1 at the right, as the page shows it. */
  bar: number;
  isMirrored: boolean;
  width: number;
  height: number;
}

/** What the video shows now whose name begins so, read from its pixels. Null where it is not there, or shows nothing yet. */
export function see(page: Page, label: string): Promise<Seen | null> {
  return page.evaluate((label) => {
    const video = [...document.querySelectorAll('video')].find((one) => one.getAttribute('aria-label')?.startsWith(label));
    if (!video || video.videoWidth === 0 || video.readyState < 2) return null;
    const { videoWidth: width, videoHeight: height } = video;
    const context = new OffscreenCanvas(64, 36).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('There is no canvas.');
    context.drawImage(video, 0, 0, 64, 36);
    const { data } = context.getImageData(0, 0, 64, 36);
    const count = { red: 0, blue: 0, green: 0 };
    const light = new Array<number>(64).fill(0);
    for (let i = 0; i < data.length; i += 4) {
      const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
      light[(i / 4) % 64]! += r + g + b;
      if (r > g + 40 && r > b + 40) count.red++;
      else if (b > r + 40 && b > g + 40) count.blue++;
      else if (g > r + 40 && g > b + 40) count.green++;
    }
    const [most] = (Object.entries(count) as [keyof typeof count, number][]).sort(([, a], [, b]) => b - a);
    const isMirrored = new DOMMatrix(getComputedStyle(video).transform).a < 0;
    const bar = light.indexOf(Math.max(...light)) / 63;
    const ground = most && most[1] > (64 * 36) / 2 ? most[0] : null;
    return { ground, bar: isMirrored ? 1 - bar : bar, isMirrored, width, height };
  }, label);
}

/** Waits until the video whose name begins so shows this ground, and something that moves on it. */
export async function untilSeen(page: Page, label: string, ground: Ground, timeout = 15_000): Promise<Seen> {
  const end = performance.now() + timeout;
  const places = new Set<number>();
  let seen: Seen | null = null;
  while (performance.now() < end) {
    seen = await see(page, label);
    if (seen?.ground === ground) places.add(seen.bar);
    else places.clear();
    if (seen && places.size >= 3) return seen;
    await page.waitForTimeout(60);
  }
  throw new Error(
    `Waited ${timeout} ms for a moving picture on ${ground} in “${label}”; saw ${JSON.stringify(seen)} and ${places.size} places`,
  );
}

type Captured = { __captured?: MediaStreamTrack[]; __cameras?: MediaStreamTrack[] };

/** In the page: remembers the cameras that are opened from now on. */
export function keepCameras(): void {
  const cameras: MediaStreamTrack[] = [];
  (globalThis as Captured).__cameras = cameras;
  const real = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = async function (...args) {
    const stream = await real.apply(this, args);
    cameras.push(...stream.getVideoTracks());
    return stream;
  };
}

/** In the page: how many cameras are on now, of those that were remembered. */
export const camerasOn = (): number => ((globalThis as Captured).__cameras ?? []).filter(({ readyState }) => readyState === 'live').length;

/** In the page: remembers what is captured from now on. */
export function keepCaptures(): void {
  const captured: MediaStreamTrack[] = [];
  (globalThis as Captured).__captured = captured;
  const real = MediaDevices.prototype.getDisplayMedia;
  MediaDevices.prototype.getDisplayMedia = async function (...args) {
    const stream = await real.apply(this, args);
    captured.push(...stream.getTracks());
    return stream;
  };
}

/** In the page: ends what is captured as closing the window does that is shared. */
export function closeCaptured(): void {
  for (const track of (globalThis as Captured).__captured ?? []) {
    track.stop();
    track.dispatchEvent(new Event('ended')); // `stop` alone tells nobody: it is the page's own wish
  }
}
