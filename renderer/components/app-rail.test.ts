// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import AppRail from './AppRail.vue';

enableAutoUnmount(afterEach);

const setUp = (isQuiet: boolean) =>
  mount(AppRail, {
    props: {
      view: 'phone',
      state: { kind: 'offline' },
      account: null,
      isQuiet,
      announced: { status: 'available', note: '' },
      chosen: 'available',
      isTold: false,
    },
  });

test.each([false, true])('do not disturb that is %s is told by more than a colour, and switched by a click', async (isQuiet) => {
  const rail = setUp(isQuiet);
  const quiet = rail.get('[aria-label="Quiet: do not disturb"]');
  expect(quiet.attributes('aria-pressed')).toBe(String(isQuiet));
  expect(quiet.get('svg').attributes('fill')).toBe(isQuiet ? 'currentColor' : 'none');
  await quiet.trigger('click');
  expect(rail.emitted('quiet')).toEqual([[!isQuiet]]);
});
