import { beforeAll, describe, expect } from 'vitest';
import { isStandIn } from '../host/launch.ts';
import { Desk } from './desk.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';

type Shortcuts = { host: { state: { shortcuts: Map<string, () => void>; foreignShortcuts: Set<string> } } };
const tone = 1000;
let phone: Offhook;

// The system's own keys cannot be pressed from here: the stand-in does what it would do.
describe.runIf(isStandIn)('keys in other programs', () => {
  usePbx();
  beforeAll(async () => {
    phone = await signIn('1001', { microphoneTone: tone });
  }, 60_000);

  const press = (accelerator: string, times?: number) => new Desk(phone.app).pressKey(accelerator, times);
  const taken = () => phone.app.evaluate((electron) => [...(electron as unknown as Shortcuts).host.state.shortcuts.keys()]);
  const field = (name: string) => phone.page.getByRole('button', { name: new RegExp(`^${name} `) });
  const record = async (name: string, keys: string) => {
    await field(name).click();
    await expect.poll(taken).toEqual([]);
    await phone.page.keyboard.press(keys);
  };
  const openKeys = async () => {
    await phone.button('Settings').click();
    await phone.page.getByRole('tab', { name: 'Keys' }).click();
  };

  test('are recorded by pressing them; a conflict and a refusal are told', async () => {
    await openKeys();
    await record('Mute or unmute', 'Control+Alt+m');
    await expect.poll(taken).toEqual(['Control+Alt+M']);
    await field('Hang up').click();
    await phone.page.keyboard.press('Control+Alt+m');
    await phone.page.getByText('“Mute or unmute” has this key already.').waitFor();
    await phone.app.evaluate((electron) => (electron as unknown as Shortcuts).host.state.foreignShortcuts.add('F7'));
    await record('Hang up', 'F7');
    await phone.page.getByText('Another program or the system has this key').waitFor();
    await record('Hang up', 'F8');
    await expect.poll(taken).toEqual(['Control+Alt+M', 'F8']);
    await record('Answer', 'F9');
    await record('Push to talk', 'F10');
    await expect.poll(taken).toEqual(['Control+Alt+M', 'F9', 'F8']);
    await phone.button('Phone').click();
  });

  test('mute once however long the key is held, and the far end hears nothing', async () => {
    await phone.talkTo('600');
    await phone.untilHeard(tone);
    await press('Control+Alt+M', 20);
    await phone.untilSilent();
    await phone.card().getByText('Muted').first().waitFor();
    await expect.poll(() => press('Control+Alt+M').then(() => phone.button('Mute', phone.card()).count())).toBe(1);
    await phone.untilHeard(tone);
    await press('F8');
    await phone.ended.getByText('You hung up.').waitFor();
  });

  test('call what is selected in another program, where the system shows it', async () => {
    await openKeys();
    await record('Call the number that is selected', 'F12');
    await phone.app.evaluate((electron) => {
      (electron as unknown as { host: { state: { selection: string } } }).host.state.selection = '600';
    });
    await expect.poll(taken).toContain('F12');
    await press('F12');
    await phone.untilHeard(tone);
    await phone.hangUpAll();
  });

  test('answer a caller while the window is hidden, and push to talk speaks as long as the key is held', async () => {
    await phone.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    await expect.poll(taken).toContain('F10');
    await pbx.originate({ to: '1001', extension: '600' });
    await phone.ringing().waitFor({ state: 'attached' });
    await press('F9');
    await phone.untilHeard(tone);
    await press('Control+Alt+M');
    await phone.untilSilent();
    const held = press('F10', 60);
    await phone.untilHeard(tone);
    await held;
    await phone.untilSilent();
    await press('F8');
  });

  test('push to talk in front closes the microphone when the key is let go', async () => {
    await phone.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
    await expect.poll(taken).not.toContain('F10');
    await phone.talkTo('600');
    await phone.button('Mute', phone.card()).click();
    await phone.untilSilent();
    await phone.page.keyboard.down('F10');
    await phone.untilHeard(tone);
    await phone.page.keyboard.up('F10');
    await phone.untilSilent();
  });
});
