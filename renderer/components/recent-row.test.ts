// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { CallRecord } from '../../shared/call.ts';
import { bob, makeRecord } from '../testing/calls.ts';
import RecentRow from './RecentRow.vue';

enableAutoUnmount(afterEach);

const mountRow = (...records: readonly CallRecord[]) =>
  mount(RecentRow, { props: { entry: { key: 'today bob', peer: bob, records }, contact: null } });
const sounded = (troubledSeconds: number) => ({
  quality: { ...{ mos: 3, lowestMos: 2, loss: 0.1, seconds: 60 }, troubledSeconds, cause: 'loss' as const },
});

test('a call that sounded bad says so, and on demand why', async () => {
  const row = mountRow(makeRecord(sounded(30)));
  expect(row.find('.person-main').text()).toContain('Poor sound');
  const more = row.get('[aria-label="How the call with Bob sounded"]');
  expect(more.attributes('aria-expanded')).toBe('false');
  await more.trigger('click');
  expect(more.attributes('aria-expanded')).toBe('true');
  expect(row.get('ol').text()).toContain('The sound was bad for 30 sec: the network lost part of the sound.');
});

test('a call that sounded well, or was not measured, has nothing more to say', () => {
  for (const record of [makeRecord(sounded(0)), makeRecord()]) {
    const row = mountRow(record);
    expect(row.text()).not.toContain('sound');
    expect(row.find('[aria-label^="How the call"]').exists()).toBe(false);
  }
});

test('of several calls each says how it sounded', async () => {
  const row = mountRow(makeRecord({ id: 'c', ...sounded(0) }), makeRecord({ id: 'b', ...sounded(5) }), makeRecord({ id: 'a' }));
  await row.get('[aria-label="Show the 3 calls with Bob"]').trigger('click');
  expect(row.findAll('ol p').map((one) => one.text())).toEqual([
    'The sound was good.',
    'The sound was good but for 5 sec: the network lost part of the sound.',
  ]);
});
