// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { nextTick } from 'vue';
import type { Person } from '../people.ts';
import { bob, makeCall } from '../testing/calls.ts';
import TransferPicker from './TransferPicker.vue';

enableAutoUnmount(afterEach);

const person = (name: string, number: string): Person => ({
  peer: { ...bob, name, number, uri: `sip:${number}@pbx.example.com` },
  target: number,
});
const carol = person('Carol', '1003');
const dave = person('Dave', '1004');
const talking = makeCall({ id: 'call-1', state: { kind: 'active', since: 0, hold: 'none' } });
const waiting = makeCall({
  id: 'call-2',
  peer: { ...bob, name: 'Erin', number: '1005' },
  state: { kind: 'active', since: 0, hold: 'local' },
});

function setUp(props: Partial<InstanceType<typeof TransferPicker>['$props']> = {}) {
  const picker = mount(TransferPicker, {
    props: { call: talking, others: [], people: [carol, dave], preferred: 'talk-first', ...props },
    attachTo: document.body,
  });
  const field = picker.get<HTMLInputElement>('[role=combobox]');
  const button = (label: string) => {
    const found = picker.findAll('button:not([role])').find((each) => each.text() === label);
    if (!found) throw new Error(`There is no button ${label}.`);
    return found;
  };
  const press = (key: string) => field.trigger('keydown', { key });
  /** What a screen reader is told to be on. */
  const active = () => {
    const id = field.attributes('aria-activedescendant');
    return id === undefined ? null : picker.get(`#${id}`).text();
  };
  return { picker, field, button, press, active };
}

test('it takes the keyboard, and nobody is meant before something was typed or chosen', () => {
  const { field, button, active } = setUp();
  expect(document.activeElement).toBe(field.element);
  expect(active()).toBeNull();
  expect(button('Talk first').attributes('disabled')).toBeDefined();
});

test('Enter hands over in the way that is preferred, to the best match', async () => {
  const { picker, field, press } = setUp({ preferred: 'now' });
  await field.setValue('dav');
  await press('Enter');
  expect(picker.emitted('act')).toEqual([[{ kind: 'transfer', callId: 'call-1', target: '1004' }]]);
  expect(picker.emitted('close')).toHaveLength(1);
});

test('the other way is one click away', async () => {
  const { picker, field, button } = setUp();
  await field.setValue('carol');
  await button('Transfer now').trigger('click');
  expect(picker.emitted('act')).toEqual([[{ kind: 'transfer', callId: 'call-1', target: '1003' }]]);
});

test('a number as typed comes before the people whose numbers begin so, unless it is one of theirs', async () => {
  const { field, active } = setUp();
  await field.setValue('100');
  expect(active()).toContain('Number as typed');
  await field.setValue('1003');
  expect(active()).toContain('Carol');
});

test('arrows go round the list, which is told to screen readers', async () => {
  const { press, active } = setUp();
  await press('ArrowDown');
  expect(active()).toContain('Carol');
  await press('ArrowUp');
  expect(active()).toContain('Dave');
});

test('a call that is up is connected, and never called anew', async () => {
  const { picker, field, button } = setUp({ others: [waiting] });
  await field.setValue('erin');
  await button('Connect with Erin').trigger('click');
  expect(picker.emitted('act')).toEqual([[{ kind: 'transfer-to', callId: 'call-1', otherId: 'call-2' }]]);
});

test('whoever was chosen stays so while the list around them changes, and is not replaced by the next one when gone', async () => {
  const { picker, press, active, button } = setUp({ others: [waiting] });
  await press('ArrowDown');
  await press('ArrowDown');
  expect(active()).toContain('Carol');
  await picker.setProps({ others: [] });
  expect(active()).toContain('Carol');
  await picker.setProps({ people: [dave] });
  expect(active()).toBeNull();
  expect(button('Talk first').attributes('disabled')).toBeDefined();
});

test('a pasted number loses its decoration', async () => {
  const { picker, field, button } = setUp();
  const event = Object.assign(new Event('paste', { cancelable: true }), { clipboardData: { getData: () => ' +49 (0)30 / 90 18-20 ' } });
  field.element.dispatchEvent(event);
  await nextTick();
  await button('Talk first').trigger('click');
  expect(picker.emitted('act')).toEqual([[{ kind: 'consult', callId: 'call-1', target: '+4930901820' }]]);
});

test('what nobody is called is told, and Enter does nothing', async () => {
  const { picker, field, press } = setUp();
  await field.setValue('nobody');
  expect(picker.get('[role=status]').text()).toContain('Nobody of that name');
  await press('Enter');
  expect(picker.emitted('act')).toBeUndefined();
});
