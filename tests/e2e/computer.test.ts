import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { isStandIn } from '../host/launch.ts';
import { exitOf, startBinary } from './command-line.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';

let phone: Offhook;
let folder: string;

usePbx();
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'offhook-computer-'));
  phone = await signIn('1001');
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const openComputer = async () => {
  await phone.button('Settings').click();
  await phone.page.getByRole('tab', { name: 'This computer' }).click();
};

type State = { host: { state: { defaultProtocols: Set<string>; dialogs: object[]; dialogAnswers: object[] } } };
/** The next question of the system gets this button. */
const answer = (response: number) =>
  phone.app.evaluate((electron, given) => (electron as unknown as State).host.state.dialogAnswers.push({ response: given }), response);
const questions = () => phone.app.evaluate((electron) => (electron as unknown as State).host.state.dialogs.length);

test('a link calls at once where the user chose so, and its extension is keyed in after the answer', async () => {
  await openComputer();
  await phone.page.getByRole('switch', { name: 'Ask before calling from a link' }).click();
  expect(await exitOf(startBinary(phone.userData, 'tel:608;ext=4-2135'))).toBe(0);
  expect(await pbx.digits('1001')).toBe('42135');
  await phone.hangUpAll();
});

describe.runIf(isStandIn)('what the system is asked', () => {
  type Spelling = { isOn: boolean; languages: string[]; learned: string[]; replaced: string[] };
  type Popup = { items: { label?: string; click: () => void }[] };
  type Host = { host: { state: { spelling: Spelling; popups: Popup[] } } };
  const spelling = () => phone.app.evaluate((electron) => (electron as unknown as Host).host.state.spelling);

  test('spelling is checked when that is wanted, which says before where dictionaries come from', async () => {
    expect(await spelling()).toMatchObject({ isOn: false, languages: [] });
    await openComputer();
    await phone.page.getByText('fetched from redirector.gvt1.com (Google) when this is on').waitFor();
    await phone.page.getByRole('switch', { name: 'Check spelling' }).click();
    await expect.poll(spelling).toMatchObject({ isOn: true, languages: ['en-US'] });
    await phone.page.getByRole('checkbox', { name: 'German' }).click();
    await expect.poll(spelling).toMatchObject({ isOn: true, languages: ['en-US', 'de'] });

    // Words for people are checked; passwords, names and numbers are not.
    await phone.light('Ready').click();
    const note = phone.page.getByRole('textbox', { name: 'Note' });
    const isChecked = (field: typeof note) => field.evaluate((element) => (element as HTMLInputElement).spellcheck);
    expect([await isChecked(note), await isChecked(phone.page.getByLabel('Program'))]).toEqual([true, false]);
    await phone.page.keyboard.press('Escape');
  });

  test('the menu of a field has better spellings, which go into the page', async () => {
    const items = await phone.app.evaluate(({ BrowserWindow, ...electron }) => {
      const { state } = (electron as unknown as Host).host;
      const editFlags = { canCut: false, canCopy: false, canPaste: true, canSelectAll: true };
      const word = { isEditable: true, selectionText: '', misspelledWord: 'tomorow', dictionarySuggestions: ['tomorrow'], editFlags };
      BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, word);
      const all = state.popups.at(-1)?.items ?? [];
      for (const item of all.slice(0, 2)) item.click();
      return all.flatMap(({ label }) => label ?? []);
    });
    expect(items).toEqual(['tomorrow', 'Add to dictionary', 'Cut', 'Copy', 'Paste', 'Select all']);
    expect(await spelling()).toMatchObject({ replaced: ['tomorrow'], learned: ['tomorow'] });
  });

  test('a program is started with the caller as its argument, and one that is missing is told', async () => {
    const file = path.join(folder, 'callers');
    await openComputer();
    await phone.page.getByLabel('Program').fill(process.execPath);
    const script = `require('fs').appendFileSync(${JSON.stringify(file)}, process.argv[1] + '\\n')`;
    await phone.page.getByLabel('Arguments, one a line').fill(`-e\n${script}\n{event} {number} {name}`);
    await phone.button('Add').click();
    // The user said nothing: that is no.
    await expect.poll(questions).toBe(1);
    await phone.page.getByText('Nothing happens yet.').waitFor();
    await answer(0);
    await phone.page.getByLabel('Program').fill(process.execPath);
    await phone.page.getByLabel('Arguments, one a line').fill(`-e\n${script}\n{event} {number} {name}`);
    await phone.button('Add').click();
    await phone.button('Try it').click();
    await phone.page.getByText('It worked.').waitFor();
    expect(await readFile(file, 'utf8')).toBe('ring 5551234 Test\n');
    await phone.page.getByLabel('Program').fill(path.join(folder, 'nothing'));
    await answer(0);
    await phone.button('Add').click();
    await pbx.originate({ to: '1001', from: { number: '030123', name: '$(touch x); "Eve"' } });
    await phone.page.getByText('was not found').first().waitFor();
    await expect.poll(() => readFile(file, 'utf8')).toBe('ring 5551234 Test\nring 030123 $(touch x); "Eve"\n');
    await phone.hangUpAll();
  });

  test('links are taken when the user says so, and the answer of the system is shown', async () => {
    await openComputer();
    await phone.page.getByText('opens telephone links with other programs').waitFor();
    await phone.button('Open them with Offhook').click();
    await phone.page.getByText('Your system opens telephone links with Offhook.').waitFor();
    const taken = await phone.app.evaluate((electron) => [...(electron as unknown as State).host.state.defaultProtocols]);
    expect(taken).toEqual(['tel', 'sip', 'sips', 'callto', 'offhook']);
  });
});
