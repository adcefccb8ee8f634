import type { VideoContent } from '../../../shared/video.ts';
import { PhoneError } from '../errors.ts';

/** Pictures of one end of a call. */
export interface VideoStream {
  readonly content: VideoContent;
  readonly stream: MediaStream;
  /** Whose it is in a conference, in the server's words; null or absent where it does not say. */
  readonly label?: string | null;
}

/** Pictures of ours, and whose they are to stop. */
export interface Source extends VideoStream {
  readonly track: MediaStreamTrack;
  readonly isOwn: boolean;
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
