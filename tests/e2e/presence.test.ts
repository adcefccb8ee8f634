import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { isStandIn } from '../host/launch.ts';
import { type Kamailio, startKamailio } from '../pbx/kamailio.ts';
import { offhook } from './command-line.ts';
import { Desk, desktopWith } from './desk.ts';
import { Offhook, type SignInData } from './offhook.ts';
import { testWithProxy } from './peers.ts';
import { field, openSetting, openView, save } from './setting-steps.ts';

// The tray is the stand-in's.
const test = isStandIn ? testWithProxy : testWithProxy.skip;

let proxy: Kamailio;
let ann: Offhook;
let bob: Offhook;
let annsDesk: Desk;
let bobsDesk: Desk;
let folder: string;

beforeAll(async () => {
  const desktop = await desktopWith({ tray: true });
  folder = desktop.folder;
  proxy = await startKamailio({ presence: true });
  const account = (user: string): SignInData => ({ server: proxy.url, user, password: proxy.user(user).password });
  const open = (user: string) => Offhook.signedIn(account(user), { env: desktop.env });
  [ann, bob] = await Promise.all([open('1001'), open('1002')]);
  annsDesk = new Desk(ann.app);
  bobsDesk = new Desk(bob.app);
}, 60_000);

afterAll(async () => {
  await Promise.all([ann?.close(), bob?.close()]);
  await proxy?.stop();
  await rm(folder, { recursive: true, force: true });
});

const tile = (text: string) => bob.page.getByRole('region', { name: 'Favourites' }).getByRole('button', { name: text });
const inTray = async () => (await bobsDesk.menu).filter((line) => line.startsWith('> Ann'));
const published = (): number =>
  proxy
    .log(5000)
    .split('\n')
    .filter((line) => line.includes('request PUBLISH')).length;

test('nothing is told until the account says so', async () => {
  await openView(bob, 'People');
  await bob.button('Add a person').first().click();
  await field(bob, 'Name').fill('Ann');
  await field(bob, 'Number or address').fill('1001');
  await bob.button('Save').click();
  await bob.button('Favourite').click();
  await openView(bob, 'Phone');
  await tile('Ann 1001').waitFor();
  await annsDesk.press('Your status: Available', 'Away');
  await ann.light('Ready. Status: Away').waitFor();
  await expect.poll(() => annsDesk.tooltip).toBe('Offhook: Ready, Away');
  expect(published()).toBe(0);

  await openSetting(ann, 'Account', 'Your status for colleagues');
  await ann.page.getByRole('switch', { name: 'Publish my status' }).click();
  await tile('Ann Away').waitFor();
});

test('what somebody says of themselves is seen by whoever has them at hand, in the window and in the tray', async () => {
  await ann.light('Ready').click();
  await ann.page.getByText('Your phone system is told, for colleagues to see.').waitFor();
  await ann.page.getByRole('radio', { name: 'Busy' }).click();
  await save(ann, 'Note', 'Back at <two> & a bit');
  await tile('Ann Busy · Back at <two> & a bit').waitFor();
  await expect.poll(inTray).toEqual(['> Ann – busy, Back at <two> && a bit']);
  await ann.page.keyboard.press('Escape');

  expect(await offhook(ann.userData, 'presence', 'dnd', '--note=')).toMatchObject({ code: 0 });
  await tile('Ann Do not disturb').waitFor();
  expect(await offhook(ann.userData, 'presence', 'available')).toMatchObject({ code: 0 });
  await tile('Ann Free').waitFor();
  await expect.poll(inTray).toEqual(['> Ann – free']);
});

test('a call is seen while it lasts', async () => {
  await openView(ann, 'Phone');
  await ann.dial('1002');
  await tile('Ann In a call').waitFor();
  await ann.hangUpAll();
  await tile('Ann Free').waitFor();
});

test('whoever quits takes back what they said', async () => {
  await ann.close();
  await tile('Ann 1001').or(tile('Ann Not there')).waitFor();
});
