// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import { type CallGroup, groupCalls } from '../call-groups.ts';
import { bob, makeCall } from '../testing/calls.ts';
import { chooseFromMenu } from '../testing/menu.ts';
import CallRow from './CallRow.vue';

enableAutoUnmount(afterEach);

const up = (id: string, hold: 'none' | 'local', change: Partial<CallSnapshot> = {}) =>
  makeCall({ id, peer: { ...bob, name: id }, state: { kind: 'active', since: Date.now(), hold }, ...change });

function group(...calls: CallSnapshot[]): CallGroup {
  const [only] = groupCalls(calls);
  if (!only) throw new Error('There is no call.');
  return only;
}

async function press(row: ReturnType<typeof mount>, label: string): Promise<unknown[] | undefined> {
  await row.get(`[aria-label="${label}"]`).trigger('click');
  return row.emitted('act')?.map(([command]) => command);
}

test('a waiting call is resumed or hung up by name, and says what it waits for', async () => {
  const row = mount(CallRow, { props: { group: group(up('Bob', 'local')), note: 'waits while you ask Carol' } });
  expect(row.text()).toContain('waits while you ask Carol');
  await press(row, 'Resume Bob');
  expect(await press(row, 'Hang up Bob')).toEqual([
    { kind: 'resume', callId: 'Bob' },
    { kind: 'hang-up', callId: 'Bob' },
  ]);
});

test('while the far end has not answered, it is not asked a second time', async () => {
  const row = mount(CallRow, { props: { group: group(up('Bob', 'local', { pending: 'resume' })) } });
  expect(await press(row, 'Resume Bob')).toBeUndefined();
});

test('a conference waits as one, and is hung up as one', async () => {
  const room = { conferenceId: 'room' };
  const row = mount(CallRow, { props: { group: group(up('Bob', 'local', room), up('Carol', 'local', room)) } });
  expect(row.get('article').attributes('aria-label')).toBe('Conference with Bob and Carol');
  expect(await press(row, 'Hang up Bob and Carol')).toEqual([
    { kind: 'hang-up', callId: 'Bob' },
    { kind: 'hang-up', callId: 'Carol' },
  ]);
});

test('among several calls each can be joined or connected with the one that is talked to', async () => {
  const row = mount(CallRow, {
    props: { group: group(up('Bob', 'local')), partner: group(up('Carol', 'none')) },
    attachTo: document.body,
  });
  await chooseFromMenu(row, 'Talk together with Carol');
  expect(row.emitted('act')?.at(-1)).toEqual([{ kind: 'merge', callIds: ['Carol', 'Bob'] }]);
});
