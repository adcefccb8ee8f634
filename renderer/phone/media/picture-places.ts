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

/** Nothing covers anything. One picture is as large as it can be; of a few, or beside a screen, the first is large. */
const large: Place = { x: 0, y: 0, width: 960, height: 720 };
const small = { width: 320, height: 180 } as const;
/** So many stand beside the large one as they are; the members of a conference are all alike. */
const mostBeside = 4;

type Kind = Pick<RecordedPicture, 'isLocal' | 'content'>;

/** A screen is what the talk is about, and theirs comes before ours. */
const order = ({ content, isLocal }: Kind): number => (content === 'screen' ? 0 : 2) + (isLocal ? 1 : 0);

/** Where each of the pictures is shown, in the order in which they came. */
export function placesOf(pictures: readonly Kind[]): Place[] {
  if (pictures.length === 1) return [{ x: 0, y: 0, ...recordedSize }];
  const beside = pictures.length - 1;
  if (beside > mostBeside && !pictures.some(({ content }) => content === 'screen'))
    return pictures.map((_, i) => squareOf(i, pictures.length));
  const ranked = [...pictures].sort((a, b) => order(a) - order(b));
  const height = Math.min(small.height, Math.floor(recordedSize.height / beside));
  const top = Math.floor((recordedSize.height - beside * height) / 2);
  return pictures.map((picture) => {
    const rank = ranked.indexOf(picture);
    return rank === 0 ? large : { x: large.width, y: top + (rank - 1) * height, width: small.width, height };
  });
}

/** In rows of the same size, as many as there are columns. */
function squareOf(index: number, count: number): Place {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const [width, height] = [Math.floor(recordedSize.width / columns), Math.floor(recordedSize.height / rows)];
  return { x: (index % columns) * width, y: Math.floor(index / columns) * height, width, height };
}

/** The whole of a picture in the middle of a place, as large as it can be. */
export function fitted({ width, height }: { width: number; height: number }, place: Place): Place {
  const scale = Math.min(place.width / width, place.height / height);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  return { x: place.x + Math.round((place.width - size.width) / 2), y: place.y + Math.round((place.height - size.height) / 2), ...size };
}
