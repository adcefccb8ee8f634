// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { Account, type SignInProblem } from '../../shared/account.ts';
import SignInForm from './SignInForm.vue';

enableAutoUnmount(afterEach);

const account = Account.parse({
  ...{ id: 'a', kind: 'sip', server: 'wss://pbx1/', furtherServers: ['wss://pbx2/', 'wss://pbx3/'] },
  ...{ user: '1000', domain: 'pbx1', authUser: '', displayName: '', iceServers: [] },
});

const setUp = (props: { account?: Account; problem?: SignInProblem } = {}) =>
  mount(SignInForm, {
    props: { account: null, storage: 'encrypted', problem: null, isBusy: false, ...props },
    attachTo: document.body,
  });

const fieldNamed = (form: ReturnType<typeof setUp>, name: string) => {
  const label = form.findAll('label').find((each) => each.text().startsWith(name))!;
  return form.get<HTMLInputElement>(`#${label.attributes('for')}`);
};

test('further servers are typed in one line, however they are parted', async () => {
  const form = setUp();
  await form.get('button[aria-expanded]').trigger('click');
  await fieldNamed(form, 'Further servers').setValue(' pbx2.example.com, wss://pbx3.example.com/ws;pbx4 ');
  await form.get('form').trigger('submit');
  expect(form.emitted('submit')).toEqual([
    [expect.objectContaining({ furtherServers: ['pbx2.example.com', 'wss://pbx3.example.com/ws', 'pbx4'] })],
  ]);
});

test('those of an account are there when it signs in again, and none are sent where none are', async () => {
  const again = setUp({ account });
  await again.get('form').trigger('submit');
  expect(again.emitted('submit')).toEqual([[expect.objectContaining({ furtherServers: account.furtherServers })]]);
  const first = setUp();
  await first.get('form').trigger('submit');
  expect(first.emitted('submit')).toEqual([[expect.objectContaining({ furtherServers: [] })]]);
});

test('one that is no address is told at its own field, which comes into sight', async () => {
  const form = setUp({ account });
  expect(form.text()).not.toContain('Further servers');
  await form.setProps({ problem: 'bad-further-server' });
  await expect.poll(() => document.activeElement).toBe(fieldNamed(form, 'Further servers').element);
  expect(form.text()).toContain('One of the further servers is no address');
});
