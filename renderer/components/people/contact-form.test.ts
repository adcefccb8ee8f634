// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { Contact } from '../../../shared/contact.ts';
import ContactForm from './ContactForm.vue';

enableAutoUnmount(afterEach);

const bob: Contact = { id: 'b', name: 'Bob', company: '', numbers: [{ kind: 'work', number: '1002' }] };

function setUp(contact: Contact = bob, props: { hasCall?: boolean; isFailed?: boolean } = {}) {
  const form = mount(ContactForm, { props: { contact, isNew: false, ...props }, attachTo: document.body });
  const [name, company] = form.findAll('input');
  const numbers = () => form.findAll('.number input');
  const press = (text: string) =>
    form
      .findAll('button')
      .find((button) => (button.attributes('aria-label') ?? button.text()) === text)
      ?.trigger('click');
  return { form, name: name!, company: company!, numbers, press, submit: () => form.trigger('submit') };
}

test('it begins in the name, and gives back what is written without blanks and empty lines', async () => {
  const { form, name, company, numbers, press, submit } = setUp();
  expect(document.activeElement).toBe(name.element);
  await name.setValue(' Robert ');
  await company.setValue('Example Ltd ');
  await press('Add a number');
  await press('Add a number');
  await numbers()[1]?.setValue(' sip:bob@example.com ');
  await form.findAll('select')[1]?.setValue('home');
  await submit();
  const written: Contact = {
    id: 'b',
    name: 'Robert',
    company: 'Example Ltd',
    numbers: [
      { kind: 'work', number: '1002' },
      { kind: 'home', number: 'sip:bob@example.com' },
    ],
  };
  expect(form.emitted('save')).toEqual([[written]]);
});

test('what is missing or wrong is told at its field, which takes the keyboard, and nothing is sent', async () => {
  const { form, name, company, numbers, submit } = setUp();
  await name.setValue(' ');
  await numbers()[0]?.setValue('two words');
  await submit();
  expect(form.text()).toContain('Type a name or a company.');
  expect(form.text()).toContain('This is no number and no address.');
  expect(document.activeElement).toBe(name.element);
  await company.setValue('Example Ltd');
  await submit();
  expect(document.activeElement).toBe(numbers()[0]?.element);
  await numbers()[0]?.setValue('');
  await submit();
  expect(form.text()).toContain('Type a number or an address.');
  expect(form.emitted('save')).toBeUndefined();
});

test('for a call alone a name is enough', async () => {
  const { form, name, numbers, press } = setUp({ ...bob, name: '' }, { hasCall: true });
  await press('Only for this call');
  expect(form.emitted('forCall')).toBeUndefined();
  await name.setValue('The plumber');
  await numbers()[0]?.setValue('');
  await press('Only for this call');
  expect(form.emitted('forCall')).toEqual([['The plumber', '']]);
});

test('without a call there is nothing to hold for it, and a failure is told', () => {
  const { form } = setUp(bob, { isFailed: true });
  expect(form.text()).not.toContain('Only for this call');
  expect(form.get('[role=alert]').text()).toContain('What you typed is still here');
});
