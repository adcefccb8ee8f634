import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { defaultHotkeys } from '../shared/hotkeys.ts';
import { appBinary, appFolder, type Browser } from './browser.ts';
import { now } from './clock.ts';
import { farEndNumber, silence } from './far-end.ts';
import { processorSeconds } from './processor.ts';
import { hesitation, type Scenario, type Stage, settle, watchForAnswerButton } from './scenarios.ts';
import { request } from './wire.ts';

/** Seconds that an idle app is watched. */
const idle = 60;
const muteKey = 'F9';

/** Has the app's own process do something with what it asked of the system: the stand-in alone has a `host`. */
export async function inApp({ inspector }: Browser, expression: string): Promise<void> {
  if (!inspector) throw new Error('The app was started without an inspector');
  const { exceptionDetails } = await inspector.send('Runtime.evaluate', { expression, includeCommandLineAPI: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
}

const ringWindow: Scenario = {
  metrics: ['invite_to_ring_window_ms'],
  setting: 'hidden',
  contenders: ['ours'],
  run: async ({ page, user, asterisk, browser }) => {
    await page.load();
    await wait(settle);
    const small = await browser.attach('/ring/');
    await small.send('Performance.enable');
    const { metrics } = await small.send('Performance.getMetrics');
    const start = metrics.find(({ name }) => name === 'NavigationStart')?.value ?? Number.NaN;
    await small.send('Runtime.evaluate', { expression: watchForAnswerButton });
    const before = now();
    await asterisk.originate({ to: user });
    const invite = await page.wire.wait('INVITE', request('INVITE', false), before);
    const painted = await small.send('Runtime.evaluate', { expression: 'answerButtonPainted', awaitPromise: true, returnByValue: true });
    await asterisk.command('channel request hangup all');
    return { invite_to_ring_window_ms: start * 1000 + Number(painted.result.value) - invite.at };
  },
};

/** Calls the far end, and waits until it hears the microphone. */
export async function speak({ page, farEnd }: Stage): Promise<void> {
  const before = now();
  await page.call(farEndNumber);
  await farEnd.wait('the microphone', ({ level }) => level > 10 * silence, before);
  await wait(hesitation);
}

const hotkey: Scenario = {
  metrics: ['hotkey_to_silence_ms'],
  setting: 'hidden',
  contenders: ['ours'],
  run: async (stage) => {
    const { page, browser, farEnd } = stage;
    await page.load();
    await page.evaluate(`bridge.request('settings:update', ${JSON.stringify({ hotkeys: { ...defaultHotkeys, mute: muteKey } })})`);
    await wait(settle);
    await speak(stage);
    const pressedAt = now();
    const silent = farEnd.wait('silence', ({ ending }) => ending < silence, pressedAt);
    await inApp(browser, `require('electron').host.state.shortcuts.get('${muteKey}')()`);
    const { at } = await silent;
    return { hotkey_to_silence_ms: at - pressedAt };
  },
};

const commandLine: Scenario = {
  metrics: ['cli_status_ms'],
  setting: 'hidden',
  contenders: ['ours'],
  run: async ({ page, browser }) => {
    await page.load();
    await wait(settle);
    const from = now();
    const child = spawn(appBinary(), [`--user-data-dir=${browser.profile}`, appFolder, 'status'], { stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error(`offhook status ended with ${code}`);
    return { cli_status_ms: now() - from };
  },
};

const idling: Scenario = {
  metrics: ['idle_cpu_pct'],
  setting: 'hidden',
  once: true,
  run: async ({ page, browser }) => {
    await page.load();
    // What the start left to do is done by then.
    await wait(10_000);
    const before = await processorSeconds(browser.pid);
    await wait(idle * 1000);
    const after = await processorSeconds(browser.pid);
    return { idle_cpu_pct: before !== null && after !== null ? ((after - before) / idle) * 100 : null };
  },
};

export const deskScenarios: readonly Scenario[] = [ringWindow, hotkey, commandLine, idling];
