// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import { bob, makeCall } from '../testing/calls.ts';
import { chooseFromMenu } from '../testing/menu.ts';
import RingingCard from './RingingCard.vue';

enableAutoUnmount(afterEach);

const setUp = (change: Partial<CallSnapshot> = {}, hasVoicemail = true) =>
  mount(RingingCard, {
    props: { call: makeCall(change), account: '1001 at pbx.example.com', hasVoicemail },
    slots: { redirect: '<p>Who takes it?</p>' },
    attachTo: document.body,
  });

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
])('%s says %s', async (label, verb) => {
  const card = setUp();
  await card
    .findAll('button')
    .find((button) => button.text() === label)
    ?.trigger('click');
  expect(card.emitted(verb)).toHaveLength(1);
});

test.each([
  ['Tell them I am busy', 'busy'],
  ['Send to voicemail', 'voicemail'],
  ['Block this caller', 'block'],
])('%s in the menu says %s', async (label, verb) => {
  const card = setUp();
  await chooseFromMenu(card, label);
  expect(card.emitted(verb)).toHaveLength(1);
});

test('the menu is not made before it is asked for, and where there is no voicemail it leads to setting it up', async () => {
  const card = setUp({}, false);
  expect(document.querySelector('[role=menu]')).toBeNull();
  await chooseFromMenu(card, 'Set up voicemail…');
  expect(card.emitted('voicemail')).toHaveLength(1);
});

test('a caller is declined with a sentence, or with words of one’s own', async () => {
  const card = setUp();
  await chooseFromMenu(card, 'Decline with a message…');
  await vi.waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('I will call you back.'));
  (document.activeElement as HTMLElement).click();
  await card.get('input').setValue('  In ten minutes  ');
  await card.get('form').trigger('submit');
  expect(card.emitted('reply')).toEqual([['I will call you back.'], ['In ten minutes']]);
});

test('Esc closes what the menu opened, gives the keyboard back, and leaves the caller ringing', async () => {
  const card = setUp();
  await chooseFromMenu(card, 'Send to somebody else…');
  expect(card.text()).toContain('Who takes it?');
  await card.get('article').trigger('keydown', { key: 'Escape' });
  await flushPromises();
  expect(card.text()).not.toContain('Who takes it?');
  expect(document.activeElement).toBe(card.get('[aria-haspopup]').element);
  for (const verb of ['answer', 'decline', 'busy', 'reply']) expect(card.emitted(verb)).toBeUndefined();
});

test('it says who sent the caller on', () => {
  expect(setUp({ forwardedBy: { ...bob, name: 'Reception' } }).text()).toContain('Forwarded by Reception');
});

test('it is named after the caller', () => {
  expect(setUp().get('article').attributes('aria-label')).toBe('Incoming call from Bob. Enter answers.');
});

test('who is known by company is announced with it', () => {
  const card = setUp({ peer: { ...bob, company: 'Example Ltd' } });
  expect(card.get('h2').text()).toBe('Bob');
  expect(card.text()).toContain('Example Ltd');
});

test('sentences of one’s own stand before those of the app', async () => {
  const card = setUp();
  await card.setProps({ sentences: ['Back at nine.', 'I am in a meeting.'] });
  await chooseFromMenu(card, 'Decline with a message…');
  await vi.waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Back at nine.'));
  expect(card.findAll('section button').filter((button) => button.text() === 'I am in a meeting.')).toHaveLength(1);
});
