/* Worker: puts all that is seen in a call into one moving picture and encodes it, away from the page that draws the call. */

import { PictureEncoder } from './picture-encoder.ts';
import { fitted, placesOf, recordedSize } from './picture-places.ts';
import type { PictureOrder, PictureReport, WorkedPicture } from './picture-work.ts';

/** Milliseconds from one picture to the next at most, and where nothing moves. */
const [beat, idle] = [50, 250];
/** Milliseconds after which a camera that gives nothing is off, as the call's card has it. Of a screen on which nothing moves nothing needs to come. */
const patience = 2_000;
/** Milliseconds that the pictures may be away from the sound, which has the clock. */
const tolerance = 80;

interface Seen extends WorkedPicture {
  readonly reader: ReadableStreamDefaultReader<VideoFrame>;
  newest: VideoFrame | null;
  /** When that came, by `performance.now()`. */
  since: number;
}

const canvas = new OffscreenCanvas(recordedSize.width, recordedSize.height);
const drawing = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
const seen = new Map<string, Seen>();
let isPaused = false;
let hasChanged = true;
let beats: ReturnType<typeof setInterval> | undefined;
/** `performance.now()` when the recording began. */
let begun = 0;
let last = Number.NEGATIVE_INFINITY;

const report = (message: PictureReport, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });

const encoder = new PictureEncoder({
  ...recordedSize,
  onMade: (made) => report({ kind: 'made', ...made }, [made.bytes.buffer]),
  onFailed: (error) => report({ kind: 'failed', problem: String(error) }),
});

self.addEventListener('message', ({ data }: MessageEvent<PictureOrder>) => {
  switch (data.kind) {
    case 'show':
      return show(data.pictures);
    case 'pause':
      isPaused = data.on;
      hasChanged = true;
      return;
    case 'begun':
      return begin(data.at - performance.timeOrigin);
    case 'stop':
      return void stop();
    default:
      data satisfies never;
  }
});

function show(pictures: readonly WorkedPicture[]): void {
  const wanted = new Set(pictures.map(({ id }) => id));
  for (const [id, { newest, reader }] of seen) {
    if (wanted.has(id)) continue;
    seen.delete(id);
    newest?.close();
    void reader.cancel().catch(() => {});
  }
  for (const picture of pictures) {
    if (!picture.frames) continue;
    const one: Seen = { ...picture, reader: picture.frames.getReader(), newest: null, since: 0 };
    seen.set(picture.id, one);
    void follow(one);
  }
  hasChanged = true;
}

/** Keeps the newest of its pictures: what comes in between two beats is not needed. */
async function follow(one: Seen): Promise<void> {
  for (;;) {
    const { done, value } = await one.reader.read().catch(() => ({ done: true, value: undefined }) as const);
    if (done || !seen.has(one.id)) {
      value?.close();
      break;
    }
    one.newest?.close();
    one.newest = value;
    one.since = performance.now();
    hasChanged = true;
  }
  one.newest?.close();
  one.newest = null;
  hasChanged = true;
}

/** `at`: by `performance.now()`. */
function begin(at: number): void {
  if (beats === undefined || Math.abs(begun - at) > tolerance) begun = at;
  beats ??= setInterval(draw, beat);
}

function draw(): void {
  const now = performance.now();
  for (const one of seen.values()) {
    if (one.content === 'screen' || !one.newest || now - one.since < patience) continue;
    one.newest.close();
    one.newest = null;
    hasChanged = true;
  }
  // The first one stands from the beginning, so that a player may jump there.
  const time = last < 0 ? 0 : Math.round(now - begun);
  if (!drawing || time <= last || (!hasChanged && time - last < idle) || encoder.isBusy) return;
  hasChanged = false;
  last = time;
  drawing.fillRect(0, 0, recordedSize.width, recordedSize.height);
  if (!isPaused) drawAll(drawing);
  encoder.encode(canvas, time);
}

function drawAll(context: OffscreenCanvasRenderingContext2D): void {
  const there = [...seen.values()].filter(({ newest }) => newest !== null);
  for (const [i, place] of placesOf(there).entries()) {
    const frame = there[i]?.newest;
    if (!frame) continue;
    const { x, y, width, height } = fitted({ width: frame.displayWidth, height: frame.displayHeight }, place);
    context.drawImage(frame, x, y, width, height);
  }
}

async function stop(): Promise<void> {
  clearInterval(beats);
  show([]);
  await encoder.end();
  report({ kind: 'stopped' });
}
