// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { Contact } from '../../shared/contact.ts';
import { bridgeKey, executeKey } from '../ports.ts';
import { useCalls } from '../stores/calls.ts';
import { useContacts } from '../stores/contacts.ts';
import { useNotices } from '../stores/notices.ts';
import { makeTestApp } from '../testing/app.ts';
import { bob } from '../testing/calls.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import PeopleView from './PeopleView.vue';

enableAutoUnmount(afterEach);

const contact = (name: string, number: string): Contact => ({ id: name, name, company: '', numbers: [{ kind: 'work', number }] });

async function setUp({ kept = [contact('Ada', '1001'), contact('Bob', '1002')], works = true } = {}) {
  const bridge = new FakeBridge({ 'contacts:list': () => kept, 'contacts:save': () => works, 'contacts:remove': () => works });
  const { pinia, line } = makeTestApp(bridge);
  const [contacts, notices] = [useContacts(pinia), useNotices(pinia), useCalls(pinia)];
  await contacts.load();
  const execute = vi.fn(async () => {});
  const view = mount(PeopleView, {
    global: { plugins: [pinia], provide: { [executeKey]: execute, [bridgeKey]: bridge } },
    attachTo: document.body,
  });
  const press = async (name: string) => {
    const found = view.findAll('button').find((button) => (button.attributes('aria-label') ?? button.text()) === name);
    if (!found) throw new Error(`There is no button ${name}.`);
    await found.trigger('click');
    await flushPromises();
  };
  return { view, contacts, notices, execute, line, press };
}

test('a letter finds people, and the telephone beside them calls', async () => {
  const { view, execute, press } = await setUp();
  await view.get('[type=search]').setValue('bo');
  expect(view.findAll('li .name').map((name) => name.text())).toEqual(['Bob', '1002']);
  await press('Call Bob, 1002');
  expect(execute).toHaveBeenCalledWith({ kind: 'dial', target: '1002', confirm: false });
  await view.get('[type=search]').setValue('nobody');
  expect(view.text()).toContain('Nobody fits “nobody”');
});

test('who could not be written stays in the form, with what was typed', async () => {
  const { view, contacts, press } = await setUp({ works: false });
  contacts.compose(null);
  await flushPromises();
  await view.findAll('form input')[0]?.setValue('Carol');
  await view.findAll('form input')[2]?.setValue('1003');
  await view.get('form').trigger('submit');
  await flushPromises();
  expect(view.get('[role=alert]').text()).toContain('could not be written');
  expect(view.get<HTMLInputElement>('form input').element.value).toBe('Carol');
  await press('Cancel');
  expect(view.find('form').exists()).toBe(false);
});

test('a form that was opened from a call leads back there, saved or not', async () => {
  const { view, contacts, execute, line, press } = await setUp({ kept: [] });
  const leg = line().ring({ peer: bob });
  await flushPromises();
  contacts.compose(bob, leg.id);
  await flushPromises();
  await view.findAll('form input')[0]?.setValue('The plumber');
  await press('Only for this call');
  expect(execute).toHaveBeenCalledWith({ kind: 'describe-peer', callId: leg.id, name: 'The plumber', company: '' });
  contacts.compose(bob, leg.id);
  await flushPromises();
  await view.get('form').trigger('submit');
  await flushPromises();
  expect(view.emitted('done')).toHaveLength(2);
  expect(contacts.all.map(({ name }) => name)).toEqual(['Bob']);
});

test('somebody is deleted after a question, and comes back with one click', async () => {
  const { view, contacts, notices, press } = await setUp();
  await view.findAll('li .person-main')[1]?.trigger('click');
  await press('Delete');
  expect(document.activeElement?.textContent).toBe('Keep');
  await press('Delete');
  expect(contacts.all.map(({ name }) => name)).toEqual(['Ada']);
  notices.shown.at(-1)?.undo?.();
  await flushPromises();
  expect(contacts.all.map(({ name }) => name)).toEqual(['Ada', 'Bob']);
});

test('a star puts somebody among the favourites, and takes them out again', async () => {
  const { view, contacts, press } = await setUp();
  await view.findAll('li .person-main')[1]?.trigger('click');
  await press('Favourite');
  expect(contacts.favourites.map(({ name }) => name)).toEqual(['Bob']);
  await press('Edit');
  await view.get('form').trigger('submit');
  await flushPromises();
  expect(contacts.favourites.map(({ name }) => name)).toEqual(['Bob']);
  await press('Favourite');
  expect(contacts.favourites).toEqual([]);
});
