// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { CallMessage } from '../../shared/call.ts';
import { makeCall } from '../testing/calls.ts';
import ChatPanel from './ChatPanel.vue';

enableAutoUnmount(afterEach);

const message = (from: CallMessage['from'], text: string, at = 1): CallMessage => ({ from, text, at });

function setUp(messages: CallMessage[] = [], draft = '') {
  const panel = mount(ChatPanel, { props: { call: makeCall({ messages }), draft }, attachTo: document.body });
  return { panel, field: panel.get<HTMLInputElement>('input') };
}

test('it takes the keyboard, says what it is for, and tells that what is there was seen', () => {
  const { panel, field } = setUp();
  expect(document.activeElement).toBe(field.element);
  expect(panel.text()).toContain('reaches Bob during this call');
  expect(panel.emitted('seen')).toHaveLength(1);
});

test('the text goes only when the other side has taken it', async () => {
  const { panel, field } = setUp([message('them', 'Hi')]);
  await field.setValue(' Hello ');
  await panel.setProps({ draft: ' Hello ' });
  await panel.get('form').trigger('submit');
  expect(panel.emitted('send')).toEqual([['Hello']]);
  expect(panel.emitted('update:draft')?.at(-1)).toEqual([' Hello ']);
  await panel.setProps({ call: makeCall({ messages: [message('them', 'Hi'), message('us', 'Hello', 2)] }) });
  expect(panel.emitted('update:draft')?.at(-1)).toEqual(['']);
});

test('the first message of a call empties the field, too; another’s message does not', async () => {
  const { panel } = setUp([], 'Hello');
  await panel.setProps({ call: makeCall({ messages: [message('them', 'Hello')] }) });
  expect(panel.emitted('update:draft')).toBeUndefined();
  await panel.setProps({ call: makeCall({ messages: [message('them', 'Hello'), message('us', 'Hello', 2)] }) });
  expect(panel.emitted('update:draft')).toEqual([['']]);
});

test('Enter does not send what is on its way, and the text stays as it was sent', async () => {
  const { panel, field } = setUp([], 'Hello');
  await panel.setProps({ isSending: true });
  await panel.get('form').trigger('submit');
  expect(panel.emitted('send')).toBeUndefined();
  expect(field.element.readOnly).toBe(true);
  expect(field.element.value).toBe('Hello');
  expect(panel.get('button').attributes()).toMatchObject({ disabled: '', 'aria-label': 'Sending…' });
  await panel.setProps({ isSending: false });
  await panel.get('form').trigger('submit');
  expect(panel.emitted('send')).toEqual([['Hello']]);
});

test('nothing but spaces is not sent', async () => {
  const { panel } = setUp([], '   ');
  await panel.get('form').trigger('submit');
  expect(panel.emitted('send')).toBeUndefined();
});

test('messages are a log, with who wrote them, and no markup of strangers', () => {
  const { panel } = setUp([message('them', '<img src=x onerror=alert(1)>'), message('us', 'No')]);
  expect(panel.get('[role=log]').findAll('li')).toHaveLength(2);
  expect(panel.get('li').text()).toContain('Bob:');
  expect(panel.find('img').exists()).toBe(false);
});
