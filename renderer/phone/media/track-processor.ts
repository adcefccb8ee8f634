/**
 * What a track plays, piece by piece; the reader closes each. https://www.w3.org/TR/mediacapture-transform/, which the library of TypeScript does
 * not have; Chromium has it for sound as well, and on the page.
 */
interface TrackProcessor<Piece> {
  readonly readable: ReadableStream<Piece>;
}

interface TrackOptions {
  track: MediaStreamTrack;
  /** Pieces that wait for a page that is busy; of more the oldest are lost. */
  maxBufferSize: number;
}

/** Takes the pieces of a track from now on, until the track ends or the stream is cancelled. `waiting`: of pictures the newest is enough. */
export function readTrack<Piece extends AudioData | VideoFrame>(track: MediaStreamTrack, waiting: number): ReadableStream<Piece> {
  type Browser = { MediaStreamTrackProcessor: new (options: TrackOptions) => TrackProcessor<Piece> };
  return new (globalThis as unknown as Browser).MediaStreamTrackProcessor({ track, maxBufferSize: waiting }).readable;
}
