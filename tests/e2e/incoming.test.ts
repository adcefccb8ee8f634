import { afterEach, beforeAll, expect } from 'vitest';
import { defaultIncomingRules } from '../../shared/default-rules.ts';
import { callersDialplan, callIn } from './callers.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';

const aliceTone = 700;
let alice: Offhook;
let bob: Offhook;
const recent = () => bob.page.getByRole('region', { name: 'Recent calls' });
const more = /^More ways to handle/;

usePbx({ dialplan: callersDialplan });
beforeAll(async () => {
  [alice, bob] = await Promise.all([signIn('1001', { microphoneTone: aliceTone }), signIn('1002', { microphoneTone: 1300 })]);
}, 90_000);

afterEach(async () => {
  await Promise.all([alice, bob].map((phone) => phone.set({ incoming: defaultIncomingRules, callWaiting: true })));
});

test('a second caller rings beneath the call that is up; answered, the first one waits, and is resumed when the second has gone', async () => {
  await bob.talkTo('601');
  await bob.untilHeard(440);
  await alice.dial('1002');
  await bob.ringing().getByText('Answering holds the other call.').waitFor();
  expect(await bob.card('601').getByText('In call').count()).toBe(1);
  await bob.button('Answer', bob.ringing()).click();
  await bob.card('601').getByText('On hold', { exact: true }).waitFor();
  await bob.untilHeard(aliceTone);
  await alice.button('Hang up', alice.card()).click();
  await bob.button('Resume', bob.card('601')).click();
  await bob.untilHeard(440, { index: 0 });
});

test('without call waiting a second caller hears busy', async () => {
  await bob.set({ callWaiting: false });
  await bob.talkTo('601');
  await alice.dial('1002');
  await alice.ended.getByText('is busy').waitFor();
  expect(await bob.ringing().count()).toBe(0);
});

test('a caller is declined with a message', async () => {
  await pbx.command('pjsip set logger on');
  await alice.dial('1002');
  await bob.ringing().waitFor();
  await bob.choose('Decline with a message…', more, bob.ringing());
  await bob.button('I will call you back.', bob.ringing()).click();
  await alice.ended.getByText('declined the call').waitFor();
  // Asterisk keeps the words to itself, its own 603 to the caller has none: that they reached it is in its log of the SIP.
  await expect.poll(() => pbx.log()).toMatch(/SIP\/2\.0 603 [^\n]*\n(\S[^\n]*\n)*Reason: SIP;cause=603;text="I will call you back\."/);
  await recent().getByText('Declined').first().waitFor();
});

test('a caller is sent to voicemail, once the user has said where that is', async () => {
  await alice.dial('1002');
  await bob.ringing().waitFor();
  await bob.choose('Set up voicemail…', more, bob.ringing());
  await bob.page.getByRole('tab', { name: 'Calls', selected: true }).waitFor();
  await bob.set({ incoming: { ...defaultIncomingRules, voicemail: '601' } });
  await bob.choose('Send to voicemail', more, bob.ringing());
  await alice.untilHeard(440);
  await bob.page.keyboard.press('Control+1');
  await recent().getByText('Sent on to 601').first().waitFor();
});

test('a caller is sent to somebody else', async () => {
  await alice.dial('1002');
  await bob.ringing().waitFor();
  await bob.choose('Send to somebody else…', more, bob.ringing());
  await bob.pick('602', 'Send there', bob.ringing());
  await alice.untilHeard(1004);
  await recent().getByText('Sent on to 602').first().waitFor();
});

test('the card says who sent the caller on, by the history that the phone system tells (RFC 7044)', async () => {
  await callIn(pbx, '1002', { header: ['History-Info', '<sip:790@127.0.0.1>\\;index=1,<sip:1002@127.0.0.1>\\;index=1.1\\;mp=1'] });
  await bob.ringing('5551234').getByText('Forwarded by 790').waitFor();
  await bob.button('Answer', bob.ringing()).click();
  await bob.card('5551234').getByText('Forwarded by 790').waitFor();
});

test('the card says who sent the caller on, after one phone sent it to the other (Diversion)', async () => {
  await alice.set({ incoming: { ...defaultIncomingRules, forward: { ...defaultIncomingRules.forward, always: '1002' } } });
  await callIn(pbx, '1001');
  await bob
    .ringing('5551234')
    .getByText(/Forwarded by .*1001/)
    .waitFor();
});

test('who is blocked does not ring a second time, and rings again when that is taken back', async () => {
  await alice.dial('1002');
  await bob.ringing().waitFor();
  await bob.choose('Block this caller', more, bob.ringing());
  await bob.page.getByText('1001 does not ring here any more.').waitFor();
  await alice.ended.getByText('declined the call').waitFor();
  await alice.dial('1002');
  await recent().getByText('Blocked').first().waitFor();
  await alice.ended.getByText('declined the call').waitFor();
  expect(await bob.ringing().count()).toBe(0);
  await bob.button('Undo').click();
  await alice.dial('1002');
  await bob.ringing().waitFor();
});

test('answered by itself, the call says so', async () => {
  await bob.set({ incoming: { ...defaultIncomingRules, autoAnswer: { isOn: true, after: 0, obeysHeaders: false } } });
  await alice.dial('1002');
  await bob.card().getByText('Answered automatically').waitFor();
  await bob.untilHeard(aliceTone);
});
