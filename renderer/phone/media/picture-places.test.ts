import { expect, test } from 'vitest';
import { fitted, placesOf, recordedSize } from './picture-places.ts';

const [camera, screen] = ['camera', 'screen'] as const;
type Kind = Parameters<typeof placesOf>[0][number];
const mine: Kind = { isLocal: true, content: camera };
const hers: Kind = { isLocal: false, content: camera };
const myScreen: Kind = { isLocal: true, content: screen };
const herScreen: Kind = { isLocal: false, content: screen };

test('one picture has all of it, whoever’s it is', () => {
  for (const one of [mine, hers, myScreen, herScreen]) expect(placesOf([one])).toEqual([{ x: 0, y: 0, ...recordedSize }]);
});

test.each([
  ['theirs beside ours', [mine, hers], hers],
  ['a screen of ours beside both', [mine, hers, myScreen], myScreen],
  ['their screen beside ours', [herScreen, myScreen, mine, hers], herScreen],
])('large is %s', (_, pictures, first) => {
  const places = placesOf(pictures);
  expect(places[pictures.indexOf(first)]).toMatchObject({ width: 960, height: 720 });
  expect(places.filter(({ width }) => width === 320)).toHaveLength(pictures.length - 1);
});

test('the members of a conference are all alike, and stand beside a screen', () => {
  const members = Array.from({ length: 9 }, () => ({ ...hers }));
  for (const { width, height } of placesOf(members)) expect({ width, height }).toEqual({ width: 426, height: 240 });
  expect(placesOf([...members, herScreen]).at(-1)).toMatchObject({ width: 960, height: 720 });
});

const several = (count: number): Kind[] => Array.from({ length: count }, () => ({ ...hers }));

test.each([
  ['everything of two', [mine, hers, myScreen, herScreen]],
  ['a conference', [mine, ...several(7)]],
  ['a large one', [mine, ...several(16)]],
  ['a large one beside a screen', [mine, myScreen, ...several(16)]],
])('nothing covers anything, or leaves the picture: %s', (_, pictures) => {
  const places = placesOf(pictures);
  for (const [i, a] of places.entries()) {
    expect([a.x, a.y].every((edge) => edge >= 0) && a.x + a.width <= 1280 && a.y + a.height <= 720).toBe(true);
    for (const b of places.slice(i + 1))
      expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
  }
});

test('a picture keeps its shape in the middle of its place', () => {
  const place = { x: 960, y: 270, width: 320, height: 180 };
  expect(fitted({ width: 640, height: 480 }, place)).toEqual({ x: 1000, y: 270, width: 240, height: 180 });
  expect(fitted({ width: 90, height: 160 }, { x: 0, y: 0, width: 960, height: 720 })).toEqual({ x: 278, y: 0, width: 405, height: 720 });
});
