import { beforeAll, expect } from 'vitest';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { untilSeen } from './picture.ts';
import { signIn, usePbx } from './signed-in.ts';

/* What a person sees of a conference of the phone system that passes on what everyone shows, and says who that is. */

const users = ['1001', '1002', '1003'];
/** Her camera sees a bar that crosses red from left to right, as Carol's does, his one on blue. */
let alice: Offhook;
let bob: Offhook;
let carol: Offhook;

usePbx({
  pjsip: users.map((user) => `[${user}](+type=endpoint)\nallow=vp8\nmax_video_streams=10\n`).join(''),
});

beforeAll(async () => {
  [alice, bob, carol] = await Promise.all([
    signIn('1001', { cameraGround: 'red' }),
    signIn('1002', { cameraGround: 'blue' }),
    signIn('1003', { cameraGround: 'red' }),
  ]);
}, 60_000);

async function join(phone: Offhook): Promise<void> {
  await phone.set({ video: { dialsWithVideo: true } });
  await phone.dial('7003');
}

const picturesOf = (phone: Offhook) => phone.card().getByRole('button', { name: /^Video of / });
const isLarge = (phone: Offhook, name: string) => phone.button(`Video of ${name}`, phone.card()).getAttribute('aria-pressed');

test('everyone is seen by name, one of them is made large, and who leaves is seen no more', async () => {
  for (const phone of [bob, alice, carol]) await join(phone);
  await Promise.all([untilSeen(alice.page, 'Video of User 1002', 'blue'), untilSeen(alice.page, 'Video of User 1003', 'red')]);
  await Promise.all([untilSeen(bob.page, 'Video of User 1001', 'red'), untilSeen(bob.page, 'Video of User 1003', 'red')]);
  expect(await picturesOf(alice).count()).toBe(2);

  await alice.button('Video of User 1002', alice.card()).click();
  await expect.poll(() => isLarge(alice, 'User 1002')).toBe('true');
  expect(await isLarge(alice, 'User 1003')).toBe('false');
  await untilSeen(alice.page, 'Video of User 1002', 'blue');

  await bob.button('Hang up', bob.card()).click();
  await expect.poll(() => picturesOf(alice).count()).toBe(1);
  await untilSeen(alice.page, 'Video of User 1003', 'red');
}, 60_000);
