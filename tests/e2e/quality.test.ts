import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { BadNetwork, goodNetwork } from '../pbx/bad-network.ts';
import { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';

let pbx: Asterisk;
let network: BadNetwork;
let phone: Offhook;

let userData: string;

beforeAll(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'offhook-quality-'));
  pbx = await startAsterisk();
  network = await BadNetwork.before(pbx.url);
  phone = await Offhook.signedIn(
    { server: network.url, user: '1001', password: pbx.user('1001').password },
    { microphoneTone: 1_000, userData },
  );
});

afterAll(async () => {
  await phone?.close();
  await network?.close();
  await pbx?.stop();
  await rm(userData, { recursive: true, force: true });
});

const light = (grade: string) => phone.card().getByRole('button', { name: new RegExp(`^${grade} sound. Show how the call sounds$`) });

test('the light follows the line, opens a chart that says why, and the history keeps it', { timeout: 90_000 }, async () => {
  const { page } = phone;
  await phone.talkTo('601');
  // On a machine that is too busy for sound it is not good from the beginning, and rightly so.
  await light('(Good|Fair|Poor)').waitFor();

  network.conditions = { ...goodNetwork, loss: 0.3 };
  await light('Poor').waitFor({ timeout: 20_000 });
  await expect.poll(() => page.title()).toBe('601: poor sound – Offhook');
  await light('Poor').click();
  const panel = page.getByRole('region', { name: 'How the call sounds' });
  await panel.getByText('The network loses part of the sound.').waitFor();
  const chart = panel.getByRole('img', { name: /^The last minute: score from/ });
  await chart.waitFor();
  // Something is drawn in both: a canvas that stayed empty has one colour.
  const drawn = () =>
    chart.locator('canvas').evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const pixels = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data;
        return new Set(new Uint32Array(pixels.buffer)).size > 10;
      }),
    );
  await expect.poll(drawn).toEqual([true, true]);

  await phone.button('Hang up', phone.card()).click();
  await phone.ended.getByText(/^The sound was (bad|good but) for .+: the network lost part of the sound\.$/).waitFor();

  const told = await phone.ended.getByText(/^The sound was/).textContent();
  await phone.close();
  phone = await Offhook.open({ userData });
  const past = phone.page.getByRole('region', { name: 'Recent calls' });
  await past.getByText(/^Outgoing · .+ · (Fair|Poor) sound$/).waitFor();
  await past.getByRole('button', { name: 'How the call with 601 sounded' }).click();
  await past.getByText(told ?? 'nothing', { exact: true }).waitFor();
});
