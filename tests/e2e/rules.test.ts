import { beforeAll, beforeEach, expect } from 'vitest';
import { defaultIncomingRules } from '../../shared/default-rules.ts';
import { callersDialplan, callIn, noted } from './callers.ts';
import { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { field, openSetting, openView, save } from './setting-steps.ts';
import { accountOf, pbx, signIn, usePbx } from './signed-in.ts';

const busy = 'BUSY 17';
/** Q.850 cause of a 603. */
const rejected = / 21$/;
/** Whoever calls 1003 seems to be of another phone system. */
const pjsip = '[1003](+)\nfrom_domain=stranger.example\n';
/** What the phone's microphone hears. */
const voice = 1000;
let phone: Offhook;

usePbx({ dialplan: callersDialplan, pjsip });
beforeAll(async () => {
  phone = await signIn('1001', { microphoneTone: voice });
}, 60_000);

beforeEach(async () => {
  await phone.set({ incoming: defaultIncomingRules, callWaiting: true, callLimit: 8 });
  await openView(phone, 'Phone');
});

const quietButton = () => phone.button('Quiet: do not disturb');

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
  await openSetting(phone, 'Calls', 'Do not disturb');
  await phone.page.getByRole('switch', { name: 'Do not disturb now' }).click();
  await phone.page.getByRole('radio', { name: 'That you declined' }).click();
  await field(phone, 'Number or address').fill('55*');
  await field(phone, 'Number or address').press('Enter');
  await phone.page.getByRole('listitem').filter({ hasText: '55*' }).waitFor();
  await callIn(pbx, '1001', { number: '4711' });
  expect(await noted(pbx, 'outcome')).toMatch(rejected);
  await callIn(pbx, '1001', { number: '5551234' });
  await phone.ringing('5551234').waitFor();
});

test('a schedule turns callers away by itself, and can be left early', async () => {
  const everyDay = [0, 1, 2, 3, 4, 5, 6];
  const doNotDisturb = { ...defaultIncomingRules.doNotDisturb, schedule: [{ days: everyDay, from: 0, to: 0 }] };
  await phone.set({ incoming: { ...defaultIncomingRules, doNotDisturb } });
  await phone.page.getByText('Do not disturb is on, by your schedule').waitFor();
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'outcome')).toBe(busy);
  await phone.button('Turn off').click();
  await callIn(pbx, '1001');
  await phone.ringing().waitFor();
});

test('do not disturb sends callers to voicemail where there is one, and else lets them hear busy', async () => {
  const doNotDisturb = { ...defaultIncomingRules.doNotDisturb, isOn: true, answer: 'voicemail' as const };
  await phone.set({ incoming: { ...defaultIncomingRules, doNotDisturb } });
  await phone.page.getByText('Do not disturb is on: callers hear the busy tone.').waitFor();
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'outcome')).toBe(busy);
  await openSetting(phone, 'Calls', 'Voicemail');
  await save(phone, 'Send callers to', '790');
  await phone.page.getByText('Do not disturb is on: callers go to your voicemail.').waitFor();
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'reached')).toBe('790');
});

test('forwarding everyone: the phone system follows, and nothing rings here', async () => {
  await openSetting(phone, 'Calls', 'Forwarding');
  await save(phone, 'Everyone, at once', '790');
  await phone.page.getByText('Every call is forwarded to 790.').waitFor();
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'reached')).toBe('790');
  expect(await phone.ringing().count()).toBe(0);
  await phone.button('Stop forwarding').click();
  await callIn(pbx, '1001');
  await phone.ringing().waitFor();
});

test('forwarding who is not answered: it rings for so long, then the phone system follows', async () => {
  await openSetting(phone, 'Calls', 'Forwarding');
  await save(phone, 'When you do not answer', '790');
  await save(phone, 'Seconds of ringing before', '5');
  await callIn(pbx, '1001');
  await phone.ringing().waitFor();
  expect(await noted(pbx, 'reached')).toBe('790');
  await phone.ringing().waitFor({ state: 'detached' });
});

test('forwarding while in a call: the second caller is sent on, the call is not touched', async () => {
  await phone.set({ callWaiting: false });
  await openSetting(phone, 'Calls', 'Forwarding');
  await save(phone, 'When you are in a call', '790');
  await openView(phone, 'Phone');
  await phone.talkTo('601');
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'reached')).toBe('790');
  expect(await phone.ringing().count()).toBe(0);
  await phone.untilHeard(440);
});

test('a destination that is none is told at the field, and nothing is lost', async () => {
  await openSetting(phone, 'Calls', 'Forwarding');
  await save(phone, 'Everyone, at once', '790');
  await save(phone, 'Everyone, at once', '1001');
  await phone.page.getByText('This is your own number: the call would come straight back. Until then it stays “790”.').waitFor();
  expect(await field(phone, 'Everyone, at once').inputValue()).toBe('1001');
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
  await openSetting(phone, 'Calls', 'Blocked callers');
  await phone.button('Unblock 4900123').click();
  await callIn(pbx, '1001', { number: '4900123' });
  await phone.ringing('4900123').waitFor();
});

test('a caller without a number is turned away, one with a number is not', async () => {
  await openSetting(phone, 'Calls', 'Blocked callers');
  await phone.page.getByRole('switch', { name: 'Turn away callers without a number' }).click();
  await callIn(pbx, '1001', { isHidden: true });
  expect(await noted(pbx, 'outcome')).toMatch(rejected);
  await callIn(pbx, '1001');
  await phone.ringing('5551234').waitFor();
});

test('the phone answers by itself, and both hear each other', async () => {
  await openSetting(phone, 'Calls', 'Answer by itself');
  await phone.page.getByRole('switch', { name: 'Answer every call by itself' }).click();
  await save(phone, 'Seconds before', '0');
  // From the echo: what is heard went both ways.
  await callIn(pbx, '1001', { from: '600' });
  await phone.card('5551234').getByText('Answered automatically').waitFor();
  await phone.untilHeard(voice);
});

test.each([
  ['Call-Info', '<sip:127.0.0.1>\\;answer-after=0'],
  ['Alert-Info', '<http://127.0.0.1>\\;info=alert-autoanswer'],
  ['Answer-Mode', 'Auto'],
])('the phone system asks by %s to be answered, and is', async (name, value) => {
  await openSetting(phone, 'Calls', 'Answer by itself');
  await phone.page.getByRole('switch', { name: 'Answer when the caller’s system asks for it' }).click();
  await callIn(pbx, '1001', { header: [name, value] });
  await phone.card('5551234').getByText('Answered automatically').waitFor();
  await phone.untilHeard(440);
});

test('a stranger who asks to be answered rings like anybody else, until their system is trusted', async () => {
  const other = await Offhook.signedIn(accountOf('1003'));
  try {
    const header = ['Call-Info', '<sip:stranger.example>\\;answer-after=0'] as const;
    await openSetting(other, 'Calls', 'Answer by itself');
    await other.page.getByRole('switch', { name: 'Answer when the caller’s system asks for it' }).click();
    await callIn(pbx, '1003', { header, seconds: 3 });
    await other.ringing().waitFor();
    expect(await noted(pbx, 'outcome')).toMatch(/^NOANSWER/);
    await save(other, 'Domain', 'stranger.example');
    await other.button('Remove stranger.example').waitFor();
    await callIn(pbx, '1003', { header });
    await other.card('5551234').getByText('Answered automatically').waitFor();
  } finally {
    await other.close();
  }
});

test('one call more than there may be hears busy', async () => {
  await openSetting(phone, 'Calls', 'Several calls');
  await save(phone, 'Calls at once', '1');
  await openView(phone, 'Phone');
  await phone.talkTo('601');
  await callIn(pbx, '1001');
  expect(await noted(pbx, 'outcome')).toBe(busy);
  expect(await phone.ringing().count()).toBe(0);
});
