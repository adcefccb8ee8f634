// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import { type CallGroup, groupCalls } from '../call-groups.ts';
import { bob, makeCall } from '../testing/calls.ts';
import { chooseFromMenu } from '../testing/menu.ts';
import CallRows from './CallRows.vue';

enableAutoUnmount(afterEach);
afterEach(() => vi.useRealTimers());

const up = (id: string, hold: 'none' | 'local', change: Partial<CallSnapshot> = {}) =>
  makeCall({ id, peer: { ...bob, name: id }, state: { kind: 'active', since: Date.now(), hold }, ...change });

function group(...calls: CallSnapshot[]): CallGroup {
  const [only] = groupCalls(calls);
  if (!only) throw new Error('There is no call.');
  return only;
}

const alone = (...calls: CallSnapshot[]) => ({ groups: [group(...calls)], noteOf: () => '' });

async function press(row: ReturnType<typeof mount>, label: string): Promise<unknown[] | undefined> {
  await row.get(`[aria-label="${label}"]`).trigger('click');
  return row.emitted('act')?.map(([command]) => command);
}

test('a waiting call is resumed or hung up by name, and says what it waits for', async () => {
  const row = mount(CallRows, { props: { ...alone(up('Bob', 'local')), noteOf: () => 'waits while you ask Carol' } });
  expect(row.text()).toContain('waits while you ask Carol');
  await press(row, 'Resume Bob');
  expect(await press(row, 'Hang up Bob')).toEqual([
    { kind: 'resume', callId: 'Bob' },
    { kind: 'hang-up', callId: 'Bob' },
  ]);
});

test('while the far end has not answered, it is not asked a second time', async () => {
  const row = mount(CallRows, { props: alone(up('Bob', 'local', { pending: 'resume' })) });
  expect(await press(row, 'Resume Bob')).toBeUndefined();
});

test('a conference waits as one, and is hung up as one', async () => {
  const room = { conferenceId: 'room' };
  const row = mount(CallRows, { props: alone(up('Bob', 'local', room), up('Carol', 'local', room)) });
  expect(row.get('article').attributes('aria-label')).toBe('Conference with Bob and Carol');
  expect(await press(row, 'Hang up Bob and Carol')).toEqual([
    { kind: 'hang-up', callId: 'Bob' },
    { kind: 'hang-up', callId: 'Carol' },
  ]);
});

/** As they are where Dave is talked to. */
function beside(...names: string[]) {
  return mount(CallRows, {
    props: { groups: groupCalls(names.map((name) => up(name, 'local'))), noteOf: () => '', partner: group(up('Dave', 'none')) },
    attachTo: document.body,
  });
}

test('among several calls each can be joined or connected with the one that is talked to', async () => {
  const rows = beside('Bob', 'Carol');
  await chooseFromMenu(rows, 'Talk together with Dave');
  expect(rows.emitted('act')).toEqual([[{ kind: 'merge', callIds: ['Dave', 'Bob'] }]]);
});

test('the menu of one call after that of another one is about that one', async () => {
  const rows = beside('Bob', 'Carol');
  await chooseFromMenu(rows, 'Talk together with Dave');
  const [, carol] = rows.findAll('article');
  await chooseFromMenu(carol!, 'Connect with Dave, without me');
  expect(rows.emitted('act')?.at(-1)).toEqual([{ kind: 'transfer-to', callId: 'Carol', otherId: 'Dave' }]);
  expect(rows.findAll('[aria-haspopup=menu]')).toHaveLength(2);
});

test('all are timed by one clock', async () => {
  vi.useFakeTimers();
  const since = Date.now();
  const later = { state: { kind: 'active', since: since - 60_000, hold: 'local' } } as const;
  const rows = mount(CallRows, { props: { groups: groupCalls([up('Bob', 'none'), up('Carol', 'local', later)]), noteOf: () => '' } });
  expect(rows.findAll('article').map((row) => /\d+:\d\d/.exec(row.text())?.[0])).toEqual(['0:00', '1:00']);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(rows.findAll('article').map((row) => /\d+:\d\d/.exec(row.text())?.[0])).toEqual(['0:02', '1:02']);
  expect(vi.getTimerCount()).toBe(1);
});
