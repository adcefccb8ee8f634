import { describe, expect, test, vi } from 'vitest';
import { overlayImage, overlayPixels, type TrayLook, trayImage, trayPixels, traySizes } from './image.ts';
import type { TrayState } from './state.ts';

type Part = { scaleFactor: number; width: number; height: number; buffer: Buffer };
vi.mock('electron', () => ({
  nativeImage: {
    createEmpty: () => {
      const image = {
        parts: [] as Part[],
        isTemplate: false,
        addRepresentation: (part: Part) => void image.parts.push(part),
        setTemplateImage: (on: boolean) => {
          image.isTemplate = on;
        },
      };
      return image;
    },
  },
}));

const states: readonly TrayState[] = ['ready', 'offline', 'ringing', 'in-call', 'muted', 'missed', 'quality'];
const looks: readonly TrayLook[] = ['template', 'on-light', 'on-dark'];

/** Of every pixel how much it covers, 0 to 255. */
const alphas = (state: TrayState, look: TrayLook, size: number): number[] =>
  [...trayPixels(state, look, size)].filter((_, index) => index % 4 === 3);

describe.each(looks)('%s', (look) => {
  test.each([16, 24, 36, 48])('at %i pixels every state has a shape of its own', (size) => {
    const shapes = states.map((state) => alphas(state, look, size));
    for (const [index, shape] of shapes.entries()) {
      for (const other of shapes.slice(index + 1)) {
        const differing = shape.filter((alpha, at) => Math.abs(alpha - other[at]!) > 96).length;
        expect(differing).toBeGreaterThan(size / 4);
      }
    }
  });

  test.each(states)('%s is drawn within its edges, in colours that its cover allows', (state) => {
    const size = 32;
    const bytes = trayPixels(state, look, size);
    const alpha = alphas(state, look, size);
    expect(alpha.filter((one) => one > 200).length).toBeGreaterThan(60);
    const isEdge = (at: number): boolean => at % size === 0 || at % size === size - 1 || at < size || at >= size * (size - 1);
    expect(alpha.filter((one, at) => isEdge(at) && one > 0)).toEqual([]);
    for (let at = 0; at < bytes.length; at += 4) {
      for (const channel of bytes.subarray(at, at + 3)) expect(channel).toBeLessThanOrEqual(bytes[at + 3]! + 1);
    }
  });
});

test('macOS gets black alone, which it colours itself', () => {
  for (const state of states) {
    const colours = [...trayPixels(state, 'template', 18)].filter((byte, index) => index % 4 !== 3 && byte > 0);
    expect(colours).toEqual([]);
  }
});

test.each(['darwin', 'win32', 'linux'] as const)('on %s it is sharp at every scale', (platform) => {
  const { parts, isTemplate } = trayImage('ready', platform === 'darwin' ? 'template' : 'on-dark', platform) as unknown as {
    parts: Part[];
    isTemplate: boolean;
  };
  const { points, scales } = traySizes(platform);
  expect(parts.map(({ scaleFactor, width }) => [scaleFactor, width])).toEqual(scales.map((scale) => [scale, points * scale]));
  for (const { width, height, buffer } of parts) expect(buffer).toHaveLength(width * height * 4);
  expect(isTemplate).toBe(platform === 'darwin');
});

test('the mark on a taskbar button is a red disc with something white in it', () => {
  const { parts } = overlayImage() as unknown as { parts: Part[] };
  expect(parts.map(({ scaleFactor, width }) => [scaleFactor, width])).toEqual([
    [1, 16],
    [2, 32],
  ]);
  const pixels = overlayPixels(32);
  const at = (x: number, y: number): number[] => [...pixels.subarray((y * 32 + x) * 4, (y * 32 + x) * 4 + 4)];
  expect([at(0, 0), at(6, 16), at(16, 12)]).toEqual([
    [0, 0, 0, 0],
    [0x2d, 0x27, 0xc1, 255],
    [255, 255, 255, 255],
  ]);
});
