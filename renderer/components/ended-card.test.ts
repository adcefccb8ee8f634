// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CallSnapshot, EndReason } from '../../shared/call.ts';
import { bob, endReason, makeCall } from '../testing/calls.ts';
import EndedCard from './EndedCard.vue';

enableAutoUnmount(afterEach);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(reason: EndReason, change: Partial<CallSnapshot> = {}) {
  const state = { kind: 'ended' as const, at: 65_000, since: null, reason };
  return mount(EndedCard, { props: { call: makeCall({ peer: bob, direction: 'outgoing', destination: '1002', state, ...change }) } });
}

const press = async (card: ReturnType<typeof setUp>, label: string) => {
  await card
    .findAll('button')
    .find((button) => button.text() === label)
    ?.trigger('click');
  return card.emitted('call')?.at(-1);
};

test('it says why, and calls again what was dialled or who called', async () => {
  const card = setUp(endReason('busy'));
  expect(card.text()).toContain('Bob is busy');
  expect(await press(card, 'Call again')).toEqual(['1002']);
  expect(await press(setUp(endReason('hung-up'), { direction: 'incoming', destination: '1001' }), 'Call again')).toEqual(['1002']);
});

test('who has moved is called there by a click, and never by itself', async () => {
  const card = setUp({ ...endReason('redirected'), to: 'sip:+44900@elsewhere.example' });
  expect(card.text()).toContain('Bob has moved to +44900, and Offhook does not follow there by itself.');
  expect(card.emitted('call')).toBeUndefined();
  expect(await press(card, 'Call +44900')).toEqual(['sip:+44900@elsewhere.example']);
});

test.each([
  ['hung-up', 1],
  ['transferred', 1],
  ['redirected', 0],
  ['busy', 0],
  ['network-lost', 0],
] as const)('after %s it goes by itself: %i', (kind, times) => {
  const card = setUp(endReason(kind));
  vi.advanceTimersByTime(60_000);
  expect(card.emitted('dismiss') ?? []).toHaveLength(times);
});

test('while it is being read it stays', async () => {
  const card = setUp(endReason('hung-up'));
  await card.get('article').trigger('pointerenter');
  vi.advanceTimersByTime(60_000);
  expect(card.emitted('dismiss')).toBeUndefined();
});
