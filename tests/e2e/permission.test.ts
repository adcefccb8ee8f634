import { beforeAll, expect } from 'vitest';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';

const mine = 900;
const theirs = 440;
/** They speak until they are told to listen, then they say back what they hear. */
const speaksThenListens = '650';
const dialplan = `[users](+)
exten => ${speaksThenListens},1,Answer()
 same => n,Playtones(${theirs})
 same => n(speak),Wait(0.1)
 same => n,GotoIf($["\${DB(far/listens)}"="yes"]?:speak)
 same => n,StopPlaytones()
 same => n,Echo()
`;
let phone: Offhook;

usePbx({ dialplan, pjsip: '[1001](+type=endpoint)\nallow=vp8\n' });
beforeAll(async () => {
  phone = await signIn('1001', { microphoneTone: mine, cameraGround: 'red' });
}, 60_000);

/** From now on the permission of the browser is given or refused, by the kind of what is asked for. */
const letIn = (kinds: readonly string[]): Promise<void> =>
  phone.app.evaluate(({ session }, allowed) => {
    session.defaultSession.setPermissionRequestHandler((_page, permission, answer, details) => {
      const { mediaTypes = [] } = details as { mediaTypes?: string[] };
      const isLetIn = permission !== 'media' || mediaTypes.every((type) => allowed.includes(type));
      answer(isLetIn);
      const { refusals = 0 } = globalThis as { refusals?: number };
      if (!isLetIn) Object.assign(globalThis, { refusals: refusals + 1 });
    });
  }, kinds);

/** How often that was refused. */
const refusals = (): Promise<number> => phone.app.evaluate(() => (globalThis as { refusals?: number }).refusals ?? 0);

test('a call without permission for the microphone listens, says so, and becomes two-way when it is given', async () => {
  await letIn([]);
  await phone.talkTo(speaksThenListens);
  await phone.card().getByText('Offhook may not use the microphone').waitFor();
  await phone.untilHeard(theirs);
  await pbx.command('database put far listens yes');
  const before = await refusals();
  await phone.button('Try again').click();
  // Or that try would be the one that is let in.
  await expect.poll(refusals).toBe(before + 1);
  await phone.card().getByText('Offhook may not use the microphone').waitFor();
  await letIn(['audio', 'video']);
  await phone.button('Try again').click();
  await phone.card().getByText('Offhook may not use the microphone').waitFor({ state: 'detached' });
  await phone.untilHeard(mine);
});

test('a microphone that another program holds is told, and taken by the same call as soon as it is free', async () => {
  await phone.page.evaluate(() => {
    const { mediaDevices } = navigator;
    const held = new DOMException('Could not start audio source', 'NotReadableError');
    Object.assign(mediaDevices, { getUserMedia: () => Promise.reject(held) });
  });
  await phone.talkTo('600');
  await phone.card().getByText('Another program holds the microphone').waitFor();
  await phone.button('Try again').waitFor();
  await phone.page.evaluate(() => Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia'));
  await phone.untilHeard(mine);
  await phone.card().getByText('Another program holds the microphone').waitFor({ state: 'detached' });
});

test('a chosen microphone that another program holds is shown as not in use, until it is', async () => {
  await phone.talkTo('600');
  await phone.button('Devices', phone.card()).click();
  const select = phone.card().getByLabel('Microphone', { exact: true });
  const chosen = await select.locator('option').last().getAttribute('value');
  await phone.page.evaluate((id) => {
    const { mediaDevices } = navigator;
    const getUserMedia = (constraints: MediaStreamConstraints): Promise<MediaStream> => {
      const wanted =
        typeof constraints.audio === 'object' ? (constraints.audio.deviceId as { exact?: string } | undefined)?.exact : undefined;
      if (wanted === id) return Promise.reject(new DOMException('Could not start audio source', 'NotReadableError'));
      return MediaDevices.prototype.getUserMedia.call(mediaDevices, constraints);
    };
    Object.assign(mediaDevices, { getUserMedia });
  }, chosen);
  await select.selectOption(chosen);
  await phone.card().getByText('could not be opened; another program may hold it. In use: System default').waitFor();
  expect([await select.inputValue(), await select.getAttribute('data-in-use')]).toEqual(['', 'default']);
  await phone.card().getByText('Another program holds the microphone that you prefer').waitFor();
  await phone.page.evaluate(() => Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia'));
  await expect.poll(() => select.getAttribute('data-in-use')).toBe(chosen);
  await phone.card().getByText('another program may hold it').waitFor({ state: 'detached' });
  await phone.set({ audio: { microphone: [] } });
});

test('without permission for the camera the call goes on, says so, and shows it when it is given', async () => {
  await letIn(['audio']);
  await phone.talkTo('600');
  await phone.button('Turn camera on', phone.card()).click();
  await phone.card().getByText('does not let Offhook use the camera').waitFor();
  await phone.untilHeard(mine);
  await letIn(['audio', 'video']);
  await phone.button('Try again').click();
  await phone.button('Turn camera off', phone.card()).waitFor();
  await phone.card().getByText('does not let Offhook use the camera').waitFor({ state: 'detached' });
  await phone.untilHeard(mine);
});
