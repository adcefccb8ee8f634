import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { expectAccessible } from '../accessibility.ts';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { Desk } from './desk.ts';
import { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { closeCaptured, keepCaptures, see, untilSeen } from './picture.ts';
import { openView } from './setting-steps.ts';

const mine = 'Your camera';
const theirs = 'Video of ';
let pbx: Asterisk;
/** Her camera sees a bar that crosses red from left to right, his one on blue. What is shared is green. */
let alice: Offhook;
let bob: Offhook;

const account = (name: string) => {
  const { password } = pbx.user(name);
  return { server: pbx.url, user: name, password };
};

beforeAll(async () => {
  const passesVideo = (name: string): string => `[${name}](+type=endpoint)\nallow=vp8,h264\n`;
  pbx = await startAsterisk({ pjsip: `${passesVideo('1001')}${passesVideo('1002')}` });
  [alice, bob] = await Promise.all([
    Offhook.signedIn(account('1001'), { cameraGround: 'red' }),
    Offhook.signedIn(account('1002'), { cameraGround: 'blue' }),
  ]);
}, 60_000);

afterAll(async () => {
  await Promise.all([alice?.close(), bob?.close()]);
  await pbx?.stop();
});

afterEach(async () => {
  await Promise.all([alice.hangUpAll(), bob.hangUpAll()]);
  await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
});

/** She calls him with video, and he answers as the button says. */
async function call(answer: 'Answer' | 'Answer with video'): Promise<void> {
  await alice.dialField.fill('1002');
  await alice.choose('Call with video', 'More ways to call');
  await bob.button(answer, bob.ringing()).click();
  await alice.card().getByText('In call').waitFor();
}

async function talk(): Promise<void> {
  await alice.dial('1002');
  await bob.button('Answer', bob.ringing()).click();
  await alice.card().getByText('In call').waitFor();
}

async function share(name: string): Promise<void> {
  await alice.button('Share screen', alice.card()).click();
  await alice.card().getByText(name).click();
  await alice.button('Share', alice.card()).click();
}

const sharingBar = () => alice.page.getByRole('region', { name: /^You are sharing/ });

test('two people see each other, and one is gone and back with the camera', async () => {
  await call('Answer with video');
  await Promise.all([untilSeen(alice.page, theirs, 'blue'), untilSeen(bob.page, theirs, 'red')]);
  // As in a mirror: what goes from left to right goes the other way.
  await expect(untilSeen(alice.page, mine, 'red')).resolves.toMatchObject({ isMirrored: true });
  await expect(untilSeen(bob.page, theirs, 'red')).resolves.toMatchObject({ isMirrored: false });

  await alice.button('Turn camera off', alice.card()).click();
  await bob.card().getByText('has no camera on').waitFor();
  await untilSeen(alice.page, theirs, 'blue');
  await expect.poll(() => see(alice.page, mine)).toBeNull();
  await alice.button('Turn camera on', alice.card()).click();
  await untilSeen(bob.page, theirs, 'red');
  await expectAccessible(alice.page);
});

test('answered without video, nothing is seen of him, and he looks when he wants to', async () => {
  await call('Answer');
  await bob.card().getByText('calls with video').waitFor();
  expect(await bob.page.locator('video').count()).toBe(0);
  await bob.button('Only look', bob.card()).click();
  await untilSeen(bob.page, theirs, 'red');
  await alice.card().getByText('has no camera on').waitFor();
  await bob.button('Stop their video', bob.card()).click();
  await expect.poll(() => see(bob.page, theirs)).toBeNull();
  await bob.button('Turn camera on', bob.card()).click();
  await untilSeen(alice.page, theirs, 'blue');
});

test('a window is chosen and shared, said so in every view, and seen as it is until it is stopped', async () => {
  await talk();
  await share('Quarterly figures');
  await sharingBar().waitFor();
  await expect(new Desk(alice.app).captured).resolves.toBe('window:7:0');
  await expect(untilSeen(bob.page, theirs, 'green')).resolves.toMatchObject({ isMirrored: false });
  await openView(alice, 'Settings');
  await sharingBar().getByRole('button', { name: 'Stop sharing' }).click();
  await sharingBar().waitFor({ state: 'detached' });
  await expect.poll(() => see(bob.page, theirs)).toBeNull();
  await openView(alice, 'Phone');
  await alice.card().getByText('In call').waitFor();
});

test('a shared window that is closed ends the sharing and not the call, and says so', async () => {
  await alice.page.evaluate(keepCaptures);
  await talk();
  await share('Quarterly figures');
  await untilSeen(bob.page, theirs, 'green');
  await alice.page.evaluate(closeCaptured);
  await alice.card().getByText('is shared any more').waitFor();
  await sharingBar().waitFor({ state: 'detached' });
  await expect.poll(() => see(bob.page, theirs)).toBeNull();
  await alice.card().getByText('In call').waitFor();
});

test('what the system does not let be seen, and what has gone, is told', async () => {
  const desk = new Desk(alice.app);
  await talk();
  await desk.offerScreens(null);
  await alice.button('Share screen', alice.card()).click();
  await alice.card().getByText('does not let Offhook see the screen').waitFor();
  await desk.offerScreens([]);
  await alice.button('Try again', alice.card()).click();
  await alice.card().getByText('There is no screen and no window').waitFor();
  await desk.offerScreens([{ id: 'screen:0:0', name: 'Entire screen' }]);
  await alice.button('Try again', alice.card()).click();
  await alice.card().getByText('Entire screen').waitFor();
  await alice.page.keyboard.press('Escape');
  await expect.poll(() => alice.button('Share screen', alice.card()).evaluate((button) => button === document.activeElement)).toBe(true);
});
