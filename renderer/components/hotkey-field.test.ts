// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { i18n } from '../i18n.ts';
import HotkeyField from './HotkeyField.vue';

enableAutoUnmount(afterEach);

function setUp(accelerator = '', problem = '') {
  const field = mount(HotkeyField, {
    props: { label: 'Mute', platform: 'linux', modelValue: accelerator, problem },
    global: { plugins: [i18n] },
    attachTo: document.body,
  });
  const [recorder, clear] = field.findAll('button');
  const press = (key: string, code: string, more: object = {}) => recorder!.trigger('keydown', { key, code, ...more });
  return { field, recorder: recorder!, clear: clear!, press };
}

test('a key is recorded by pressing it, and only once', async () => {
  const { field, recorder, press } = setUp();
  expect(recorder.text()).toBe('Not set');
  await press('m', 'KeyM', { ctrlKey: true });
  await recorder.trigger('click');
  expect(recorder.text()).toBe('Press keys…');
  await press('Control', 'ControlLeft', { ctrlKey: true });
  await press('m', 'KeyM', { ctrlKey: true, altKey: true });
  await press('n', 'KeyN', { ctrlKey: true });
  expect(field.emitted()).toMatchObject({ recording: [[true], [false]], 'update:modelValue': [['Control+Alt+M']] });
});

test('a key that everybody types is refused in words, and the next one counts', async () => {
  const { field, recorder, press } = setUp();
  await recorder.trigger('click');
  await press('m', 'KeyM');
  expect(field.text()).toContain('needed for typing');
  await press('F9', 'F9');
  expect(field.emitted('update:modelValue')).toEqual([['F9']]);
  expect(field.text()).not.toContain('needed for typing');
});

test.each(['Escape', 'blur'])('%s leaves things as they were', async (way) => {
  const { field, recorder, press } = setUp('F9');
  await recorder.trigger('click');
  if (way === 'blur') await recorder.trigger('blur');
  else await press('Escape', 'Escape');
  expect(field.emitted('recording')).toEqual([[true], [false]]);
  expect(field.emitted('update:modelValue')).toBeUndefined();
  expect(recorder.text()).toBe('F9');
});

test('Tab leads on', async () => {
  const { recorder } = setUp();
  await recorder.trigger('click');
  const tab = new KeyboardEvent('keydown', { key: 'Tab', cancelable: true });
  recorder.element.dispatchEvent(tab);
  expect(tab.defaultPrevented).toBe(false);
});

test('a key is taken back, and what is wrong with it is said with it', async () => {
  const { field, recorder, clear } = setUp('Control+M', 'Another program has it.');
  expect(recorder.text().replaceAll(/\s/g, '')).toBe('CtrlM');
  expect(field.get(`#${recorder.attributes('aria-describedby')}`).text()).toBe('Another program has it.');
  await clear.trigger('click');
  expect(field.emitted('update:modelValue')).toEqual([['']]);
});

test('a field that goes away in the middle gives the keys back', async () => {
  const { field, recorder } = setUp();
  const told: boolean[] = [];
  await field.setProps({ onRecording: (on: boolean) => void told.push(on) });
  await recorder.trigger('click');
  field.unmount();
  expect(told).toEqual([true, false]);
});
