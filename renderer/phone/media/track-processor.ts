/**
 * What a track plays, piece by piece; the reader closes each. https://www.w3.org/TR/mediacapture-transform/, which the library of TypeScript does
 * not have; Chromium has it for sound as well, and on the page.
 */
interface TrackProcessor<Piece> {
  readonly readable: ReadableStream<Piece>;
}

interface TrackOptions {
  track: MediaStreamTrack;
  maxBufferSize?: number;
}

/**
 * Takes the pieces of a track from now on, until the track ends or the stream is cancelled. `waiting`: how many wait for their reader, of more the
 * oldest are lost; default as the browser has it, which is the newest picture or 100 ms of sound. The end of the track loses those that wait.
 */
export function readTrack<Piece extends AudioData | VideoFrame>(track: MediaStreamTrack, waiting?: number): ReadableStream<Piece> {
  type Browser = { MediaStreamTrackProcessor: new (options: TrackOptions) => TrackProcessor<Piece> };
  const options = waiting === undefined ? { track } : { track, maxBufferSize: waiting };
  return new (globalThis as unknown as Browser).MediaStreamTrackProcessor(options).readable;
}
