// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import RulesBar from './RulesBar.vue';

enableAutoUnmount(afterEach);

test('nothing is there while everyone reaches this phone', () => {
  expect(mount(RulesBar, { props: { quiet: '', forwardedTo: '' } }).text()).toBe('');
});

test('do not disturb is told, and ended from there', async () => {
  const bar = mount(RulesBar, { props: { quiet: 'Do not disturb is on.', forwardedTo: '601' } });
  // It comes before forwarding, as the phone looks at it first.
  expect(bar.text()).not.toContain('601');
  await bar.get('button').trigger('click');
  expect(bar.emitted('disturb')).toHaveLength(1);
});

test('forwarding everyone is told with where to, and stopped from there', async () => {
  const bar = mount(RulesBar, { props: { quiet: '', forwardedTo: '601' } });
  expect(bar.text()).toContain('Every call is forwarded to 601.');
  await bar.get('button').trigger('click');
  expect(bar.emitted('stopForwarding')).toHaveLength(1);
});
