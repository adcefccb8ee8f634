import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { appBinary, appFolder } from './browser.ts';
import { now } from './clock.ts';
import { processorSeconds } from './processor.ts';
import { type Scenario, settle, watchForAnswerButton } from './scenarios.ts';
import { request } from './wire.ts';

/** Seconds that an idle app is watched. */
const idle = 60;

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
  together: true,
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

export const deskScenarios: readonly Scenario[] = [ringWindow, commandLine, idling];
