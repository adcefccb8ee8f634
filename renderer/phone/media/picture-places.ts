import type { RecordedPicture } from './recorder.ts';

/** In pixels, from the top left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of a recording, whatever the call's pictures are: a file cannot change its size, and a screen must stay readable. */
export const recordedSize = { width: 1280, height: 720 } as const;

/** One picture is as large as it can be; of more the first is large, and the others stand beside it. Nothing covers anything. */
const large: Place = { x: 0, y: 0, width: 960, height: 720 };
const small = { width: 320, height: 180 } as const;

type Kind = Pick<RecordedPicture, 'isLocal' | 'content'>;

/** A screen is what the talk is about, and theirs comes before ours. */
const order = ({ content, isLocal }: Kind): number => (content === 'screen' ? 0 : 2) + (isLocal ? 1 : 0);

/** Where each of the pictures is shown, in the order in which they came; up to four. */
export function placesOf(pictures: readonly Kind[]): Place[] {
  if (pictures.length === 1) return [{ x: 0, y: 0, ...recordedSize }];
  const ranked = [...pictures].sort((a, b) => order(a) - order(b));
  const top = (recordedSize.height - (ranked.length - 1) * small.height) / 2;
  return pictures.map((picture) => {
    const rank = ranked.indexOf(picture);
    return rank === 0 ? large : { x: large.width, y: top + (rank - 1) * small.height, ...small };
  });
}

/** The whole of a picture in the middle of a place, as large as it can be. */
export function fitted({ width, height }: { width: number; height: number }, place: Place): Place {
  const scale = Math.min(place.width / width, place.height / height);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  return { x: place.x + Math.round((place.width - size.width) / 2), y: place.y + Math.round((place.height - size.height) / 2), ...size };
}
