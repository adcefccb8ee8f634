// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { nextTick } from 'vue';
import type { CallSnapshot } from '../../shared/call.ts';
import { makeCall } from '../testing/calls.ts';
import CallKeypad from './CallKeypad.vue';

enableAutoUnmount(afterEach);

function setUp(change: Partial<CallSnapshot> = {}) {
  const keypad = mount(CallKeypad, { props: { call: makeCall({ id: 'call-1', ...change }) }, attachTo: document.body });
  const sent = () => keypad.emitted('act')?.map(([command]) => command);
  return { keypad, field: keypad.get<HTMLInputElement>('input'), sent };
}

test('what is pasted on the keys is seen before it is sent', async () => {
  const { keypad, field, sent } = setUp();
  const event = Object.assign(new Event('paste', { cancelable: true, bubbles: true }), {
    clipboardData: { getData: () => ' 4711 #p2w3 ' },
  });
  keypad.get('fieldset button').element.dispatchEvent(event);
  await nextTick();
  expect(event.defaultPrevented).toBe(true);
  expect(document.activeElement).toBe(field.element);
  expect(sent()).toBeUndefined();
  await keypad.get('form').trigger('submit');
  expect(sent()).toEqual([{ kind: 'send-tones', callId: 'call-1', tones: '4711#,2;3' }]);
  expect(field.element.value).toBe('');
});

test('what is no key is told, stays to be mended, and is not sent', async () => {
  const { keypad, field, sent } = setUp();
  await field.setValue('call me');
  await keypad.get('form').trigger('submit');
  expect(keypad.get('[role=alert]').text()).toContain('Only digits');
  expect(field.element.value).toBe('call me');
  expect(sent()).toBeUndefined();
});

test('digits that wait are shown, and sent with one click', async () => {
  const { keypad, sent } = setUp({ tonesSent: '123#', tonesWaiting: '4711#' });
  expect(keypad.text()).toContain('Sent: 123#');
  await keypad
    .findAll('button')
    .find((button) => button.text() === 'Continue with 4711#')
    ?.trigger('click');
  expect(sent()).toEqual([{ kind: 'continue-tones', callId: 'call-1' }]);
});
