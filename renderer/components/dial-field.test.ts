// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { nextTick } from 'vue';
import DialField from './DialField.vue';

enableAutoUnmount(afterEach);

const mountField = (modelValue: string) => mount(DialField, { props: { modelValue, hasKeypad: false }, attachTo: document.body });

function setUp(text = '') {
  const field = mountField(text);
  const input = field.get<HTMLInputElement>('input');
  return { field, input };
}

async function paste(input: ReturnType<typeof setUp>['input'], text: string): Promise<Event> {
  const event = new Event('paste', { cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  input.element.dispatchEvent(event);
  await nextTick();
  return event;
}

test('a pasted number loses its decoration', async () => {
  const { field, input } = setUp();
  const event = await paste(input, ' +49 (0)30 / 90 18-20 \n');
  expect(field.emitted('update:modelValue')?.at(-1)).toEqual(['+4930901820']);
  expect(event.defaultPrevented).toBe(true);
});

test('what is pasted takes the place of what is selected', async () => {
  const { field, input } = setUp('0301234');
  input.element.setSelectionRange(3, 7);
  await paste(input, '99');
  expect(field.emitted('update:modelValue')?.at(-1)).toEqual(['03099']);
});

test('Enter and the button call; the eraser takes one character', async () => {
  const { field } = setUp('1002');
  await field.get('form').trigger('submit');
  expect(field.emitted('call')).toHaveLength(1);
  await field.get('[aria-label="Delete the last character"]').trigger('click');
  expect(field.emitted('update:modelValue')?.at(-1)).toEqual(['100']);
});

test('the field takes the keyboard when it is asked to', async () => {
  const { field, input } = setUp('1');
  expect(document.activeElement).not.toBe(input.element);
  await field.setProps({ wantsFocus: true });
  expect(document.activeElement).toBe(input.element);
  expect(field.emitted('focused')).toHaveLength(1);
});
