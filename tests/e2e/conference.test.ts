import { beforeAll, expect } from 'vitest';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { signIn, usePbx } from './signed-in.ts';

const tones = { alice: 700, bob: 1300, carol: 1900 };
const all = Object.values(tones);
let alice: Offhook;
let bob: Offhook;
let carol: Offhook;

usePbx();
beforeAll(async () => {
  const open = (user: string, microphoneTone: number) => signIn(user, { microphoneTone });
  [alice, bob, carol] = await Promise.all([open('1001', tones.alice), open('1002', tones.bob), open('1003', tones.carol)]);
}, 120_000);

async function join(): Promise<void> {
  await alice.dial('1002');
  await bob.button('Answer', bob.ringing()).click();
  await alice.card().getByText('In call').waitFor();
  await alice.dial('1003');
  await carol.button('Answer', carol.ringing()).click();
  await alice.button('All together').click();
  await alice.conference.waitFor();
}

test('three who are joined hear each other, and nobody themselves', async () => {
  await join();
  await bob.untilHeardOf([tones.alice, tones.carol], all);
  await carol.untilHeardOf([tones.alice, tones.bob], all);
  await alice.untilHeardOf([tones.bob], all, { index: 0 });
  await alice.untilHeardOf([tones.carol], all, { index: 1 });
  await alice.conference.getByText('Speaking').first().waitFor();
});

test('whoever is muted is heard by nobody, and hears on', async () => {
  await join();
  await alice.conference.getByRole('button', { name: /^Mute .*1002/ }).click();
  await carol.untilHeardOf([tones.alice], all);
  await bob.untilHeardOf([tones.alice, tones.carol], all);
  await alice.conference.getByRole('button', { name: /^Unmute .*1002/ }).click();
  await carol.untilHeardOf([tones.alice, tones.bob], all);
  await alice.button('Mute yourself', alice.conference).click();
  await carol.untilHeardOf([tones.bob], all);
});

test('whoever is removed is gone, and the other is talked to alone', async () => {
  await join();
  await alice.conference.getByRole('button', { name: /^Remove .*1003/ }).click();
  await carol.ended.waitFor();
  await alice.conference.waitFor({ state: 'detached' });
  await alice.card().getByText('In call').waitFor();
  await bob.untilHeardOf([tones.alice], all);
});

test('we leave, and the two of them talk on', async () => {
  await join();
  await alice.button('Leave, and let them go on', alice.conference).click();
  await alice.conference.waitFor({ state: 'detached' });
  await bob.untilHeardOf([tones.carol], all);
  await carol.untilHeardOf([tones.bob], all);
  expect(await alice.card().count()).toBe(0);
});

test('split, the newest of them is talked to and the other waits', async () => {
  await join();
  await alice.button('Split', alice.conference).click();
  await alice.conference.waitFor({ state: 'detached' });
  await carol.untilHeardOf([tones.alice], all);
  await alice.page.getByText('On hold', { exact: true }).waitFor();
});
