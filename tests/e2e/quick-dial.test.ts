import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { isStandIn } from '../host/launch.ts';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { Desk, desktopWith } from './desk.ts';
import { Offhook } from './offhook.ts';
import { testWithAsterisk } from './peers.ts';
import { field, openView } from './setting-steps.ts';

// The tray is the stand-in's.
const test = isStandIn ? testWithAsterisk : testWithAsterisk.skip;
/** 793 answers, and writes after two seconds. */
const writingDialplan = `
[users](+)
exten => 793,1,Answer()
 same => n,Wait(2)
 same => n,SendText(Are you <b>there</b>?)
 same => n,Wait(30)
`;

let pbx: Asterisk;
let phone: Offhook;
let desk: Desk;
let folder: string;

beforeAll(async () => {
  const desktop = await desktopWith({ tray: true });
  folder = desktop.folder;
  pbx = await startAsterisk({ dialplan: writingDialplan });
  const { name, password } = pbx.user('1001');
  phone = await Offhook.signedIn({ server: pbx.url, user: name, password }, { env: desktop.env });
  desk = new Desk(phone.app);
}, 60_000);

afterAll(async () => {
  await phone?.close();
  await pbx?.stop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await phone.hangUpAll();
  await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
});

const lampOf = (text: string) => phone.page.getByRole('region', { name: 'Favourites' }).getByRole('button', { name: text });
const inTray = async () => (await desk.menu).filter((line) => line.startsWith('> Bob'));

test('the lamp of a favourite follows their telephone, in the window and in the tray, and a server that comes back', async () => {
  const { name, password } = pbx.user('1002');
  const other = await Offhook.signedIn({ server: pbx.url, user: name, password });
  try {
    await openView(phone, 'People');
    await phone.button('Add a person').first().click();
    await field(phone, 'Name').fill('Bob');
    await field(phone, 'Number or address').fill('1002');
    await phone.button('Save').click();
    await phone.button('Favourite').click();
    await openView(phone, 'Phone');
    await lampOf('Bob Free').waitFor();
    await expect.poll(inTray).toEqual(['> Bob – free']);

    await pbx.originate({ to: '1002' });
    await lampOf('Bob Ringing').waitFor();
    await expect.poll(inTray).toEqual(['> Bob – ringing']);
    await other.button('Answer', other.ringing()).click();
    await lampOf('Bob In a call').waitFor();
    await expect.poll(inTray).toEqual(['> Bob – in a call']);
    await other.hangUpAll();
    await lampOf('Bob Free').waitFor();

    await pbx.restart();
    await other.light('Ready').waitFor();
    await phone.light('Ready').waitFor();
    await pbx.originate({ to: '1002' });
    await lampOf('Bob Ringing').waitFor();

    await phone.hangUpAll();
    await other.hangUpAll();
    await expect.poll(inTray).toEqual(['> Bob – free']);
    await desk.press('Favourites', 'Bob – free');
    await other.ringing().waitFor();
  } finally {
    await other.close();
  }
});

test('somebody whose lamp the server does not have is at hand without one', async () => {
  await openView(phone, 'People');
  await phone.button('Add a person').first().click();
  await field(phone, 'Name').fill('Far Away');
  await field(phone, 'Number or address').fill('+49 30 901820');
  await phone.button('Save').click();
  await phone.button('Favourite').click();
  await openView(phone, 'Phone');
  await lampOf('Far Away +49 30 901820').waitFor();
});

const bar = () => phone.page.getByRole('combobox', { name: 'Name, number or command' });
const options = () => phone.page.getByRole('option').allInnerTexts();

test('a whole call from the command bar, by keyboard alone', async () => {
  await phone.page.keyboard.press('Control+k');
  await bar().fill('600');
  await phone.page.keyboard.press('Enter');
  await phone.card().getByText('In call').waitFor();
  for (const command of ['hold', 'resume', 'hang up']) {
    await phone.page.keyboard.press('Control+k');
    await bar().fill(command);
    await expect.poll(options).not.toEqual([]);
    await phone.page.keyboard.press('Enter');
    await bar().waitFor({ state: 'detached' });
    if (command === 'hold') await phone.card().getByText('On hold').waitFor();
    if (command === 'resume') await phone.card().getByText('In call').waitFor();
  }
  await phone.ended.waitFor();
});

test('“Dial…” in the tray brings the window with the command bar, which opens the settings too', async () => {
  await desk.closeWindow();
  await expect.poll(async () => (await desk.window).visible).toBe(false);
  await desk.press('Dial…');
  await bar().waitFor();
  await expect(desk.window).resolves.toMatchObject({ visible: true, focused: true });
  await bar().fill('settings: audio');
  await phone.page.keyboard.press('Enter');
  await phone.page.getByRole('tab', { name: 'Audio', selected: true }).waitFor();
  await openView(phone, 'Phone');
});

test('who writes while the window is closed is heard of, counted, and answered where it was written', async () => {
  await phone.dial('793');
  await phone.card().getByText('In call').waitFor();
  await desk.closeWindow();
  await expect.poll(async () => (await desk.window).visible).toBe(false);
  await expect.poll(() => desk.notifications).toContain('793: Are you &lt;b&gt;there&lt;/b&gt;?');
  const badge = () => phone.app.evaluate(({ app }) => app.getBadgeCount());
  await expect.poll(badge).toBe(1);
  await desk.clickLastNotification();
  await phone.page.getByRole('textbox', { name: /^Message/ }).waitFor();
  await phone.page.getByRole('log').getByText('Are you <b>there</b>?').waitFor();
  await expect.poll(badge).toBe(0);
});
