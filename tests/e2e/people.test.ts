import { beforeAll, expect } from 'vitest';
import { callersDialplan, callIn } from './callers.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { field, openView } from './setting-steps.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';

let phone: Offhook;

usePbx({ dialplan: callersDialplan });
beforeAll(async () => {
  phone = await signIn('1001');
}, 60_000);

test('whoever is among the people is named when they call, in the recent calls and in the dial field', async () => {
  await openView(phone, 'People');
  await phone.button('Add a person').first().click();
  await field(phone, 'Name').fill('Robert Tables');
  await field(phone, 'Company').fill('Example Ltd');
  // Half a form is there again after a look elsewhere.
  await openView(phone, 'Phone');
  await openView(phone, 'People');
  expect(await field(phone, 'Name').inputValue()).toBe('Robert Tables');
  await field(phone, 'Number or address').fill('+49 (30) 90 18-20');
  await phone.button('Save').click();
  await phone.page.getByRole('article', { name: 'Robert Tables' }).waitFor();
  await callIn(pbx, '1001', { number: '030901820', name: 'SOMEBODY ELSE' });
  await phone.ringing('Robert Tables').waitFor();
  await phone.button('Decline', phone.ringing()).click();
  await openView(phone, 'Phone');
  const recent = phone.page.getByRole('region', { name: 'Recent calls' });
  await recent.getByText('Robert Tables').first().waitFor();
  await phone.dialField.fill('robert');
  await phone.page.getByRole('option', { name: 'Robert Tables' }).waitFor();
  await phone.dialField.fill('');
});

test('a caller is added to the people from the recent calls, and named on the next call', async () => {
  await callIn(pbx, '1001', { number: '4471' });
  await phone.button('Decline', phone.ringing()).click();
  await phone.button('More for 4471').first().click();
  await phone.page.getByRole('menuitem', { name: 'Add to people' }).click();
  await field(phone, 'Name').fill('Carol');
  await phone.button('Save').click();
  await phone.page.getByRole('region', { name: 'Recent calls' }).getByText('Carol').first().waitFor();
  await callIn(pbx, '1001', { number: '4471' });
  await phone.ringing('Carol').waitFor();
});

test('a name that is given to a call holds for that call alone', async () => {
  await callIn(pbx, '1001', { number: '4472' });
  await phone.button('Answer', phone.ringing()).click();
  await phone.card('4472').getByText('In call').waitFor();
  await phone.button('Add to people', phone.card()).click();
  await field(phone, 'Name').fill('The plumber');
  await phone.button('Only for this call').click();
  await phone.card('The plumber').waitFor();
  await phone.button('Hang up', phone.card()).click();
  await callIn(pbx, '1001', { number: '4472' });
  await phone.ringing('4472').waitFor();
});
