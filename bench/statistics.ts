/** Quantile with linear interpolation between the two nearest values; null when there are no values. */
export function quantile(values: readonly number[], part: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) return null;
  return low === high ? low : low + (high - low) * (place - Math.floor(place)); // equal: also two infinities, whose difference is NaN
}

export interface Summary {
  /** How many runs gave a figure, "nothing happened" included. */
  readonly runs: number;
  /** Null: nothing happened in at least half of the runs. */
  readonly median: number | null;
  readonly p25: number | null;
  readonly p75: number | null;
}

/** A run in which nothing happened (null) took longer than any other. */
export function summarise(samples: readonly (number | null)[]): Summary {
  const values = samples.map((value) => value ?? Number.POSITIVE_INFINITY);
  const at = (part: number): number | null => {
    const value = quantile(values, part);
    return value === null || !Number.isFinite(value) ? null : value;
  };
  return { runs: samples.length, median: at(0.5), p25: at(0.25), p75: at(0.75) };
}
