import type { VideoContent } from '../../../shared/video.ts';
import { PhoneError } from '../errors.ts';
import type { VideoWish } from '../line.ts';

/** Pictures of one end of a call. */
export interface VideoStream {
  readonly content: VideoContent;
  readonly stream: MediaStream;
}

/** Pictures of ours, and whose they are to stop. */
export interface Source extends VideoStream {
  readonly track: MediaStreamTrack;
  readonly isOwn: boolean;
}

/** What one call shows and takes. */
export interface Shown {
  readonly camera: Source | null;
  readonly screen: Source | null;
  /** The screen goes beside the camera, not in its place. */
  readonly isBeside: boolean;
  readonly receives: boolean;
}

/** Throws a PhoneError `media-failed` for a stream without pictures. */
export function makeSource(content: VideoContent, stream: MediaStream, isOwn: boolean): Source {
  const [track] = stream.getVideoTracks();
  if (!track) throw new PhoneError('media-failed', 'The stream has no pictures.');
  return { content, stream, track, isOwn };
}

export function letGo({ isOwn, stream, track }: Source): void {
  track.onended = null;
  if (isOwn) stopAll(stream);
}

export function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Two streams go out. */
export const isBeside = (shown: Shown): boolean => shown.camera !== null && shown.screen !== null && shown.isBeside;

/** What the far end is shown: in the camera's place the screen is all of it. */
export function streamsOf(shown: Shown): readonly Source[] {
  const { camera, screen } = shown;
  const isCovered = screen !== null && !isBeside(shown);
  return [...(camera && !isCovered ? [camera] : []), ...(screen ? [screen] : [])];
}

/** `isPromised`: the camera is being opened. */
export function wishOf(shown: Shown, isPromised: boolean): Pick<VideoWish, 'main' | 'slides' | 'receives'> {
  const { camera, screen, receives } = shown;
  const first = isBeside(shown) ? camera : (screen ?? camera);
  const promised = isPromised ? ({ content: 'camera', track: null } as const) : null;
  return {
    main: first ? { content: first.content, track: first.track } : promised,
    slides: isBeside(shown) && screen ? screen.track : null,
    receives,
  };
}
