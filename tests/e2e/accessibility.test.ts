import { afterAll, beforeAll, expect } from 'vitest';
import { expectAccessible as check } from '../accessibility.ts';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';

let pbx: Asterisk;
let phone: Offhook;

beforeAll(async () => {
  pbx = await startAsterisk();
  phone = await Offhook.open();
}, 60_000);
afterAll(async () => {
  await phone?.close();
  await pbx?.stop();
});

const expectAccessible = () => check(phone.page);

test('first run', async () => {
  await phone.page.getByRole('heading', { level: 1 }).waitFor();
  await expectAccessible();
});

test('sign-in form, with its errors', async () => {
  await phone.page.getByRole('button', { name: /Sign in to your phone system/ }).click();
  await phone.button('Sign in').click();
  await phone.page.getByText('Type the address of your phone system').waitFor();
  await expectAccessible();
});

test('sound check', async () => {
  const { name, password } = pbx.user('1001');
  await phone.signIn({ server: pbx.url, user: name, password });
  await phone.button('Start using Offhook').waitFor();
  await expectAccessible();
});

test('phone view without calls', async () => {
  await phone.button('Start using Offhook').click();
  await phone.light('Ready').waitFor();
  await expectAccessible();
  await phone.light('Ready').click();
  await phone.page.getByRole('radio', { name: 'Away' }).waitFor();
  await expectAccessible();
  await phone.page.keyboard.press('Escape');
});

test('a call, its keypad and its devices', async () => {
  await phone.talkTo('600');
  await phone.button('Keypad', phone.card()).click();
  await expectAccessible();
  await phone.button('Devices', phone.card()).click();
  await expectAccessible();
});

test('a second caller rings, whose name is hostile', async () => {
  const name = `<img src=x onerror=alert(1)>\u202e${'W'.repeat(60)} שלום`;
  await pbx.originate({ to: '1001', from: { name: name.replaceAll('"', ''), number: '1'.repeat(40) } });
  await phone.ringing().waitFor();
  expect(await phone.page.locator('img[src="x"]').count()).toBe(0);
  await expectAccessible();
  await phone.button('Decline', phone.ringing()).click();
  await phone.button('Hang up', phone.card()).click();
  await phone.ended.waitFor();
});

test('an ended call and the list of past ones', async () => {
  await expectAccessible();
});

test('settings, section by section', async () => {
  await phone.page
    .getByRole('button', { name: 'Settings', exact: true })
    .or(phone.page.getByRole('link', { name: 'Settings', exact: true }))
    .first()
    .click();
  const sections = phone.page.getByRole('tab');
  await sections.first().waitFor();
  for (const section of await sections.all()) {
    await section.click();
    await expectAccessible();
  }
});

/** Every matter of a section opened, so that all of it is looked at. */
async function openMatters(section: string): Promise<void> {
  await phone.page.getByRole('tab', { name: section, exact: true }).click();
  for (const matter of await phone.page.getByRole('heading', { level: 3 }).getByRole('button').all()) await matter.click();
}

test('the rules for calls, with a schedule, lists and errors', async () => {
  await openMatters('Calls');
  await phone.button('Add times').click();
  const field = (name: string) => phone.page.getByRole('textbox', { name, exact: true });
  await field('Number or address to block').fill('+49900*');
  await field('Number or address to block').press('Enter');
  await phone.button('Unblock +49900*').waitFor();
  await field('Everyone, at once').fill('two words');
  await field('Everyone, at once').press('Enter');
  await phone.page.getByText('This is no number and no address').waitFor();
  await phone.page.getByRole('switch', { name: 'Answer every call by itself' }).click();
  await phone.button('Quiet: do not disturb').click();
  await phone.page.getByText('Do not disturb is on').waitFor();
  await expectAccessible();
  await phone.page.getByRole('switch', { name: 'Answer every call by itself' }).click();
  await phone.button('Quiet: do not disturb').click();
});

test('the rules of the account', async () => {
  await openMatters('Account');
  await phone.button('Add a rule').click();
  await phone.page.getByRole('textbox', { name: 'Try it' }).fill('030 901820');
  await phone.page.getByText('Dials 030901820, as it is').waitFor();
  await expectAccessible();
});

test('people: nobody, the form with its errors, somebody with a name as long as can be', async () => {
  await phone.button('People', phone.page.getByRole('navigation')).click();
  await phone.page.getByText('Nobody here yet').waitFor();
  await expectAccessible();
  await phone.button('Add a person').first().click();
  await phone.button('Save').click();
  await phone.page.getByText('Type a name or a company.').waitFor();
  await expectAccessible();
  const field = (name: string) => phone.page.getByRole('textbox', { name, exact: true });
  await field('Name').fill('W'.repeat(200));
  await field('Company').fill('שלום עליכם '.repeat(10));
  await field('Number or address').fill('1'.repeat(40));
  await phone.button('Save').click();
  await phone.page.getByRole('article', { name: /^W+$/ }).waitFor();
  await expectAccessible();
  await phone.page.keyboard.press('Control+1');
  await phone.dialField.fill('www');
  await phone.page.getByRole('option').first().waitFor();
  await expectAccessible();
  await phone.dialField.fill('');
});

test('a whole call by keyboard alone', async () => {
  await phone.page.keyboard.press('Control+1');
  await phone.page.keyboard.type('600');
  await phone.page.keyboard.press('Enter');
  await phone.card().getByText('In call').waitFor();
  await phone.page.keyboard.press('Control+d');
  await phone.button('Unmute', phone.card()).waitFor();
  await phone.page.keyboard.press('Control+h');
  await phone.card().getByText('On hold', { exact: true }).waitFor();
  await phone.page.keyboard.press('Escape');
  expect(await phone.card().count()).toBe(1);
  await phone.page.keyboard.press('Control+Shift+e');
  await phone.ended.waitFor();
});
