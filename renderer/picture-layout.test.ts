import { expect, test } from 'vitest';
import { layOut, type Place } from './picture-layout.ts';

const stages = {
  card: { width: 900, height: 506 },
  column: { width: 398, height: 224 },
  pocket: { width: 312, height: 180 },
  flat: { width: 1_100, height: 180 },
  tall: { width: 700, height: 1_200 },
};

/** How many stand in each. */
function rowsOf(places: readonly Place[]): number[] {
  const tops = [...new Set(places.map(({ y }) => y))];
  return tops.map((top) => places.filter(({ y }) => y === top).length);
}

test.each([
  ['card', 1, [1]],
  ['card', 2, [2]],
  ['column', 2, [2]],
  ['column', 5, [3, 2]],
  ['card', 3, [2, 1]],
  ['card', 4, [2, 2]],
  ['card', 5, [3, 2]],
  ['card', 9, [3, 3, 3]],
  ['card', 10, [4, 4, 2]],
  ['card', 16, [4, 4, 4, 4]],
  ['flat', 3, [3]],
  ['tall', 3, [1, 1, 1]],
] as const)('in a %s of a stage %i stand in rows of %j', (stage, count, rows) => {
  expect(rowsOf(layOut(count, null, stages[stage]))).toEqual(rows);
});

test('what is left over stands in the middle', () => {
  const [, , last] = layOut(3, null, stages.card);
  expect(last!.x + last!.width / 2).toBeCloseTo(stages.card.width / 2);
});

test.each(Object.keys(stages) as (keyof typeof stages)[])('nothing covers anything, or leaves the stage: %s', (name) => {
  const { width, height } = stages[name];
  for (let count = 1; count <= 18; count++)
    for (const large of [null, 0, count - 1]) {
      if (large !== null && count === 2) continue; // A single other one covers a corner.
      const places = layOut(count, large, stages[name]);
      expect(places).toHaveLength(count);
      for (const [i, a] of places.entries()) {
        expect(a.width).toBeGreaterThan(10);
        expect(Math.min(a.x, a.y)).toBeGreaterThanOrEqual(-0.01);
        expect(a.x + a.width).toBeLessThanOrEqual(width + 0.01);
        expect(a.y + a.height).toBeLessThanOrEqual(height + 0.01);
        for (const b of places.slice(i + 1)) {
          const isApart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
          expect(isApart).toBe(true);
        }
      }
    }
});

test('the large one is the one that was asked for, and a single other one stands in its corner', () => {
  const [small, large] = layOut(2, 1, stages.card);
  expect(large).toEqual({ x: 0, y: 0, ...stages.card });
  expect(small).toMatchObject({ x: 8, y: 8 });
  const places = layOut(6, 3, stages.card);
  const areas = places.map(({ width, height }) => width * height);
  expect(areas.indexOf(Math.max(...areas))).toBe(3);
});
