// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { Account } from '../../../shared/account.ts';
import type { OutgoingRules } from '../../../shared/rules.ts';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import { active } from '../../phone/testing/scenes.ts';
import { testAccount } from '../../phone/testing/test-phone.ts';
import { executeKey } from '../../ports.ts';
import { useCalls } from '../../stores/calls.ts';
import { useRegistration } from '../../stores/registration.ts';
import { useSettings } from '../../stores/settings.ts';
import { makeTestApp } from '../../testing/app.ts';
import { FakeBridge } from '../../testing/fake-bridge.ts';
import AccountPanel from './AccountPanel.vue';

enableAutoUnmount(afterEach);

async function setUp({ matter = '', isInCall = false, outgoing = {} as Partial<OutgoingRules> } = {}) {
  const account = { ...testAccount, outgoing: { ...testAccount.outgoing, ...outgoing } };
  let kept: Settings = { ...defaultSettings, accounts: [account], activeAccountId: account.id };
  const bridge = new FakeBridge({
    'settings:read': () => kept,
    'account:update': ({ accountId, patch }) => {
      kept = { ...kept, accounts: kept.accounts.map((each) => (each.id === accountId ? ({ ...each, ...patch } as Account) : each)) };
      return kept;
    },
  });
  const app = makeTestApp(bridge);
  const [settings] = [useSettings(app.pinia), useCalls(app.pinia), useRegistration(app.pinia)];
  if (isInCall) active(app, '1003');
  await settings.load();
  const execute = vi.fn(async () => {});
  const panel = mount(AccountPanel, { global: { plugins: [app.pinia], provide: { [executeKey]: execute } }, attachTo: document.body });
  const press = async (name: string) => {
    const found = panel.findAll('button').find((button) => (button.attributes('aria-label') ?? button.text()).startsWith(name));
    if (!found) throw new Error(`There is no button ${name}.`);
    await found.trigger('click');
    await flushPromises();
  };
  if (matter) await press(matter);
  /** Of several with that label the last. */
  const type = async (label: string, text: string) => {
    const field = panel.findAll('label').findLast((each) => each.text() === label);
    await panel.get(`#${field?.attributes('for')}`).setValue(text);
    await flushPromises();
  };
  /** What main was asked to keep, newest last. */
  const updates = () => bridge.asked.filter(([name]) => name === 'account:update').map(([, input]) => input);
  const update = (change: Partial<OutgoingRules>) => ({ accountId: account.id, patch: { outgoing: { ...account.outgoing, ...change } } });
  return { panel, bridge, execute, press, type, updates, update };
}

test.each([
  ['Country code', '+49', { countryCode: '49' }],
  ['National prefix', '', { trunkPrefix: '' }],
  ['Outside line', '9', { outsidePrefix: '9' }],
  ['Longest extension', '4', { internalLength: 4 }],
])('the dial plan: %s “%s” is kept as %o, and all else as it was', async (label, text, change) => {
  const { type, updates, update } = await setUp({ matter: 'How numbers are dialled' });
  await type(label, text);
  expect(updates()).toEqual([update(change)]);
});

test('a rule of the dial plan is kept once it is whole, moved up, and removed', async () => {
  const first = { pattern: '7XX', to: '601' };
  const { press, type, updates, update } = await setUp({ matter: 'How numbers are dialled', outgoing: { rewrites: [first] } });
  await press('Add a rule');
  await type('Looks like', '8XX');
  expect(updates()).toEqual([]);
  await type('Dial', '602');
  const second = { pattern: '8XX', to: '602' };
  expect(updates().at(-1)).toEqual(update({ rewrites: [first, second] }));
  await press('Move the rule for 8XX up');
  expect(updates().at(-1)).toEqual(update({ rewrites: [second, first] }));
  await press('Remove the rule for 7XX');
  expect(updates().at(-1)).toEqual(update({ rewrites: [second] }));
  expect(updates()).toHaveLength(3);
});

test.each([
  ['Never follows', 'never'],
  ['Follows anywhere', 'always'],
] as const)('whoever is sent on: “%s” is kept as %s', async (label, redirects) => {
  const { panel, updates, update } = await setUp({ matter: 'When a number has moved' });
  await panel.get(`[aria-label="${label}"]`).setValue();
  await flushPromises();
  expect(updates()).toEqual([update({ redirects })]);
  expect(panel.get(`[aria-label="${label}"]`).element).toHaveProperty('checked', true);
});

test('signing out during a call says that it ends the call, and a no signs nobody out', async () => {
  const { panel, bridge, execute, press } = await setUp({ isInCall: true });
  await press('Sign out');
  expect(panel.text()).toContain('Signing out ends 1 call.');
  expect(document.activeElement?.textContent?.trim()).toBe('Stay signed in');
  await press('Stay signed in');
  expect(panel.text()).not.toContain('Signing out ends');
  expect(execute).not.toHaveBeenCalled();
  expect(bridge.asked.map(([name]) => name)).not.toContain('account:sign-out');
  expect(panel.emitted('signedOut')).toBeUndefined();
});

test('a yes closes the phone before the password goes', async () => {
  const { panel, bridge, execute, press } = await setUp({ isInCall: true });
  execute.mockImplementation(async () => expect(bridge.asked.map(([name]) => name)).not.toContain('account:sign-out'));
  await press('Sign out');
  await press('Sign out');
  expect(execute).toHaveBeenCalledExactlyOnceWith({ kind: 'close-phone' });
  expect(bridge.asked.at(-1)).toEqual(['account:sign-out', { accountId: 'account-1' }]);
  expect(panel.emitted('signedOut')).toHaveLength(1);
});

test('a collector of reports is named, asked for more of them, and forgotten; what is no address is not kept', async () => {
  const { panel, type, updates } = await setUp({ matter: 'Reports of how calls sounded' });
  const kept = () => updates().map((update) => (update as { patch: Partial<Account> }).patch.qualityReports);
  await type('Send them to', 'not an address');
  expect(kept()).toEqual([]);
  expect(panel.text()).toContain('This is no SIP address.');
  await type('Send them to', 'reports@example.com');
  expect(kept()).toEqual([{ collector: 'sip:reports@example.com', interval: 0 }]);
  expect(panel.text()).toContain('Sent to reports@example.com');
  await panel.get('select').setValue('30');
  await flushPromises();
  expect(kept().at(-1)).toEqual({ collector: 'sip:reports@example.com', interval: 30 });
  await type('Send them to', '');
  expect(kept().at(-1)).toMatchObject({ collector: '' });
  expect(panel.find('select').exists()).toBe(false);
});
