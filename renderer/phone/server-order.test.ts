import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ServerOrder } from './server-order.ts';

describe('of three servers', () => {
  it('the next one in order is tried when one fails, and the first to work stays', () => {
    const order = new ServerOrder(['a', 'b', 'c']);
    expect([order.current, order.through, order.better]).toEqual(['a', {}, []]);
    expect(order.failed()).toBe(true);
    expect(order.failed()).toBe(true);
    order.worked();
    expect([order.current, order.through, order.better]).toEqual(['c', { through: 'c' }, ['a', 'b']]);
  });

  it('those that failed before are not tried again until all have failed; then the last that worked is the first', () => {
    const order = new ServerOrder(['a', 'b', 'c']);
    order.failed();
    order.worked();
    expect([order.failed(), order.current]).toEqual([true, 'c']);
    expect([order.failed(), order.current]).toEqual([false, 'b']);
    expect([order.failed(), order.current]).toEqual([true, 'a']);
    expect([order.failed(), order.current]).toEqual([true, 'c']);
  });

  it('a better one that was chosen and fails leads back', () => {
    const order = new ServerOrder(['a', 'b', 'c']);
    order.failed();
    order.worked();
    order.choose('a');
    expect([order.failed(), order.current]).toEqual([true, 'b']);
  });
});

test('one alone is always the current one, and never leads to another at once', () => {
  const order = new ServerOrder(['a']);
  expect([order.failed(), order.current, order.better]).toEqual([false, 'a', []]);
});

test('whatever happens, each server has its turn before anybody waits', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 5 }),
      fc.array(fc.constantFrom('failed', 'worked')),
      (ids, happenings) => {
        const [first, ...others] = ids.map(String);
        const order = new ServerOrder([first!, ...others]);
        for (const happening of happenings) order[happening as 'failed' | 'worked']();
        while (order.failed());
        const tried = new Set([order.current]);
        while (order.failed()) tried.add(order.current);
        expect(tried.size).toBe(ids.length);
      },
    ),
  );
});
