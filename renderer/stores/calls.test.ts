import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextTick } from 'vue';
import { makeTestApp } from '../testing/app.ts';
import { bob } from '../testing/calls.ts';
import { useCalls } from './calls.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a ringing call is told apart from the one that is up', async () => {
  const { pinia, phone, line } = makeTestApp();
  const calls = useCalls(pinia);
  phone.dial('1003');
  line().invites[0]?.leg.pickUp();
  line().ring({ peer: bob });
  await nextTick();
  expect(calls.ringing.map(({ peer }) => peer.name)).toEqual(['Bob']);
  expect(calls.current?.peer.number).toBe('1003');
});

test('of two calls the one that is not on hold is the current one', async () => {
  const { pinia, phone, line } = makeTestApp();
  const calls = useCalls(pinia);
  const first = phone.dial('1003');
  line().invites[0]?.leg.pickUp();
  phone.dial('1004');
  await vi.waitFor(() => expect(line().invites[1]).toBeDefined());
  line().invites[1]?.leg.pickUp();
  await vi.waitFor(() => expect(calls.current?.peer.number).toBe('1004'));
  await first.resume();
  await vi.waitFor(() => expect(calls.current?.peer.number).toBe('1003'));
});

test('a call that ended stays to be seen until the next one begins', async () => {
  const { pinia, phone, line } = makeTestApp();
  const calls = useCalls(pinia);
  phone.dial('1003');
  line().invites[0]?.leg.end({ kind: 'busy' });
  await nextTick();
  expect(calls.live).toEqual([]);
  expect(calls.lastEnded?.state).toMatchObject({ kind: 'ended', reason: { kind: 'busy' } });
  phone.dial('1003');
  await nextTick();
  expect(calls.lastEnded).toBeNull();
});

test('a caller who gave up leaves no card behind', async () => {
  const { pinia, line } = makeTestApp();
  const calls = useCalls(pinia);
  line().ring({ peer: bob }).end({ kind: 'cancelled' });
  await nextTick();
  expect(calls.lastEnded).toBeNull();
});

test('the store holds snapshots, never calls', async () => {
  const { pinia, phone } = makeTestApp();
  const calls = useCalls(pinia);
  const call = phone.dial('1003');
  await nextTick();
  expect(calls.current).toBe(call.snapshot);
  expect(structuredClone(calls.current)).toEqual(call.snapshot);
});
