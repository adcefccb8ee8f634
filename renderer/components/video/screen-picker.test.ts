// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, describe, expect, test } from 'vitest';
import type { ScreenOffer, ScreenSource } from '../../../shared/screen.ts';
import ScreenPicker from './ScreenPicker.vue';

enableAutoUnmount(afterEach);

const desk: ScreenSource = { id: 'screen:0:0', kind: 'screen', name: '', thumbnail: '', icon: '' };
const letters: ScreenSource = { id: 'window:7:0', kind: 'window', name: 'Letters', thumbnail: 'data:image/png;base64,AA==', icon: '' };
const sources = (...all: ScreenSource[]): ScreenOffer => ({ kind: 'sources', sources: all, hasSound: false });

function setUp(offer: ScreenOffer | null, more: { isMac?: boolean; isGone?: boolean } = {}) {
  const picker = mount(ScreenPicker, { props: { offer, name: 'Bob', ...more }, attachTo: document.body });
  const button = (label: string) => picker.findAll('button').find((each) => (each.attributes('aria-label') ?? each.text()) === label);
  return { picker, button };
}

describe('among screens and windows', () => {
  test('each has a name, also those that the system gives none, and nothing is chosen before the user has', () => {
    const { picker, button } = setUp(sources(desk, letters, { ...letters, id: 'window:8:0', name: '' }));
    expect(picker.findAll('label').map((label) => label.text())).toEqual(['Screen 1', 'Letters', 'A window without a title']);
    expect(button('Share')?.attributes('disabled')).toBeDefined();
  });

  test('the one that was chosen is shared', async () => {
    const { picker } = setUp(sources(desk, letters));
    await picker.findAll('input[type="radio"]')[1]?.setValue();
    await picker.find('form').trigger('submit');
    expect(picker.emitted('share')).toEqual([[{ id: 'window:7:0', withSound: false }, false]]);
  });

  test('a single one is chosen already; one that has gone is chosen no more', async () => {
    const { picker, button } = setUp(sources(letters));
    expect(button('Share')?.attributes('disabled')).toBeUndefined();
    await picker.setProps({ offer: sources(desk, { ...letters, id: 'window:9:0' }), isGone: true });
    expect(button('Share')?.attributes('disabled')).toBeDefined();
    expect(picker.find('[role="alert"]').text()).toContain('has been closed');
    await picker.find('form').trigger('submit');
    expect(picker.emitted('share')).toBeUndefined();
  });

  test('the sound of the computer is offered only where the system can give it', async () => {
    expect(setUp(sources(desk)).picker.find('[role="switch"]').exists()).toBe(false);
    const { picker } = setUp({ kind: 'sources', sources: [desk], hasSound: true });
    await picker.find('[role="switch"]').trigger('click');
    await picker.find('form').trigger('submit');
    expect(picker.emitted('share')).toEqual([[{ id: 'screen:0:0', withSound: true }, false]]);
  });
});

test('the camera stays on beside the screen unless the user says otherwise', async () => {
  const { picker } = setUp(sources(letters));
  await picker.setProps({ hasCamera: true });
  await picker.find('form').trigger('submit');
  await picker.find('[role="switch"]').trigger('click');
  await picker.find('form').trigger('submit');
  expect(picker.emitted('share')?.map(([, beside]) => beside)).toEqual([true, false]);
});

test('where the system asks by itself, one button begins', async () => {
  const { picker, button } = setUp({ kind: 'system' });
  await button('Choose what to share')?.trigger('click');
  expect(picker.emitted('share')).toEqual([[null, false]]);
});

test.each([
  [true, 'Privacy & Security', true],
  [false, 'are in the way', false],
])('a system that refuses (macOS: %s) is told in words, with what can be done', async (isMac, words, hasSettings) => {
  const { picker, button } = setUp({ kind: 'refused' }, { isMac });
  expect(picker.text()).toContain('does not let Offhook see the screen');
  expect(picker.text()).toContain(words);
  expect(button('Open system settings') !== undefined).toBe(hasSettings);
  await button('Try again')?.trigger('click');
  expect(picker.emitted('refresh')).toHaveLength(1);
});

test('nothing there, and not there yet, are told apart', async () => {
  const { picker, button } = setUp(null);
  expect(picker.find('[role="status"]').text()).toBe('Looking for screens and windows…');
  await picker.setProps({ offer: sources() });
  expect(picker.text()).toContain('There is no screen and no window');
  await button('Back')?.trigger('click');
  expect(picker.emitted('close')).toHaveLength(1);
});
