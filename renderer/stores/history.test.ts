import { expect, test } from 'vitest';
import { nextTick } from 'vue';
import { makeTestApp } from '../testing/app.ts';
import { bob, makeRecord } from '../testing/calls.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import { useHistory } from './history.ts';

const page = (from: number, length: number) =>
  Array.from({ length }, (_, index) => makeRecord({ id: `r${from + index}`, createdAt: 10_000_000 - from - index }));

test('a call that ends is written down once, with when it was answered', async () => {
  const { pinia, bridge, line } = makeTestApp();
  const history = useHistory(pinia);
  const leg = line().ring({ peer: bob, destination: '1001' });
  leg.pickUp();
  leg.end();
  await nextTick();
  const added = bridge.asked.filter(([name]) => name === 'history:add').map(([, record]) => record);
  expect(added).toEqual([history.records[0]]);
  expect(history.records[0]).toMatchObject({ direction: 'incoming', peer: bob, reason: { kind: 'hung-up', by: 'remote' } });
  expect(history.records[0]?.answeredAt).not.toBeNull();
});

test('older calls come page by page, none of them twice', async () => {
  const all = page(0, 150);
  const bridge = new FakeBridge({
    // As main has it, and one more at the seam: two calls of the same millisecond.
    'history:list': ({ before, limit }) => all.filter(({ createdAt }) => before === null || createdAt <= before).slice(0, limit),
  });
  const history = useHistory(makeTestApp(bridge).pinia);
  await history.load();
  expect([history.records.length, history.hasOlder]).toEqual([100, true]);
  await history.load();
  expect([history.records.length, history.hasOlder]).toEqual([150, false]);
});

test('what is removed is gone here and there', async () => {
  const bridge = new FakeBridge({ 'history:list': () => page(0, 3) });
  const history = useHistory(makeTestApp(bridge).pinia);
  await history.load();
  await history.remove(['r1']);
  expect(history.records.map(({ id }) => id)).toEqual(['r0', 'r2']);
  expect(bridge.asked.at(-1)).toEqual(['history:remove', { ids: ['r1'] }]);
  await history.clear();
  expect(history.records).toEqual([]);
});

test('a day full of calls does not pile up here; the older ones are asked for again', async () => {
  const all = page(0, 100);
  const bridge = new FakeBridge({
    'history:list': ({ before, limit }) => all.filter(({ createdAt }) => before === null || createdAt < before).slice(0, limit),
  });
  const history = useHistory(makeTestApp(bridge).pinia);
  await history.load();
  for (let index = 1; index <= 5; index++) await history.add(makeRecord({ id: `new${index}`, createdAt: 20_000_000 + index }));
  expect(history.records).toHaveLength(100);
  expect([history.records[0]?.id, history.records.at(-1)?.id, history.hasOlder]).toEqual(['new5', 'r94', true]);
  await history.load();
  expect(history.records).toHaveLength(105);
  await history.add(makeRecord({ id: 'new6', createdAt: 20_000_006 }));
  expect([history.records.length, history.records[0]?.id, history.records.at(-1)?.id]).toEqual([105, 'new6', 'r98']);
});
