import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { melody } from '../../electron/practice/melody.ts';
import { Offhook } from './offhook.ts';

const tone = 1000;
let phone: Offhook;

beforeAll(async () => {
  phone = await Offhook.open({ microphoneTone: tone });
}, 30_000);
afterAll(() => phone?.close());
afterEach(() => phone.hangUpAll());

test('a newcomer without an account makes a test call and hears the own voice', async () => {
  await phone.page.getByRole('button', { name: /Make a test call now/ }).click();
  await phone.page
    .getByRole('button', { name: /Start using Offhook|Skip/ })
    .first()
    .click();
  await phone.light('Practice').waitFor();
  await phone.page.getByRole('button', { name: /^Call 600/ }).click();
  await phone.card().getByText('In call').waitFor();
  await phone.untilHeard(tone);
  await phone.button('Hang up', phone.card()).click();
  await phone.ended.waitFor();
});

test('the practice line plays its melody and hangs up', async () => {
  const tune = phone.untilHeardPass(...melody.map(({ hertz }) => hertz));
  await phone.dial('601');
  await tune;
  await phone.ended.getByText('hung up.').waitFor({ timeout: 30_000 });
});

test('the practice line calls back, and answering brings sound', async () => {
  await phone.dial('602');
  await phone.button('Answer', phone.ringing()).click({ timeout: 20_000 });
  await phone.card().getByText('In call').waitFor();
  await expect.poll(async () => (await phone.hear())?.level ?? 0, { timeout: 15_000 }).toBeGreaterThan(0.005);
  await phone.button('Hang up', phone.card()).click();
});

test('a number that the practice line does not have is told in words', async () => {
  await phone.dial('999');
  await phone.ended.getByText('knows no 999').waitFor();
});
