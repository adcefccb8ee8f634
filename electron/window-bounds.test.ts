import { expect, test } from 'vitest';
import { placeWindow } from './window-bounds.ts';

const laptop = { workArea: { x: 0, y: 25, width: 1440, height: 850 } };
const beside = { workArea: { x: 1440, y: 0, width: 1920, height: 1080 } };
const first = { width: 960, height: 680 };

test.each([
  ['the first start', null, [laptop], first],
  ['as it was', { x: 100, y: 100, width: 800, height: 600 }, [laptop], { x: 100, y: 100, width: 800, height: 600 }],
  ['on the second screen', { x: 2000, y: 50, width: 800, height: 600 }, [laptop, beside], { x: 2000, y: 50, width: 800, height: 600 }],
  ['the second screen is gone', { x: 2000, y: 50, width: 800, height: 600 }, [laptop], first],
  ['left of every screen', { x: -790, y: 50, width: 800, height: 600 }, [laptop], first],
  ['partly outside, but to be grasped', { x: -600, y: 50, width: 800, height: 600 }, [laptop], { x: -600, y: 50, width: 800, height: 600 }],
  ['title bar under the menu bar', { x: 10, y: 0, width: 800, height: 600 }, [laptop], { x: 10, y: 25, width: 800, height: 600 }],
  ['title bar far above', { x: 10, y: -300, width: 800, height: 600 }, [laptop], first],
  ['title bar below the screen', { x: 10, y: 870, width: 800, height: 600 }, [laptop], first],
  ['larger than the screen it is on now', { x: 0, y: 25, width: 5000, height: 3000 }, [laptop], { x: 0, y: 25, width: 1440, height: 850 }],
  ['smaller than it may be', { x: 0, y: 25, width: 10, height: 10 }, [laptop], first],
  ['no screen at all', { x: 0, y: 25, width: 800, height: 600 }, [], first],
])('%s', (_what, remembered, screens, expected) => {
  expect(placeWindow(remembered, screens)).toEqual(expected);
});
