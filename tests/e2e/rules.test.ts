import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { defaultFeatureCodes, defaultIncomingRules, defaultOutgoingRules, type IncomingRules } from '../../shared/rules.ts';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { callersDialplan, callIn, noted } from './callers.ts';
import { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';

const busy = 'BUSY 17';
/** Q.850 cause of a 603. */
const rejected = / 21$/;
let pbx: Asterisk;
let phone: Offhook;

const account = (name: string) => {
  const { password } = pbx.user(name);
  return { server: pbx.url, user: name, password };
};

beforeAll(async () => {
  // Whoever calls 1003 seems to be of another phone system.
  pbx = await startAsterisk({ dialplan: callersDialplan, pjsip: '[1003](+)\nfrom_domain=stranger.example\n' });
  phone = await Offhook.signedIn(account('1001'));
}, 60_000);

afterAll(async () => {
  await phone?.close();
  await pbx?.stop();
});

/** What the page itself asks of the main process. */
const request = (name: string, input: unknown): Promise<unknown> =>
  phone.page.evaluate(
    ([asked, given]) =>
      (window as unknown as { bridge: { request: (name: string, input: unknown) => Promise<unknown> } }).bridge.request(asked, given),
    [name, input] as const,
  );
const setIncoming = (change: Partial<IncomingRules>) => request('settings:update', { incoming: { ...defaultIncomingRules, ...change } });

beforeEach(async () => {
  await request('settings:update', { incoming: defaultIncomingRules, callWaiting: true, callLimit: 8 });
  await request('account:update', {
    accountId: 'sip:1001@127.0.0.1',
    patch: { outgoing: defaultOutgoingRules, featureCodes: defaultFeatureCodes },
  });
  await phone.page.keyboard.press('Control+1');
});

afterEach(async () => {
  await phone.hangUpAll();
  await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
});

const rail = (name: string) => phone.button(name, phone.page.getByRole('navigation')).click();
const quietButton = () => phone.button('Quiet: do not disturb');
const field = (name: string) => phone.page.getByRole('textbox', { name, exact: true });

/** Opens a section of the settings, and one matter of it. */
async function openSetting(section: string, matter: string): Promise<void> {
  await rail('Settings');
  await phone.page.getByRole('tab', { name: section, exact: true }).click();
  await phone.page.getByRole('heading', { level: 3 }).getByRole('button', { name: matter }).click();
}

async function save(name: string, text: string): Promise<void> {
  await field(name).fill(text);
  await field(name).press('Enter');
}

test('do not disturb: one click, callers hear busy, the window says so, and the key ends it', async () => {
  await quietButton().click();
  await phone.page.getByText('Do not disturb is on: callers hear the busy tone.').waitFor();
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'outcome')).toBe(busy);
  await phone.page.getByRole('region', { name: 'Recent calls' }).getByText('Do not disturb').first().waitFor();
  await phone.page.keyboard.press('Control+Shift+d');
  await phone.page.getByText('Do not disturb is on').waitFor({ state: 'detached' });
  await callIn(pbx, '1001');
  await phone.ringing().waitFor();
});

test('do not disturb lets an exception through, and declines the others when told so', async () => {
  await openSetting('Calls', 'Do not disturb');
  await phone.page.getByRole('switch', { name: 'Do not disturb now' }).click();
  await phone.page.getByRole('radio', { name: 'That you declined' }).click();
  await field('Number or address').fill('55*');
  await field('Number or address').press('Enter');
  await phone.page.getByRole('listitem').filter({ hasText: '55*' }).waitFor();
  await callIn(pbx, '1001', { number: '4711' });
  expect(await noted(pbx, 'outcome')).toMatch(rejected);
  await callIn(pbx, '1001', { number: '5551234' });
  await phone.ringing('5551234').waitFor();
});

test('a schedule turns callers away by itself, and can be left early', async () => {
  const everyDay = [0, 1, 2, 3, 4, 5, 6];
  await setIncoming({ doNotDisturb: { ...defaultIncomingRules.doNotDisturb, schedule: [{ days: everyDay, from: 0, to: 0 }] } });
  await phone.page.getByText('Do not disturb is on, by your schedule').waitFor();
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'outcome')).toBe(busy);
  await phone.button('Turn off').click();
  await callIn(pbx, '1001');
  await phone.ringing().waitFor();
});

test('forwarding everyone: the phone system follows, and nothing rings here', async () => {
  await openSetting('Calls', 'Forwarding');
  await save('Everyone, at once', '790');
  await phone.page.getByText('Every call is forwarded to 790.').waitFor();
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'reached')).toBe('790');
  expect(await phone.ringing().count()).toBe(0);
  await phone.button('Stop forwarding').click();
  await callIn(pbx, '1001');
  await phone.ringing().waitFor();
});

test('forwarding who is not answered: it rings for so long, then the phone system follows', async () => {
  await openSetting('Calls', 'Forwarding');
  await save('When you do not answer', '790');
  await save('Seconds of ringing before', '5');
  await callIn(pbx, '1001');
  await phone.ringing().waitFor();
  expect(await noted(pbx, 'reached')).toBe('790');
  await phone.ringing().waitFor({ state: 'detached' });
});

test('a destination that is none is told at the field, and nothing is lost', async () => {
  await openSetting('Calls', 'Forwarding');
  await save('Everyone, at once', '790');
  await save('Everyone, at once', '1001');
  await phone.page.getByText('This is your own number: the call would come straight back. Until then it stays “790”.').waitFor();
  expect(await field('Everyone, at once').inputValue()).toBe('1001');
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'reached')).toBe('790');
});

test('a number blocked from the recent calls does not ring again, until one click lets it', async () => {
  await callIn(pbx, '1001', { number: '4900123' });
  await phone.button('Decline', phone.ringing()).click();
  await phone.button('More for 4900123').first().click();
  await phone.page.getByRole('menuitem', { name: 'Block this number' }).click();
  await callIn(pbx, '1001', { number: '4900123' });
  expect(await noted(pbx, 'outcome')).toMatch(rejected);
  await phone.page.getByRole('region', { name: 'Recent calls' }).getByText('Blocked').first().waitFor();
  await openSetting('Calls', 'Blocked callers');
  await phone.button('Unblock 4900123').click();
  await callIn(pbx, '1001', { number: '4900123' });
  await phone.ringing('4900123').waitFor();
});

test('a caller without a number is turned away, one with a number is not', async () => {
  await openSetting('Calls', 'Blocked callers');
  await phone.page.getByRole('switch', { name: 'Turn away callers without a number' }).click();
  await callIn(pbx, '1001', { isHidden: true });
  expect(await noted(pbx, 'outcome')).toMatch(rejected);
  await callIn(pbx, '1001');
  await phone.ringing('5551234').waitFor();
});

test('the phone answers by itself, and both hear each other', async () => {
  await openSetting('Calls', 'Answer by itself');
  await phone.page.getByRole('switch', { name: 'Answer every call by itself' }).click();
  await save('Seconds before', '0');
  await callIn(pbx, '1001');
  await phone.card('5551234').getByText('Answered automatically').waitFor();
  await phone.untilHeard(440);
});

test.each([
  ['Call-Info', '<sip:127.0.0.1>\\;answer-after=0'],
  ['Alert-Info', '<http://127.0.0.1>\\;info=alert-autoanswer'],
])('the phone system asks by %s to be answered, and is', async (name, value) => {
  await openSetting('Calls', 'Answer by itself');
  await phone.page.getByRole('switch', { name: 'Answer when the caller’s system asks for it' }).click();
  await callIn(pbx, '1001', { header: [name, value] });
  await phone.card('5551234').getByText('Answered automatically').waitFor();
  await phone.untilHeard(440);
});

test('a stranger who asks to be answered rings like anybody else, until their system is trusted', async () => {
  const other = await Offhook.signedIn(account('1003'));
  try {
    const header = ['Call-Info', '<sip:stranger.example>\\;answer-after=0'] as const;
    await other.button('Settings', other.page.getByRole('navigation')).click();
    await other.page.getByRole('tab', { name: 'Calls', exact: true }).click();
    await other.page.getByRole('heading', { level: 3 }).getByRole('button', { name: 'Answer by itself' }).click();
    await other.page.getByRole('switch', { name: 'Answer when the caller’s system asks for it' }).click();
    await callIn(pbx, '1003', { header, seconds: 3 });
    await other.ringing().waitFor();
    expect(await noted(pbx, 'outcome')).toMatch(/^NOANSWER/);
    await other.page.getByRole('textbox', { name: 'Domain', exact: true }).fill('stranger.example');
    await other.page.keyboard.press('Enter');
    await other.button('Remove stranger.example').waitFor();
    await callIn(pbx, '1003', { header });
    await other.card('5551234').getByText('Answered automatically').waitFor();
  } finally {
    await other.close();
  }
});

test('one call more than there may be hears busy', async () => {
  await openSetting('Calls', 'Several calls');
  await save('Calls at once', '1');
  await rail('Phone');
  await phone.talkTo('601');
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'outcome')).toBe(busy);
  expect(await phone.ringing().count()).toBe(0);
});

test('a rule of the dial plan decides who is reached, and says so before', async () => {
  await openSetting('Account', 'How numbers are dialled');
  await phone.button('Add a rule').click();
  await field('When it looks like').fill('7(XX)');
  await save('Dial', '6$1');
  await field('Try it').fill('701');
  await phone.page.getByText('Dials 601, by your rule for 7(XX)').waitFor();
  await rail('Phone');
  await phone.dial('701');
  await phone.card().getByText('In call').waitFor();
  await phone.untilHeard(440);
});

test('a header of the account reaches the phone system with the next call', async () => {
  await openSetting('Account', 'What others see');
  await field('Name').fill('X-Department');
  await field('Value').fill('Sales & Service');
  await phone.button('Add').click();
  await phone.button('Remove X-Department').waitFor();
  await rail('Phone');
  await pbx.command('database deltree noted');
  await phone.dial('791');
  expect(await noted(pbx, 'header')).toBe('Sales & Service');
  await phone.ended.waitFor();
});

test('forwarding at the phone system: its code is dialled with the number behind it', async () => {
  await openSetting('Account', 'Codes of your phone system');
  await phone.page.getByRole('group', { name: 'Forwarding: Everyone, at once' }).getByLabel('Code to turn it on').fill('*72');
  await phone.page.keyboard.press('Enter');
  await openSetting('Calls', 'Forwarding');
  await field('Forward to').fill('601');
  await pbx.command('database deltree noted');
  await phone.button('Turn on: calls *72601').click();
  expect(await noted(pbx, 'code')).toBe('*72601');
  await phone.ended.waitFor();
});

test('whoever is among the people is named when they call, in the recent calls and in the dial field', async () => {
  await rail('People');
  await phone.button('Add a person').first().click();
  await field('Name').fill('Robert Tables');
  await field('Company').fill('Example Ltd');
  await field('Number or address').fill('+49 (30) 90 18-20');
  await phone.button('Save').click();
  await phone.page.getByRole('article', { name: 'Robert Tables' }).waitFor();
  await callIn(pbx, '1001', { number: '030901820', name: 'SOMEBODY ELSE' });
  await phone.ringing('Robert Tables').waitFor();
  await phone.button('Decline', phone.ringing()).click();
  await rail('Phone');
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
  await field('Name').fill('Carol');
  await phone.button('Save').click();
  await phone.page.getByRole('region', { name: 'Recent calls' }).getByText('Carol').first().waitFor();
  await callIn(pbx, '1001', { number: '4471' });
  await phone.ringing('Carol').waitFor();
});
