import { beforeAll, expect } from 'vitest';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { camerasOn, keepCameras, untilSeen } from './picture.ts';
import { openView } from './setting-steps.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';

/* What a person does with the pictures of a call, and with the camera outside of one. `video.test.ts` has the calls themselves. */

const mine = 'Your camera';
const theirs = 'Video of ';
/** Her camera sees a bar that crosses red from left to right, his one on blue. */
let alice: Offhook;
let bob: Offhook;

const passesVideo = (name: string): string => `[${name}](+type=endpoint)\nallow=vp8,h264\n`;
usePbx({ pjsip: `${passesVideo('1001')}${passesVideo('1002')}` });

beforeAll(async () => {
  [alice, bob] = await Promise.all([signIn('1001', { cameraGround: 'red' }), signIn('1002', { cameraGround: 'blue' })]);
}, 60_000);

/** She calls him with video by her settings alone, and both see each other. */
async function seeEachOther(): Promise<void> {
  await alice.set({ video: { dialsWithVideo: true } });
  await alice.dial('1002');
  await bob.button('Answer with video', bob.ringing()).click();
  await Promise.all([untilSeen(alice.page, theirs, 'blue'), untilSeen(bob.page, theirs, 'red')]);
}

const openVideoSettings = async (): Promise<void> => {
  await openView(alice, 'Settings');
  await alice.page.getByRole('tab', { name: 'Video', exact: true }).click();
};
const isFull = () => alice.page.evaluate(() => document.fullscreenElement?.getAttribute('aria-label') ?? null);
const floats = () => alice.page.evaluate(() => document.pictureInPictureElement !== null);

/** In the page: remembers the requests that are sent from now on. */
function keepRequests(): void {
  const sent: string[] = [];
  Object.assign(globalThis, { __sent: sent });
  const real = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    sent.push(String(data));
    real.call(this, data);
  };
}
const lastInvite = () =>
  alice.page.evaluate(() => (globalThis as { __sent?: string[] }).__sent?.findLast((text) => text.startsWith('INVITE')) ?? '');

test('she sees what her camera shows, as large as it is, until she looks elsewhere', async () => {
  await alice.page.evaluate(keepCameras);
  await openVideoSettings();
  expect(await alice.page.evaluate(camerasOn)).toBe(0);
  await alice.button('Show my camera').click();
  const seen = await untilSeen(alice.page, mine, 'red');
  expect(seen.isMirrored).toBe(true);
  await alice.page.getByText(`${seen.width} × ${seen.height}`).waitFor();
  await openView(alice, 'Phone');
  await expect.poll(() => alice.page.evaluate(camerasOn)).toBe(0);
});

test('what is set for video is what her calls offer, and she sees herself until he answers', async () => {
  await alice.page.evaluate(keepRequests);
  await openVideoSettings();
  await alice.page.getByLabel('Preferred video format').selectOption('VP9');
  await alice.page.getByLabel('Bandwidth for video').selectOption('512 kbit/s');
  await alice.page.getByRole('switch', { name: 'Call with video' }).click();
  await openView(alice, 'Phone');
  await alice.dial('1002');
  await expect(untilSeen(alice.page, mine, 'red')).resolves.toMatchObject({ isMirrored: true });
  await bob.ringing().getByText('Incoming video call').waitFor();
  const video = (await lastInvite()).split('m=video')[1] ?? '';
  const [first] = /(?<=^ \d+ [A-Z/]+ )\d+/.exec(video) ?? [];
  expect(video).toContain(`a=rtpmap:${first} VP9/90000`);
  expect(video).toMatch(/^b=TIAS:512000\r$/m);
  await alice.set({ video: { codec: null, maxBitRate: null } });
});

test('on hold nobody is seen, which is said where the picture was, and both are back after it', async () => {
  await seeEachOther();
  await alice.button('Hold', alice.card()).click();
  await alice.card().getByText('On hold: nobody is seen.').waitFor();
  // An Asterisk plays music to him and does not say why: what he sees is that no picture comes.
  await bob.card().getByText('has no camera on').waitFor();
  await expect.poll(() => alice.page.locator('video').count()).toBe(0);
  await alice.button('Resume', alice.card()).click();
  await Promise.all([untilSeen(alice.page, theirs, 'blue'), untilSeen(bob.page, theirs, 'red')]);
  await untilSeen(alice.page, mine, 'red');
});

test('in full screen the call is at hand, also one that rings, and her own picture moves out of the way', async () => {
  await seeEachOther();
  await alice.button('Full screen', alice.card()).click();
  await expect.poll(isFull).toMatch(/^Video with /);
  await untilSeen(alice.page, theirs, 'blue');
  const stage = alice.page.getByRole('region', { name: 'Video with' });
  const self = stage.getByRole('button', { name: 'Your own picture' });
  const before = await self.boundingBox();
  await self.press('ArrowUp');
  await self.press('ArrowLeft');
  await expect
    .poll(async () => {
      const after = await self.boundingBox();
      return [after!.x < before!.x, after!.y < before!.y];
    })
    .toEqual([true, true]);

  await alice.button('Mute', stage).click();
  await alice.button('Unmute', stage).click();
  await pbx.originate({ to: '1001' });
  const caller = stage.getByRole('region', { name: /^Incoming call from/ });
  await alice.button('Decline', caller).click();
  await caller.waitFor({ state: 'detached' });
  expect(await isFull()).not.toBeNull();
  await alice.button('Leave full screen', stage).click();
  await expect.poll(isFull).toBeNull();
  await alice.button('Hang up', stage).waitFor({ state: 'detached' });
  await alice.button('Hang up', alice.card()).waitFor();
});

test('a small window shows him while she looks at other views, and ends with the call', async () => {
  await seeEachOther();
  await alice.button('Small window on top', alice.card()).click();
  await expect.poll(floats).toBe(true);
  await alice.card().getByText('The video is in a small window.').waitFor();
  await openView(alice, 'People');
  expect(await floats()).toBe(true);
  const moves = () =>
    alice.page.evaluate(
      () => (document.pictureInPictureElement as HTMLVideoElement | null)?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
    );
  const shown = await moves();
  await expect.poll(moves).toBeGreaterThan(shown + 10);
  await openView(alice, 'Phone');
  await alice.button('Hang up', alice.card()).click();
  await expect.poll(floats).toBe(false);
});
