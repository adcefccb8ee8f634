import { Buffer } from 'node:buffer';
import { nativeImage } from 'electron';
import type { TrayState } from './state.ts';

/** Where the icon will stand. macOS colours a template image by itself, so there every state must be told by its shape alone. */
export type TrayLook = 'template' | 'on-light' | 'on-dark';

type Color = readonly [red: number, green: number, blue: number];
/** Distance to the edge of a shape, negative inside, on a field of 16 by 16 with its origin in the upper left corner. */
type Shape = (x: number, y: number) => number;

const FIELD = 16;
/** Empty space around a mark, so that it is told from the handset beneath. */
const GAP = 1.1;

const BLACK: Color = [0, 0, 0];
const palette = {
  template: { ink: BLACK, live: BLACK, stop: BLACK, trouble: BLACK },
  'on-light': { ink: [0x2b, 0x2c, 0x33], live: [0x15, 0x80, 0x3d], stop: [0xc1, 0x27, 0x2d], trouble: [0xb2, 0x60, 0x00] },
  'on-dark': { ink: [0xf0, 0xf0, 0xf3], live: [0x54, 0xd3, 0x8d], stop: [0xff, 0x7b, 0x76], trouble: [0xf3, 0xbd, 0x6a] },
} satisfies Record<TrayLook, Record<'ink' | 'live' | 'stop' | 'trouble', Color>>;

const either =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));

const both =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    Math.max(...shapes.map((shape) => shape(x, y)));

/** A stroke with round ends. */
const line =
  (fromX: number, fromY: number, toX: number, toY: number, width: number): Shape =>
  (x, y) => {
    const [dx, dy] = [toX - fromX, toY - fromY];
    const along = Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - fromX - along * dx, y - fromY - along * dy) - width / 2;
  };

const circle =
  (centerX: number, centerY: number, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - centerX, y - centerY) - radius;

const ring =
  (centerX: number, centerY: number, radius: number, width: number): Shape =>
  (x, y) =>
    Math.abs(Math.hypot(x - centerX, y - centerY) - radius) - width / 2;

const toUpperRight =
  (cornerX: number, cornerY: number): Shape =>
  (x, y) =>
    Math.max(cornerX - x, y - cornerY);

/** A receiver that lies from the upper left to the lower right, its back to the lower left. */
const handset: Shape = either(
  both(ring(12.6, 3.4, 9.3, 2.5), (x, y) => Math.abs(x + y - FIELD) - 9.2),
  line(2.9, 4.3, 5.2, 2.5, 3.4),
  line(11.7, 13.1, 13.5, 10.8, 3.4),
);

const cross = either(line(9.6, 1.9, 14.1, 6.4, 1.9), line(14.1, 1.9, 9.6, 6.4, 1.9));
const triangle = either(
  line(11.9, 1.7, 9.4, 6.2, 1.5),
  line(11.9, 1.7, 14.4, 6.2, 1.5),
  line(9.4, 6.2, 14.4, 6.2, 1.5),
  circle(11.9, 4.9, 1.6),
);
const exclamation = either(line(12, 2, 12, 4.2, 2.2), circle(12, 7.1, 1.2));
const waves = both(either(ring(8.4, 7.6, 3, 1.6), ring(8.4, 7.6, 6.2, 1.6)), toUpperRight(8.2, 7.8));

type Mark = { readonly shape: Shape; readonly color: 'ink' | 'live' | 'stop' | 'trouble' };

/** What stands beside the handset. No two states share a shape: colour alone says nothing to many people. */
const marks: Readonly<Record<TrayState, Mark | null>> = {
  ready: null,
  offline: { shape: line(2, 14, 14, 2, 1.7), color: 'ink' },
  ringing: { shape: waves, color: 'live' },
  'in-call': { shape: circle(11.9, 4.1, 3.2), color: 'live' },
  muted: { shape: cross, color: 'trouble' },
  quality: { shape: triangle, color: 'trouble' },
  missed: { shape: exclamation, color: 'stop' },
};

/** How much of a pixel lies within the edge, 0 to 1. */
const coverage = (distance: number, scale: number): number => Math.min(1, Math.max(0, 0.5 - distance * scale));

/** The icon in `size` by `size` pixels: blue, green, red and alpha, a byte each, as Chromium's bitmaps are on the systems we run on. */
export function trayPixels(state: TrayState, look: TrayLook, size: number): Buffer {
  const mark = marks[state];
  const colors = palette[look];
  const bytes = Buffer.alloc(size * size * 4);
  const scale = size / FIELD;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / scale, (row + 0.5) / scale];
      const away = mark?.shape(x, y) ?? Number.POSITIVE_INFINITY;
      const ofMark = coverage(away, scale);
      const ofHandset = Math.min(coverage(handset(x, y), scale), 1 - coverage(away - GAP, scale));
      const inks: readonly (readonly [Color, number])[] = [
        [colors.ink, ofHandset],
        [colors[mark?.color ?? 'ink'], ofMark],
      ];
      const at = (row * size + column) * 4;
      // Premultiplied: a colour counts as much as it covers.
      for (const [color, share] of inks) {
        for (const [place, channel] of [color[2], color[1], color[0]].entries()) bytes[at + place]! += Math.round(channel * share);
      }
      bytes[at + 3] = Math.round(Math.min(1, ofHandset + ofMark) * 255);
    }
  }
  return bytes;
}

/** The mark alone, as Windows lays it over the corner of a taskbar button: 16 points, light so that it is seen on both themes. */
export function overlayImage(): Electron.NativeImage {
  const image = nativeImage.createEmpty();
  for (const scaleFactor of [1, 2]) {
    const size = 16 * scaleFactor;
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer: overlayPixels(size) });
  }
  return image;
}

/** A red disc with an exclamation mark. */
export function overlayPixels(size: number): Buffer {
  const bytes = Buffer.alloc(size * size * 4);
  const disc = circle(8, 8, 7.5);
  const mark = either(line(8, 4, 8, 8.4, 2.2), circle(8, 11.6, 1.2));
  const { stop } = palette['on-light'];
  const scale = size / FIELD;
  for (let at = 0; at < size * size; at++) {
    const [x, y] = [((at % size) + 0.5) / scale, (Math.floor(at / size) + 0.5) / scale];
    const [ground, white] = [coverage(disc(x, y), scale), coverage(mark(x, y), scale)];
    for (const [place, channel] of [stop[2], stop[1], stop[0]].entries()) {
      bytes[at * 4 + place] = Math.round(channel * Math.max(0, ground - white) + 255 * white);
    }
    bytes[at * 4 + 3] = Math.round(ground * 255);
  }
  return bytes;
}

/** How large the system draws tray icons, in its own points, and at which scales of the screen. */
export function traySizes(platform: NodeJS.Platform): { readonly points: number; readonly scales: readonly number[] } {
  if (platform === 'darwin') return { points: 18, scales: [1, 2] };
  if (platform === 'win32') return { points: 16, scales: [1, 1.25, 1.5, 2, 3] };
  return { points: 24, scales: [1, 2] };
}

/** The icon as the tray takes it, sharp at every scale. */
export function trayImage(state: TrayState, look: TrayLook, platform: NodeJS.Platform): Electron.NativeImage {
  const { points, scales } = traySizes(platform);
  const image = nativeImage.createEmpty();
  for (const scaleFactor of scales) {
    const size = Math.round(points * scaleFactor);
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer: trayPixels(state, look, size) });
  }
  if (look === 'template') image.setTemplateImage(true);
  return image;
}
