import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Pictures are looked at in this size, and so many a second. */
const [columns, rows, rate] = [128, 72, 10];

/** The colours by which a test knows whose picture it is. */
export type Ground = 'red' | 'blue' | 'green';

/** A rectangle of a picture that is 1280 by 720. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Decodes the pictures of a file, from `at` seconds on after a jump. Rejects when ffmpeg finds anything wrong with it. */
export async function decodePictures(file: string, { at = 0 } = {}): Promise<Uint8Array[]> {
  const scale = `fps=${rate},scale=${columns}:${rows}:flags=area`;
  const args = ['-v', 'error', '-xerror', '-ss', String(at), '-i', file, '-vf', scale, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const { stdout, stderr } = await execute('ffmpeg', args, { encoding: 'buffer', maxBuffer: 1 << 28 });
  if (stderr.length > 0) throw new Error(String(stderr));
  const length = columns * rows * 3;
  return Array.from({ length: Math.floor(stdout.length / length) }, (_, i) => stdout.subarray(i * length, (i + 1) * length));
}

/**
 * What is seen in a place for a stretch of seconds: the colour that most of it has in each picture, `none` where there is none, and whether its
 * bright bar goes on. More than one, joined by `+`, where it changes.
 */
export function seenIn(pictures: readonly Uint8Array[], { x, y, width, height }: Place, [from, to]: readonly [number, number]): string {
  const [left, right] = [Math.ceil((x * columns) / 1280), Math.floor(((x + width) * columns) / 1280)];
  const [top, bottom] = [Math.ceil((y * rows) / 720), Math.floor(((y + height) * rows) / 720)];
  const grounds = new Set<string>();
  const bars = new Set<number>();
  for (const picture of pictures.slice(Math.round(from * rate), Math.round(to * rate))) {
    const { bar, ground } = look(picture, { left, right, top, bottom });
    grounds.add(ground ?? 'none');
    if (ground) bars.add(bar);
  }
  const names = [...grounds].sort().join('+');
  return names === 'none' || grounds.size === 0 ? names : `${names} ${bars.size > 2 ? 'moving' : 'still'}`;
}

interface Edges {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The ground that most of it has, and the column that is the brightest. */
function look(picture: Uint8Array, { left, right, top, bottom }: Edges): { ground: Ground | null; bar: number } {
  const count = { red: 0, blue: 0, green: 0 };
  const light = new Array<number>(right - left).fill(0);
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const [r = 0, g = 0, b = 0] = picture.subarray((row * columns + column) * 3, (row * columns + column) * 3 + 3);
      light[column - left]! += r + g + b;
      if (r > g + 40 && r > b + 40) count.red++;
      else if (b > r + 40 && b > g + 40) count.blue++;
      else if (g > r + 40 && g > b + 40) count.green++;
    }
  }
  const [most] = (Object.entries(count) as [Ground, number][]).sort(([, a], [, b]) => b - a);
  const ground = most && most[1] > ((right - left) * (bottom - top)) / 2 ? most[0] : null;
  return { ground, bar: light.indexOf(Math.max(...light)) };
}
