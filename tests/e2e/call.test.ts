import { beforeAll, expect } from 'vitest';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { pbx, signIn, untilNoCalls, usePbx } from './signed-in.ts';
import { mutedSpeakers, silence } from './sound.ts';

const tone = 1000;
let phone: Offhook;

usePbx();
beforeAll(async () => {
  phone = await signIn('1001', { microphoneTone: tone });
}, 60_000);

const hangUp = async () => {
  await phone.button('Hang up', phone.card()).click();
  await phone.card().waitFor({ state: 'detached' });
};

test('what is spoken to the echo comes back', async () => {
  await phone.talkTo('600');
  await phone.untilHeard(tone);
  await hangUp();
  await expect(phone.ended.textContent()).resolves.toContain('You hung up.');
});

test('a muted microphone sends silence, an open one sound', async () => {
  await phone.talkTo('600');
  await phone.untilHeard(tone);
  await phone.button('Mute', phone.card()).click();
  await phone.untilSilent();
  await phone.button('Unmute', phone.card()).click();
  await phone.untilHeard(tone);
  await hangUp();
});

test('with the speaker off nothing of the far end is played, and the card says so', async () => {
  await phone.talkTo('601');
  await phone.untilHeard(440);
  await expect.poll(() => mutedSpeakers(phone.page)).toEqual([false]);
  await phone.button('Speaker off', phone.card()).click();
  await phone.button('Speaker on', phone.card()).waitFor();
  await phone.card().getByText('Speaker off', { exact: true }).waitFor();
  await expect.poll(() => mutedSpeakers(phone.page)).toEqual([true]);
  await phone.button('Speaker on', phone.card()).click();
  await expect.poll(() => mutedSpeakers(phone.page)).toEqual([false]);
  await hangUp();
});

test('a held call is silent until it is resumed', async () => {
  await phone.talkTo('601');
  await phone.untilHeard(440);
  await phone.button('Hold', phone.card()).click();
  await phone.card().getByText('On hold', { exact: true }).waitFor();
  await phone.untilSilent();
  await phone.button('Resume', phone.card()).click();
  await phone.card().getByText('In call').waitFor();
  await phone.untilHeard(440);
  await hangUp();
});

test('the microphone of a held call is off the wire, and back after resuming', async () => {
  await phone.talkTo('600');
  await phone.untilHeard(tone);
  await phone.button('Hold', phone.card()).click();
  await phone.card().getByText('On hold', { exact: true }).waitFor();
  await phone.untilSilent();
  await phone.button('Resume', phone.card()).click();
  await phone.untilHeard(tone);
  await hangUp();
});

test('keys pressed in a call reach the other side', async () => {
  await phone.talkTo('608');
  await phone.button('Keypad', phone.card()).click();
  await phone.page.keyboard.type('123#');
  expect(await pbx.digits('1001')).toBe('123');
  await phone.card().getByText('Sent: 123#').waitFor();
  await hangUp();
});

test('two calls: the second puts the first on hold, and swapping swaps the sound', async () => {
  await phone.talkTo('601');
  await phone.untilHeard(440);
  await phone.dial('602');
  await phone.card('602').getByText('In call').waitFor();
  await phone.card('601').getByText('On hold', { exact: true }).waitFor();
  await phone.untilHeard(1004, { index: 1 });
  await phone.untilSilent({ index: 0 });
  await phone.button('Swap to 601', phone.card('601')).click();
  await phone.card('601').getByText('In call').waitFor();
  await phone.card('602').getByText('On hold', { exact: true }).waitFor();
  await phone.untilHeard(440, { index: 0 });
  await phone.untilSilent({ index: 1 });
});

test.each([
  ['603', 'is busy'],
  ['604', 'declined the call'],
  ['404', 'knows no 404'],
  ['606', 'Try again'],
  ['488', 'share no way of sending sound'],
])('a call to %s that fails says why', async (number, words) => {
  await phone.dial(number);
  await phone.ended.getByText(words).waitFor();
  expect(await phone.dialField.isEnabled()).toBe(true);
});

test('a call that rings can be cancelled', async () => {
  await phone.dial('605');
  await phone.card().getByText('Ringing…').waitFor();
  await phone.button('Cancel call', phone.card()).click();
  await phone.ended.getByText('You cancelled the call.').waitFor();
  await untilNoCalls();
});

test('sound before the answer is heard', async () => {
  await phone.dial('607');
  await phone.untilHeard(500);
  await phone.card().getByText('In call').waitFor();
  await phone.untilHeard(700);
  await hangUp();
});

test('the ringing tone is ours until the network has sound, which then is heard and told', async () => {
  const early = phone.card().getByText('Sound before the answer');
  await phone.dial('613');
  await phone.untilPlays(425);
  expect((await phone.hear())?.level).toBeLessThan(silence);
  expect(await early.isVisible()).toBe(false);
  await phone.untilHeard(500);
  await early.waitFor();
  await phone.card().getByText('Ringing…').waitFor();
  await phone.untilPlays(0);
  await phone.staysQuiet(5);
  expect(await early.isVisible()).toBe(true);
  await phone.card().getByText('In call').waitFor();
  expect(await early.isVisible()).toBe(false);
  await phone.untilHeard(700);
  await hangUp();
});

test('a call that the other side ends says so', async () => {
  await phone.dial('610');
  await phone.ended.getByText('hung up.').waitFor();
});
