import { beforeAll, expect } from 'vitest';
import { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { openSetting, openView } from './setting-steps.ts';
import { accountOf, pbx, signIn, usePbx } from './signed-in.ts';

/** 651 to 658 answer, each with a tone of its own. */
const dialplan = `
[users](+)
exten => _65X,1,Answer()
 same => n,Playtones($[300 + 100 * \${EXTEN:2}])
 same => n,Wait(3600)
`;
const toneOf = (number: string) => 300 + 100 * Number(number.slice(2));

let alice: Offhook;
let bob: Offhook;

usePbx({ dialplan });
beforeAll(async () => {
  [alice, bob] = await Promise.all([signIn('1001'), signIn('1002')]);
}, 90_000);

test('what is written during a call is read at the other end, counted until it is seen', async () => {
  await alice.dial('1002');
  await bob.button('Answer', bob.ringing()).click();
  await alice.card().getByText('In call').waitFor();
  await alice.button('Messages', alice.card()).click();
  await alice.page.keyboard.type('The order is 4711');
  await alice.page.keyboard.press('Enter');
  await alice.card().getByRole('log').getByText('The order is 4711').waitFor();
  await expect
    .poll(() =>
      alice
        .card()
        .getByRole('textbox', { name: /^Message to/ })
        .inputValue(),
    )
    .toBe('');
  await bob.card().getByRole('button', { name: 'Messages 1 new' }).click();
  await bob.card().getByRole('log').getByText('The order is 4711').waitFor();
  await bob.page.keyboard.type('Noted');
  await bob.page.keyboard.press('Enter');
  await alice.card().getByRole('log').getByText('Noted').waitFor();
  expect(await bob.button('Messages', bob.card()).count()).toBe(1);
});

test('a sequence is pasted, sent up to the semicolon, and goes on when it is told to', async () => {
  await alice.talkTo('608');
  await alice.button('Keypad', alice.card()).click();
  await alice.card().getByRole('textbox', { name: 'Digits to send' }).fill('1 2,;34#');
  await alice.page.keyboard.press('Enter');
  await alice.button('Continue with 34#', alice.card()).click();
  expect(await pbx.digits('1001')).toBe('1234');
  await alice.card().getByText('Sent: 12,34#').waitFor();
});

test('Enter on the empty field brings the last number back, and a second one calls it', async () => {
  await alice.talkTo('600');
  await alice.button('Hang up', alice.card()).click();
  await alice.ended.waitFor();
  await alice.dialField.press('Enter');
  await expect.poll(() => alice.dialField.inputValue()).toBe('600');
  expect(await alice.card().count()).toBe(0);
  await alice.dialField.press('Enter');
  await alice.card('600').getByText('In call').waitFor();
});

test('called without our number, the other side does not learn it', async () => {
  const carol = await Offhook.signedIn(accountOf('1012'));
  try {
    await carol.dialField.fill('1002');
    await carol.choose('Call without showing my number', 'More ways to call');
    await bob.ringing().waitFor();
    expect(await bob.ringing().textContent()).not.toContain('1012');
    await bob.button('Decline', bob.ringing()).click();
    await carol.dial('1002');
    await bob.ringing().getByText('1012').first().waitFor();
    await bob.button('Decline', bob.ringing()).click();
  } finally {
    await carol.close();
  }
});

test('eight calls are up at once, and each can be talked to', async () => {
  const numbers = ['651', '652', '653', '654', '655', '656', '657', '658'];
  for (const number of numbers) {
    await alice.dial(number);
    await alice.card(number).getByText('In call').waitFor();
  }
  for (const [index, number] of numbers.entries()) {
    await alice.button(`Resume ${number}`, alice.card(number)).click();
    await alice.untilHeard(toneOf(number), { index });
    await expect.poll(() => alice.page.getByText('On hold', { exact: true }).count()).toBe(7);
  }
});

test('told to, the phone goes back to who waits when we hang up', async () => {
  await openSetting(alice, 'Calls', 'Several calls');
  await alice.page.getByRole('switch', { name: 'Go back to the call on hold' }).click();
  await openView(alice, 'Phone');
  await alice.talkTo('601');
  await alice.dial('602');
  await alice.untilHeard(1004);
  await alice.card('601').getByText('On hold', { exact: true }).waitFor();
  await alice.untilSilent({ index: 0 });
  await alice.button('Hang up', alice.card('602')).click();
  await alice.card('601').getByText('In call').waitFor();
  await alice.untilHeard(440, { index: 0 });
});
