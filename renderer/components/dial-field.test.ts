// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { nextTick } from 'vue';
import { chooseFromMenu } from '../testing/menu.ts';
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

const person = (name: string, number: string) => ({ peer: { name, number, uri: '', company: '', avatar: '' }, target: number });

async function typeIn(text: string) {
  const people = [person('Bob', '1002'), person('Bobby', '1003'), person('Carol', '2002')];
  const field = mount(DialField, { props: { modelValue: '', hasKeypad: false, people }, attachTo: document.body });
  field.get('input').element.focus();
  await field.setProps({ modelValue: text });
  const names = () =>
    field.findAll('[role=option]').map((option) =>
      option
        .findAll('.name')
        .map((part) => part.text())
        .join(' '),
    );
  const press = (key: string) => field.get('input').trigger('keydown', { key });
  const enter = () => field.get('form').trigger('submit');
  return { field, names, press, enter };
}

test('letters find people, and Enter calls the one that fits best', async () => {
  const { field, names, press, enter } = await typeIn('bob');
  expect(names()).toEqual(['Bob 1002', 'Bobby 1003']);
  await enter();
  await press('ArrowDown');
  await enter();
  expect(field.emitted('callPerson')).toEqual([['1002'], ['1003']]);
  expect(field.emitted('call')).toBeUndefined();
});

test('a number is called as it is typed, unless somebody is chosen', async () => {
  const { field, names, press, enter } = await typeIn('2');
  expect(names()).toEqual(['Bob 1002', 'Carol 2002']);
  await enter();
  expect(field.emitted('call')).toHaveLength(1);
  await press('ArrowUp');
  expect(field.get('input').attributes('aria-activedescendant')).toBe(field.findAll('[role=option]')[1]?.attributes('id'));
  await field.findAll('[role=option]')[0]?.trigger('click');
  expect(field.emitted('callPerson')).toEqual([['1002']]);
});

test('Esc closes the list and keeps the text; typing on opens it again', async () => {
  const { field, names, press } = await typeIn('bob');
  await press('Escape');
  expect([names(), field.get('input').element.value]).toEqual([[], 'bob']);
  await field.setProps({ modelValue: 'bobb' });
  expect(names()).toEqual(['Bobby 1003']);
  field.get('input').element.blur();
  await nextTick();
  expect(names()).toEqual([]);
});

test('the call button has a menu: without our number, and the last number again', async () => {
  const { field } = setUp('1002');
  await field.setProps({ last: '600' });
  await chooseFromMenu(field, 'Call without showing my number');
  expect(field.emitted('callAnonymously')).toHaveLength(1);
  await chooseFromMenu(field, 'Call 600 again');
  expect(field.emitted('redial')).toHaveLength(1);
});
