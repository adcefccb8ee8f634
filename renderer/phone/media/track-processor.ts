/**
 * What a track plays, piece by piece; the reader closes each. https://www.w3.org/TR/mediacapture-transform/, which the library of TypeScript does
 * not have; Chromium has it for sound as well, and on the page.
 */
interface TrackProcessor<Piece> {
  readonly readable: ReadableStream<Piece>;
}

/** Takes the pieces of a track from now on, until the track ends or the stream is cancelled. */
export function readTrack<Piece extends AudioData | VideoFrame>(track: MediaStreamTrack): ReadableStream<Piece> {
  type Browser = { MediaStreamTrackProcessor: new (options: { track: MediaStreamTrack }) => TrackProcessor<Piece> };
  return new (globalThis as unknown as Browser).MediaStreamTrackProcessor({ track }).readable;
}
