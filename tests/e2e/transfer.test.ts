import { afterEach, beforeAll, expect } from 'vitest';
import { defaultIncomingRules } from '../../shared/default-rules.ts';
import { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { openSetting, openView } from './setting-steps.ts';
import { accountOf, signIn, usePbx } from './signed-in.ts';

const aliceTone = 700;
const bobTone = 1300;
const carolTone = 1900;
/** 620 answers, waits a second and wants its caller to talk to 601; refused, it plays a tone of 600 Hz. */
const dialplan = `
[users](+)
exten => 620,1,Answer()
 same => n,Wait(1)
 same => n,Transfer(PJSIP/sip:601@127.0.0.1)
 same => n,GotoIf($["\${TRANSFERSTATUS}"="SUCCESS"]?:stay)
 same => n,Hangup()
 same => n(stay),Playtones(600)
 same => n,Wait(3600)
`;

let alice: Offhook;
let bob: Offhook;

usePbx({ dialplan });
beforeAll(async () => {
  [alice, bob] = await Promise.all([signIn('1001', { microphoneTone: aliceTone }), signIn('1002', { microphoneTone: bobTone })]);
}, 90_000);

afterEach(async () => {
  await alice.set({ incoming: defaultIncomingRules });
});

async function talk(): Promise<void> {
  await alice.dial('1002');
  await bob.button('Answer', bob.ringing()).click();
  await alice.card().getByText('In call').waitFor();
  await bob.untilHeard(aliceTone);
}

test('a call that is handed over at once talks to somebody else, and both ends say so', async () => {
  await talk();
  await alice.transferTo('601', 'Transfer now');
  await bob.untilHeard(440);
  await alice.ended.getByText(/You handed .* over to 601\./).waitFor();
  await alice.page
    .getByRole('region', { name: 'Recent calls' })
    .getByText(/Transferred to 601/)
    .first()
    .waitFor();
  expect(await bob.card().count()).toBe(1);
});

test('a transfer that is refused gives the call back, and says so', async () => {
  await talk();
  await alice.transferTo('9999', 'Transfer now');
  await alice.card().getByText('The call could not be handed over. There is no such number.').waitFor();
  await alice.card().getByText('In call').waitFor();
  await bob.untilHeard(aliceTone);
  await alice.untilHeard(bobTone);
});

test('after a word with somebody the call is handed over to them', async () => {
  await talk();
  // An echo: whoever talks to it hears themselves.
  await alice.transferTo('600', 'Talk first');
  await alice.page.getByText(/You ask 600 about .*, who is waiting\./).waitFor();
  await alice.untilHeard(aliceTone);
  await bob.untilHeard(800); // music on hold
  await alice.page.getByRole('button', { name: /^Transfer .* to 600$/ }).click();
  await bob.untilHeard(bobTone);
  await alice.card().waitFor({ state: 'detached' });
  await alice.ended.getByText(/You handed .* over to/).waitFor();
});

test('whoever was handed over sees whom they talk to now', async () => {
  const carol = await Offhook.signedIn(accountOf('1003'), { microphoneTone: carolTone });
  try {
    await talk();
    await alice.transferTo('1003', 'Talk first');
    await carol.button('Answer', carol.ringing()).click();
    await carol.untilHeard(aliceTone);
    await alice.page.getByRole('button', { name: /^Transfer .* to User 1003$/ }).click();
    await bob.untilHeard(carolTone);
    await bob.card('User 1003').waitFor();
    await carol.card('User 1002').waitFor();
  } finally {
    await carol.close();
  }
});

test('whoever was asked says no: the first call goes on', async () => {
  await talk();
  await alice.transferTo('602', 'Talk first');
  await alice.untilHeard(1004);
  await alice.page.getByRole('button', { name: /^Back to / }).click();
  await alice.card('602').waitFor({ state: 'detached' });
  await alice.card().getByText('In call').waitFor();
  await bob.untilHeard(aliceTone);
});

test('two calls are connected with each other, without us', async () => {
  await talk();
  await alice.dial('600');
  await alice.card('600').getByText('In call').waitFor();
  await alice.button('Connect them').click();
  await bob.untilHeard(bobTone);
  await alice.card().waitFor({ state: 'detached' });
});

test('the transfer is opened by key from any view, typed and done without the mouse', async () => {
  await talk();
  await alice.page.keyboard.press('Control+2');
  await alice.page.keyboard.press('Control+t');
  await alice.page.keyboard.type('602');
  await alice.page.keyboard.press('Enter');
  await alice.card('602').getByText('In call').waitFor();
  expect(await alice.dialField.inputValue()).toBe('');
});

test('the other side wants us to talk to somebody else: after a yes we do, after a no we stay', async () => {
  await alice.talkTo('620');
  await alice.page.getByText('620 asks you to talk to 601 instead.').waitFor();
  await alice.button('Stay with 620').click();
  await alice.untilHeard(600);
  await alice.hangUpAll();
  await alice.talkTo('620');
  await alice.button('Call 601').click();
  await alice.untilHeard(440);
  await alice.card('601').getByText('In call').waitFor();
  await expect.poll(() => alice.card().count()).toBe(1);
});

test.each([
  ['Never follows', '620', 600],
  ['Follows trusted systems', '601', 440],
])('“%s” decides without a question: the call is then with %s', async (choice, number, tone) => {
  await openSetting(alice, 'Calls', 'Transfers');
  await alice.page.getByRole('radio', { name: choice }).click();
  await openView(alice, 'Phone');
  await alice.talkTo('620');
  await alice.untilHeard(tone);
  await alice.card(number).getByText('In call').waitFor();
  await expect.poll(() => alice.card().count()).toBe(1);
});
