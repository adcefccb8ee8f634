// @vitest-environment happy-dom
import { Circle, Square, UserRound } from '@lucide/vue';
import { type DOMWrapper, enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import PersonAvatar from '../renderer/components/PersonAvatar.vue';
import RecordingBar from '../renderer/components/RecordingBar.vue';
import { bob, makeCall } from '../renderer/testing/calls.ts';

enableAutoUnmount(afterEach);

/** What an element and those in it look like. The classes are its users', and Lucide's own, which nobody asks for. */
function looks({ element }: Pick<DOMWrapper<Element>, 'element'>): unknown {
  const attributes = [...element.attributes].filter(({ name }) => name !== 'class' && !name.startsWith('data-v-'));
  const children = [...element.children].map((child) => looks({ element: child }));
  return [element.tagName, Object.fromEntries(attributes.map(({ name, value }) => [name, value])), children];
}

const recorded = (isPaused: boolean) =>
  mount(RecordingBar, {
    props: { call: makeCall({ state: { kind: 'active', since: 1, hold: 'none' }, recording: { startedAt: 1, isPaused, mode: 'audio' } }) },
  });

test('an icon is an element, and looks as Lucide draws it', () => {
  const bar = recorded(false);
  const drawn = bar.findAll('svg');
  expect(looks(drawn.at(-1)!)).toEqual(looks(mount(Square, { props: { size: 18 } })));
  expect(bar.findComponent(Square).exists()).toBe(false);
});

test('what its user says of it goes before what Lucide says', () => {
  const circle = (isPaused: boolean) => looks(recorded(isPaused).get('.running svg'));
  const expected = (fill: string) => looks(mount(Circle, { props: { size: 12, fill }, attrs: { 'aria-hidden': 'true' } }));
  expect(circle(false)).toEqual(expected('currentColor'));
  expect(circle(true)).toEqual(expected('none'));
});

test('its size may change', async () => {
  const avatar = mount(PersonAvatar, { props: { peer: { ...bob, name: '' }, size: 32 } });
  const drawn = avatar.get('svg');
  expect(looks(drawn)).toEqual(looks(mount(UserRound, { props: { size: 16 } })));
  await avatar.setProps({ size: 96 });
  expect(looks(drawn)).toEqual(looks(mount(UserRound, { props: { size: 48 } })));
});
