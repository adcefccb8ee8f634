import { afterAll, beforeAll, describe, expect } from 'vitest';
import { expectAccessible } from '../accessibility.ts';
import { isStandIn } from '../host/launch.ts';
import { EposService, type Light, PolyService, switchesFor } from '../maker-services.ts';
import { callersDialplan, callIn } from './callers.ts';
import { FakeHeadset } from './fake-headset.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';

let phone: Offhook;
let epos: EposService;
let poly: PolyService;

usePbx({ dialplan: callersDialplan });
beforeAll(async () => {
  epos = await EposService.start();
  poly = await PolyService.start();
  phone = await signIn('1001', { args: switchesFor({ epos: epos.port, poly: poly.port }) });
}, 60_000);
afterAll(() => Promise.all([epos.stop(), poly.stop()]));

const lit = (service: { lit: Light[] }, ...lights: Light[]) => expect.poll(() => service.lit).toEqual(lights);
const openAudio = async () => {
  await phone.button('Settings').click();
  await phone.page.getByRole('tab', { name: 'Audio' }).click();
};
const choose = (program: string) => phone.page.getByRole('radio', { name: program }).click();
const answers = async (headset: string) => {
  await phone.page.getByText(`Headset in use: ${headset}`).waitFor();
  await expectAccessible(phone.page);
  await phone.button('Phone').click();
};

// Chromium's switches lead the addresses of the real programs to stand-ins for them: no real one was asked.
describe.runIf(isStandIn)('the program of a headset’s maker', () => {
  test('of EPOS takes, mutes, holds and ends a call, and its headset shows how the call stands', async () => {
    const direct = await FakeHeadset.plugIn(phone, 0x1395);
    await openAudio();
    await phone.button('Use a headset’s buttons…').click();
    await phone.page.getByText('Its buttons work').waitFor();
    await choose('EPOS Connect');
    // One press must not be two: what the program speaks for is heard by no other way.
    await phone.page.getByText('Its buttons come through its maker’s program').waitFor();
    await expect.poll(() => direct.isOpen()).toBe(false);
    await answers('EPOS IMPACT 1061T');
    expect(epos.softphone).toBe('Offhook');

    await callIn(pbx, '1001', { name: 'Carol' });
    await lit(epos, 'ring');
    epos.press('InCallAccepted');
    await phone.card().getByText('In call').waitFor();
    await lit(epos, 'offHook');
    epos.press('MuteSoftphone');
    await phone.button('Unmute', phone.card()).waitFor();
    await phone.button('Unmute', phone.card()).click();
    await lit(epos, 'offHook');
    epos.press('CallHold');
    await phone.button('Resume', phone.card()).click();
    await lit(epos, 'offHook');
    epos.press('CallEnded');
    await phone.card().waitFor({ state: 'detached' });
    await lit(epos);
    // Nobody's name and number went there, and what it said itself it was not told again.
    expect(epos.heard.join('\n')).not.toMatch(/Carol|555|InCallAccepted|MuteHeadset|CallHold/);
  });

  test('of Poly takes and ends a call, in the place of the other', async () => {
    await openAudio();
    await choose('Poly Lens or Plantronics Hub');
    await answers('Poly Voyager Focus 2');
    epos.heard.length = 0;
    await callIn(pbx, '1001', { name: 'Carol' });
    await lit(poly, 'ring');
    poly.press('answer');
    await phone.card().getByText('In call').waitFor();
    await phone.button('Mute', phone.card()).click();
    await lit(poly, 'mute', 'offHook');
    poly.press('unmute');
    await phone.button('Mute', phone.card()).waitFor();
    poly.press('hangUp');
    await phone.card().waitFor({ state: 'detached' });
    await lit(poly);
    expect(epos.heard).toEqual([]);
  });

  test('that has been tampered with reaches nothing of the phone', async () => {
    const [aside] = phone.app.windows().filter((page) => page.url().includes('program=poly'));
    poly.script = "globalThis.wasHere = true; document.body.append('x')";
    await expect.poll(() => aside?.evaluate(() => (globalThis as { wasHere?: boolean }).wasHere)).toBe(true);
    const refused = await aside?.evaluate(async () => {
      const { bridge } = globalThis as unknown as { bridge: { request: (name: string, input?: unknown) => Promise<unknown> } };
      const attempt = (what: () => Promise<unknown>) =>
        what().then(
          () => 'allowed',
          () => 'refused',
        );
      return Promise.all([
        attempt(() => bridge.request('settings:read')),
        attempt(() => bridge.request('history:list', { before: null, limit: 1 })),
        attempt(() => bridge.request('account:credentials', { accountId: 'x' })),
        attempt(() => navigator.mediaDevices.getUserMedia({ audio: true })),
        attempt(() => fetch('https://127.0.0.1:32018/x', { mode: 'no-cors' })),
      ]);
    });
    expect(refused).toEqual(['refused', 'refused', 'refused', 'refused', 'refused']);
    poly.script = null;
  });

  test('that ends is said to be missing, and is found again', async () => {
    const { port } = poly;
    await poly.stop();
    await openAudio();
    await phone.page.getByText('Poly Lens or Plantronics Hub does not answer.').waitFor({ timeout: 15_000 });
    poly = await PolyService.start({ port });
    await phone.page.getByText('Headset in use: Poly Voyager Focus 2').waitFor({ timeout: 15_000 });
    await choose('Not used');
    await expect.poll(() => phone.app.windows().some((page) => page.url().includes('headset-program'))).toBe(false);
  });
});
