import { beforeAll, expect } from 'vitest';
import { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { accountOf, signIn, usePbx } from './signed-in.ts';
import { hideNextAnswer } from './wire.ts';

const aliceTone = 700;
const bobTone = 1300;
let alice: Offhook;
let bob: Offhook;

usePbx();
beforeAll(async () => {
  [alice, bob] = await Promise.all([signIn('1001', { microphoneTone: aliceTone }), signIn('1002', { microphoneTone: bobTone })]);
}, 60_000);

test('two people hear each other, and one hangs up on both', async () => {
  await alice.dial('1002');
  await bob.button('Answer', bob.ringing()).click();
  await alice.card().getByText('In call').waitFor();
  await bob.card().getByText('In call').waitFor();
  await alice.untilHeard(bobTone);
  await bob.untilHeard(aliceTone);
  await bob.button('Hang up', bob.card()).click();
  await alice.ended.getByText('hung up.').waitFor();
  await bob.ended.getByText('You hung up.').waitFor();
});

test('a call for whose sound no way was found says so, and mends itself', async () => {
  await hideNextAnswer(bob.page);
  await alice.dial('1002');
  await bob.button('Answer', bob.ringing()).click();
  await bob.card().getByText('Nothing is heard from the other side.').waitFor();
  await bob.untilHeard(aliceTone);
  await alice.untilHeard(bobTone);
  await bob.card().getByText('Nothing is heard from the other side.').waitFor({ state: 'detached' });
});

test('the caller’s name is on the ringing card, and Enter answers only when the card has the focus', async () => {
  await alice.dial('1002');
  await bob.ringing('User 1001').waitFor();
  await bob.dialField.press('Enter');
  await bob.page.keyboard.press('Space');
  expect(await bob.card().count()).toBe(0);
  await bob.ringing().focus();
  await bob.page.keyboard.press('Enter');
  await bob.card().getByText('In call').waitFor();
  await alice.button('Hang up', alice.card()).click();
  await bob.ended.getByText('hung up.').waitFor();
});

test('a caller who is declined hears so in words', async () => {
  await alice.dial('1002');
  await bob.button('Decline', bob.ringing()).click();
  await alice.ended.getByText('declined the call').waitFor();
  await bob.ringing().waitFor({ state: 'detached' });
});

test('a caller who is told busy hears so in words', async () => {
  await alice.dial('1002');
  await bob.choose('Tell them I am busy', /^More ways to handle/, bob.ringing());
  await alice.ended.getByText('is busy').waitFor();
});

test('a caller who gives up leaves a missed call', async () => {
  await alice.dial('1002');
  await bob.ringing().waitFor();
  await alice.button('Cancel call', alice.card()).click();
  await bob.ringing().waitFor({ state: 'detached' });
  await bob.page.getByRole('region', { name: 'Recent calls' }).getByText('Missed').first().waitFor();
});

test('a call answered on another phone is told from a missed one', async () => {
  const carol = await Offhook.signedIn(accountOf('1003'));
  try {
    await carol.dial('699');
    await alice.ringing().waitFor();
    await bob.ringing().waitFor();
    await alice.button('Answer', alice.ringing()).click();
    await alice.card().getByText('In call').waitFor();
    await bob.ringing().waitFor({ state: 'detached' });
    await bob.page.getByRole('region', { name: 'Recent calls' }).getByText('Answered elsewhere').waitFor();
    await alice.button('Hang up', alice.card()).click();
  } finally {
    await carol.close();
  }
});

test('put on hold by the other side, the phone says so and plays what the PBX plays', async () => {
  await alice.dial('1002');
  await bob.button('Answer', bob.ringing()).click();
  await alice.untilHeard(bobTone);
  await bob.button('Hold', bob.card()).click();
  await bob.card().getByText('On hold', { exact: true }).waitFor();
  await alice.untilHeard(800);
  await bob.button('Resume', bob.card()).click();
  await alice.untilHeard(bobTone);
  await alice.button('Hang up', alice.card()).click();
});
