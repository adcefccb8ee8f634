/** In pixels, from the top left corner of the stage. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Size = Pick<Place, 'width' | 'height'>;

const gap = 4;
/** As most cameras see. */
const shape = 16 / 9;
/** So much of the stage is left to the others beside a large picture, and so narrow it may be that they stand beside it rather than above it. */
const share = 0.22;
const narrow = 480;

/** Where each of several pictures is shown: all alike and as large as they can be, or one large and the others beside it. */
export function layOut(count: number, large: number | null, stage: Size): Place[] {
  const all = { x: 0, y: 0, ...stage };
  if (large === null) return grid(count, all);
  const others = count - 1;
  const side = Math.min(Math.max(stage.width * share, 88), 240);
  // A single one covers a corner: the other keeps the whole stage.
  if (others <= 1) return withLarge(large, all, others === 1 ? [{ x: 8, y: 8, width: side, height: side / shape }] : []);
  if (stage.width < narrow) {
    const height = Math.max(stage.height * share, 36);
    return withLarge(large, { ...all, y: height + gap, height: stage.height - height - gap }, grid(others, { ...all, height }));
  }
  return withLarge(large, { ...all, x: side + gap, width: stage.width - side - gap }, grid(others, { ...all, width: side }));
}

const withLarge = (large: number, place: Place, others: readonly Place[]): Place[] => others.toSpliced(large, 0, place);

/** In rows; what is left over stands in the middle of the last one. */
function grid(count: number, area: Place): Place[] {
  const columns = columnsFor(count, area);
  const rows = Math.ceil(count / columns);
  const height = Math.min((area.height - (rows - 1) * gap) / rows, (area.width - (columns - 1) * gap) / columns / shape);
  const width = height * shape;
  const top = area.y + (area.height - rows * height - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = area.x + (area.width - inRow * width - (inRow - 1) * gap) / 2;
    return { x: left + (i % columns) * (width + gap), y: top + row * (height + gap), width, height };
  });
}

/** With which pictures of a camera's shape are largest; side by side rather than one above the other where that is nearly the same. */
function columnsFor(count: number, { width, height }: Size): number {
  const widthWith = (columns: number) => Math.min(width / columns, (height / Math.ceil(count / columns)) * shape);
  const all = Array.from({ length: count }, (_, i) => i + 1);
  return all.reduce((best, columns) => (widthWith(columns) > 0.97 * widthWith(best) ? columns : best), 1);
}
