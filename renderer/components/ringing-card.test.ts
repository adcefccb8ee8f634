// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { makeCall } from '../testing/calls.ts';
import RingingCard from './RingingCard.vue';

enableAutoUnmount(afterEach);

const setUp = () => mount(RingingCard, { props: { call: makeCall(), account: '1001 at pbx.example.com' }, attachTo: document.body });

test('it does not take the focus, and the keyboard elsewhere does not answer', async () => {
  const card = setUp();
  expect(document.activeElement).toBe(document.body);
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }));
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  expect(card.emitted()).toEqual({});
});

test('Enter on the card answers; on a button it is the button’s own', async () => {
  const card = setUp();
  await card.get('article').trigger('keydown', { key: 'Enter' });
  expect(card.emitted('answer')).toHaveLength(1);
  await card.findAll('button')[1]?.trigger('keydown', { key: 'Enter' });
  expect(card.emitted('answer')).toHaveLength(1);
});

test('Esc, the space bar and digits do nothing to it', async () => {
  const card = setUp();
  for (const key of ['Escape', ' ', '5']) await card.get('article').trigger('keydown', { key });
  expect(Object.keys(card.emitted()).filter((name) => name !== 'keydown')).toEqual([]);
});

test.each([
  ['Answer', 'answer'],
  ['Decline', 'decline'],
  ['Busy', 'busy'],
])('%s says %s', async (label, verb) => {
  const card = setUp();
  await card
    .findAll('button')
    .find((button) => button.text() === label)
    ?.trigger('click');
  expect(card.emitted(verb)).toHaveLength(1);
});

test('it is named after the caller', () => {
  expect(setUp().get('article').attributes('aria-label')).toBe('Incoming call from Bob. Enter answers.');
});
