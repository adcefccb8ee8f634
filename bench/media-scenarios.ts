import { setTimeout as wait } from 'node:timers/promises';
import { now } from './clock.ts';
import { chooseOther, keepDesk } from './desk.ts';
import { ears } from './ears.ts';
import { farEndNumber, silence } from './far-end.ts';
import { pageMemory, pageSeconds } from './processor.ts';
import { echo, hesitation, type Scenario, settle } from './scenarios.ts';
import { request, response } from './wire.ts';

/** A tone of the PBX. */
const tone = '601';
/**
 * Seconds that a call is watched, and those before in which the browser still compiles what has just begun to run, and V8 collects, once the
 * page has come to rest, what its load left behind.
 */
const watched = 30;
const warmUp = 40;

const processor: Scenario = {
  metrics: ['call_cpu_pct'],
  setting: 'ordinary',
  // All at the same time: what else the machine does is the same for all.
  together: true,
  rounds: 5,
  run: async ({ page, browser }) => {
    await page.load();
    await wait(settle);
    // Not the echo: the canceller takes it for one some of the time, and what is left is dearer to encode or cheaper.
    await page.call(tone);
    await wait(warmUp * 1000);
    const before = await pageSeconds(browser.cdp);
    await wait(watched * 1000);
    const after = await pageSeconds(browser.cdp);
    await page.hangUp();
    return { call_cpu_pct: ((after - before) / watched) * 100 };
  },
};

const memory: Scenario = {
  metrics: ['further_call_mb', 'further_call_kb', 'eight_calls_mb'],
  setting: 'interpreted',
  together: true,
  rounds: 5,
  run: async ({ name, page, browser }) => {
    await page.load();
    // What the first call of a page brings along belongs to none of the others.
    await page.call(echo);
    await page.hangUp();
    const begin = async (count: number): Promise<void> => {
      for (let call = 0; call < count; call++) await page.call(tone);
    };
    const settled = async (): Promise<number> => {
      await wait(5 * settle);
      page.wire.clear();
      return page.heapBytes();
    };
    const none = await settled();
    // What runs for the first time with a second call (ours holds the first, and shows it as a row) belongs to no call either.
    await begin(2);
    const two = await settled();
    const memoryOfTwo = await pageMemory(browser.cdp);
    await begin(6);
    const eight = await settled();
    const memoryOfEight = await pageMemory(browser.cdp);
    const memory = memoryOfTwo === null || memoryOfEight === null ? null : (memoryOfEight - memoryOfTwo) / 6 / 2 ** 20;
    return {
      further_call_mb: memory,
      further_call_kb: (eight - two) / 6 / 1024,
      ...(name === 'ours' && { eight_calls_mb: (eight - none) / 2 ** 20 }),
    };
  },
};

const answer: Scenario = {
  metrics: ['answer_to_audio_ms'],
  setting: 'ordinary',
  rounds: 7,
  run: async ({ page, user, asterisk }) => {
    await page.load(ears);
    await wait(settle);
    const before = now();
    await asterisk.originate({ to: user, extension: tone });
    await page.wire.wait('180 Ringing', response(180, 'INVITE', true), before);
    await wait(hesitation);
    const heard = page.evaluate<number>('ears.hears(true)');
    const pressedAt = await page.press('Answer');
    await page.wire.wait('ACK', request('ACK', false), pressedAt);
    const heardAt = await page.toClock(await heard);
    await page.hangUp();
    return { answer_to_audio_ms: heardAt - pressedAt };
  },
};

const deviceSwitch: Scenario = {
  metrics: ['switch_device_ms'],
  setting: 'hidden',
  contenders: ['ours'],
  rounds: 7,
  run: async ({ page, browser, farEnd }) => {
    await keepDesk(browser);
    await page.load(ears);
    await wait(settle);
    const before = now();
    const speaks = setInterval(() => void page.evaluate('ears.speak(true)').catch(() => {}), 5);
    try {
      await page.call(farEndNumber);
      const { hertz: first } = await farEnd.wait('the first microphone', ({ level }) => level > 10 * silence, before);
      await wait(settle);
      const pressedAt = now();
      const second = farEnd.wait(
        'the second microphone',
        ({ level, hertz }) => level > 10 * silence && Math.abs(hertz - first) > 200,
        pressedAt,
      );
      await chooseOther(browser, 'Microphone');
      return { switch_device_ms: (await second).at - pressedAt };
    } finally {
      clearInterval(speaks);
    }
  },
};

export const mediaScenarios: readonly Scenario[] = [processor, memory, answer, deviceSwitch];
