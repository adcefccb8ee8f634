import { afterEach, beforeAll, expect } from 'vitest';
import { defaultOutgoingRules } from '../../shared/default-rules.ts';
import type { Bridge } from '../../shared/ipc.ts';
import { defaultFeatureCodes } from '../../shared/rules.ts';
import { callersDialplan, noted } from './callers.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { field, openSetting, openView, save } from './setting-steps.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';

/** Who hides behind an anonymous From is known by the digest's user name. */
const pjsip = `[1001](+)
identify_by=username,auth_username
[global](+)
endpoint_identifier_order=username,auth_username
`;
let phone: Offhook;

usePbx({ dialplan: callersDialplan, pjsip });
beforeAll(async () => {
  phone = await signIn('1001');
}, 60_000);

afterEach(async () => {
  const asSignedIn = { accountId: 'sip:1001@127.0.0.1', patch: { outgoing: defaultOutgoingRules, featureCodes: defaultFeatureCodes } };
  await phone.page.evaluate(
    (update) => (globalThis as unknown as { bridge: Bridge }).bridge.request('account:update', update).then(() => {}),
    asSignedIn,
  );
});

test('a rule of the dial plan decides who is reached, and says so before', async () => {
  await openSetting(phone, 'Account', 'How numbers are dialled');
  await phone.button('Add a rule').click();
  await field(phone, 'Looks like').fill('7(XX)');
  await save(phone, 'Dial', '6$1');
  await field(phone, 'Try it').fill('701');
  await phone.page.getByText('Dials 601, by your rule for 7(XX)').waitFor();
  await openView(phone, 'Phone');
  await phone.dial('701');
  await phone.card().getByText('In call').waitFor();
  await phone.untilHeard(440);
});

test('a header of the account reaches the phone system with the next call', async () => {
  await openSetting(phone, 'Account', 'What others see');
  await field(phone, 'Name').fill('X-Department');
  await field(phone, 'Value').fill('Sales & Service');
  await phone.button('Add').click();
  await phone.button('Remove X-Department').waitFor();
  await openView(phone, 'Phone');
  await pbx.command('database deltree noted');
  await phone.dial('791');
  expect(await noted(pbx, 'header')).toBe('Sales & Service');
  await phone.ended.waitFor();
});

test.each([
  ['Everyone, at once', '*72', '*73'],
  ['When you are in a call', '*90', '*91'],
  ['When you do not answer', '*92', '*93'],
])('forwarding at the phone system, %s: %s is dialled with the number behind it, and %s alone', async (whom, on, off) => {
  await openSetting(phone, 'Account', 'Codes of your phone system');
  const codes = phone.page.getByRole('group', { name: `Forwarding: ${whom}` });
  await codes.getByLabel('Code to turn it on').fill(on);
  await codes.getByLabel('Code to turn it off').fill(off);
  await phone.page.keyboard.press('Enter');
  await dialsCode(`Turn on: calls ${on}601`, `${on}601`);
  await dialsCode(`Turn off: calls ${off}`, off);
});

async function dialsCode(button: string, code: string): Promise<void> {
  await openSetting(phone, 'Calls', 'Forwarding');
  await field(phone, 'Forward to').fill('601');
  await pbx.command('database deltree noted');
  await phone.button(button).click();
  expect(await noted(pbx, 'code')).toBe(code);
  await phone.card().waitFor({ state: 'detached' });
}

test('a hidden number is hidden from whoever is called, and from the next call on shown again', async () => {
  await openSetting(phone, 'Account', 'What others see');
  await phone.page.getByRole('switch', { name: 'Hide my number' }).click();
  await openView(phone, 'Phone');
  await pbx.command('database deltree noted');
  await phone.dial('792');
  expect(await noted(pbx, 'from')).toContain('anonymous.invalid');
  await phone.ended.waitFor();
  await openSetting(phone, 'Account', 'What others see');
  await phone.page.getByRole('switch', { name: 'Hide my number' }).click();
  await openView(phone, 'Phone');
  await pbx.command('database deltree noted');
  await phone.dial('792');
  expect(await noted(pbx, 'from')).toContain('1001@');
});
