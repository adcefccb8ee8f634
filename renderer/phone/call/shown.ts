import type { VideoWish } from '../line.ts';
import type { Source, VideoStream } from './source.ts';

/** What one call shows and takes. */
export interface Shown {
  readonly camera: Source | null;
  readonly screen: Source | null;
  /** The screen goes beside the camera, not in its place. */
  readonly isBeside: boolean;
  readonly receives: boolean;
}

/** Two streams go out. */
export const isBeside = (shown: Shown): boolean => shown.camera !== null && shown.screen !== null && shown.isBeside;

/** What the far end is shown: in the camera's place the screen is all of it. */
export function streamsOf(shown: Shown): readonly Source[] {
  const { camera, screen } = shown;
  const isCovered = screen !== null && !isBeside(shown);
  return [...(camera && !isCovered ? [camera] : []), ...(screen ? [screen] : [])];
}

export interface StreamChange {
  readonly kind: 'added' | 'removed';
  readonly stream: VideoStream;
}

/** What went comes first. */
export function changesBetween(before: readonly VideoStream[], after: readonly VideoStream[]): StreamChange[] {
  const removed = before.filter((each) => !has(after, each)).map((stream) => ({ kind: 'removed', stream }) as const);
  const added = after.filter((each) => !has(before, each)).map((stream) => ({ kind: 'added', stream }) as const);
  return [...removed, ...added];
}

const has = (streams: readonly VideoStream[], { content, stream }: VideoStream): boolean =>
  streams.some((other) => other.stream === stream && other.content === content);

/** `isPromised`: the camera is being opened, or will be. */
export function wishOf(shown: Shown, isPromised: boolean): Pick<VideoWish, 'main' | 'slides' | 'receives'> {
  const { camera, screen, receives } = shown;
  const face = camera || isPromised ? ({ content: 'camera', track: camera?.track ?? null } as const) : null;
  const slides = face && shown.isBeside ? (screen?.track ?? null) : null;
  return { main: screen && !slides ? { content: 'screen', track: screen.track } : face, slides, receives };
}
