import { setTimeout as wait } from 'node:timers/promises';
import type { Asterisk } from '../tests/pbx/asterisk.ts';
import { openRawPhone } from '../tests/pbx/raw-phone.ts';
import { webrtcSdp } from '../tests/pbx/sdp.ts';
import type { Browser } from './browser.ts';
import { now } from './clock.ts';
import type { FarEnd } from './far-end.ts';
import type { Contender, MetricName, Sample } from './metrics.ts';
import type { OwnWire } from './own-wire.ts';
import { isNamed, type Page } from './page.ts';
import { request, response } from './wire.ts';

/** One contender, ready to be measured. */
export interface Stage {
  readonly name: Contender;
  readonly page: Page;
  readonly user: string;
  readonly asterisk: Asterisk;
  readonly browser: Browser;
  readonly farEnd: FarEnd;
  /** In the setting `relayed` alone. */
  readonly ownWire: OwnWire | null;
}

/**
 * What the contenders are started with: nothing special; an account with a STUN server that never answers; a steady tone for a
 * microphone, and for ours its main window out of sight; the same tone, with what is on the wire passing through the harness; or V8's
 * interpreter alone, with its notes about a function made when that runs first. The last is for the heap: V8 goes on noting and compiling what
 * runs often for hundreds of calls, and that would be most of what grows, whether or not anything leaks.
 */
export const settings = ['ordinary', 'dead-stun', 'hidden', 'relayed', 'interpreted'] as const;
export type Setting = (typeof settings)[number];

/** What is done with a contender in one round, and which figures that gives. */
export interface Scenario {
  readonly metrics: readonly MetricName[];
  readonly setting: Setting;
  /** Side by side instead of one after the other: nothing in it is timed. Once, unless `rounds` says otherwise. */
  readonly together?: true;
  /** At most so many rounds, for what takes long. */
  readonly rounds?: number;
  /** Who takes part. Default: all. */
  readonly contenders?: readonly Contender[];
  readonly run: (stage: Stage) => Promise<Sample>;
}

/** An echo that answers at once: dialplan of the test PBX. */
export const echo = '600';
/** To whom calls are handed over: it plays a tone, by which the PBX knows that they got through. */
const other = '601';
/** From registered to the first press: nobody dials faster, and what a page prepares in advance shall count as what it is. */
export const settle = 1000;
/** From ringing to the press of Answer: nobody answers faster. */
export const hesitation = 700;
/** How long to wait for an INVITE that may never come. */
const patience = 15_000;
/** Calls before the heap is measured first: until the list of recent calls, which ours alone has, holds as many as it ever will (100). */
const warmUp = 110;
/** The longest timer of a SIP transaction, 64 × T1 = 32 s (RFC 3261 17), and some. */
const transactionsOver = 35_000;

const load: Scenario = {
  metrics: ['load_to_registered_ms', 'renderer_js_kb', 'heap_mb'],
  setting: 'ordinary',
  run: async ({ page }) => {
    const registered = await page.load();
    await wait(settle);
    return {
      load_to_registered_ms: registered,
      renderer_js_kb: (await page.scriptBytes()) / 1000,
      heap_mb: (await page.heapBytes()) / 2 ** 20,
    };
  },
};

const calls: Scenario = {
  metrics: ['dial_to_invite_ms', 'answer_to_200_ms', 'invite_to_180_ms', 'invite_to_ring_shown_ms'],
  setting: 'ordinary',
  run: async (stage) => {
    const { page } = stage;
    await page.load();
    await wait(settle);
    const { pressedAt, invitedAt } = await page.call(echo);
    await page.hangUp();
    await wait(settle);
    return { dial_to_invite_ms: invitedAt - pressedAt, ...(await beCalled(stage)) };
  },
};

const transfer: Scenario = {
  metrics: ['transfer_complete_ms'],
  setting: 'ordinary',
  run: async ({ name, page, user, asterisk }) => {
    await page.load();
    await wait(settle);
    const before = now();
    const far = await openRawPhone({ url: asterisk.url, ...caller(asterisk) });
    try {
      const called = far.ask('INVITE', `sip:${user}@${asterisk.host}`, { body: webrtcSdp({ setup: 'actpass' }) });
      await page.wire.wait('180 Ringing', response(180, 'INVITE', true), before);
      await wait(hesitation);
      const answeredAt = await page.press('Answer');
      await page.wire.wait('ACK', request('ACK', false), answeredAt);
      const { request: invite, response: ok } = await called;
      far.socket.dialog(invite, ok).acknowledge(invite);
      if (name === 'ours') await page.press('Transfer');
      await page.type(other);
      // The PBX needs a moment to join the two sides of the call.
      await wait(settle);
      const pressedAt = await page.press('Transfer now');
      const goodbye = await page.wire.wait('BYE', request('BYE', true), pressedAt);
      return { transfer_complete_ms: goodbye.at - pressedAt };
    } finally {
      far.close();
      // Whoever was handed over would listen to the tone for an hour.
      await asterisk.command('channel request hangup all');
    }
  },
};

/** A phone besides those that are measured; nothing of it is timed. */
function caller(asterisk: Asterisk): { user: string; password: string } {
  const { name, password } = asterisk.user('1004');
  return { user: name, password };
}

/** Neither library mixes calls. */
const merge: Scenario = {
  metrics: ['merge_ms'],
  setting: 'ordinary',
  run: async ({ name, page }) => {
    if (name !== 'ours') return {};
    await page.load();
    await wait(settle);
    await page.call(echo);
    await page.call(echo);
    await wait(settle);
    const pressedAt = await page.press('All together');
    const resumed = await page.wire.wait('200 OK of re-INVITE', response(200, 'INVITE', false), pressedAt);
    return { merge_ms: resumed.at - pressedAt };
  },
};

async function beCalled({ name, page, user, asterisk }: Stage): Promise<Sample> {
  const before = now();
  if (name === 'ours') await page.evaluate(watchForAnswerButton);
  await asterisk.originate({ to: user, extension: echo });
  const invite = await page.wire.wait('INVITE', request('INVITE', false), before);
  const ringing = await page.wire.wait('180 Ringing', response(180, 'INVITE', true), invite.at);
  const sample: Sample = { invite_to_180_ms: ringing.at - invite.at };
  if (name === 'ours')
    sample.invite_to_ring_shown_ms = (await page.toClock(await page.evaluate<number>('answerButtonPainted'))) - invite.at;
  await wait(hesitation);
  const pressedAt = await page.press('Answer');
  const ok = await page.wire.wait('200 OK of INVITE', response(200, 'INVITE', true), pressedAt);
  await page.wire.wait('ACK', request('ACK', false), ok.at);
  await page.hangUp();
  return { ...sample, answer_to_200_ms: ok.at - pressedAt };
}

/**
 * An expression that leaves a promise of the moment (page time) at which the Answer button first stood on the screen. The browser
 * itself tells it (Element Timing: the presentation of the frame with the text). The observer of mutations runs before that frame
 * is drawn, so marking the button there is early enough, and the app needs no mark of its own.
 */
export const watchForAnswerButton = `void (globalThis.answerButtonPainted = new Promise((resolve, reject) => {
  new PerformanceObserver((list) => resolve(list.getEntries()[0].renderTime)).observe({ type: 'element' });
  const mutations = new MutationObserver(() => {
    const button = [...document.querySelectorAll('button')].find((element) => ${isNamed('Answer')});
    if (!button) return;
    mutations.disconnect();
    for (const element of [button, ...button.querySelectorAll('*')]) element.setAttribute('elementtiming', 'answer');
  });
  mutations.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
  setTimeout(reject, 10_000, new Error('No Answer button was painted'));
}))`;

const deadStun: Scenario = {
  metrics: ['dial_to_invite_dead_stun_ms'],
  setting: 'dead-stun',
  run: async ({ page }) => {
    await page.load();
    await wait(settle);
    const pressedAt = await page.dial(echo);
    const invite = await page.wire.find(request('INVITE', true), pressedAt, patience);
    return { dial_to_invite_dead_stun_ms: invite && invite.at - pressedAt };
  },
};

const growth: Scenario = {
  metrics: ['heap_growth_pct'],
  setting: 'interpreted',
  together: true,
  run: async ({ page }) => {
    const call = async (times: number): Promise<number> => {
      for (let count = 0; count < times; count++) {
        await page.call(echo);
        await page.hangUp();
        page.wire.clear();
      }
      await wait(transactionsOver);
      return page.heapBytes();
    };
    await page.load();
    const before = await call(warmUp);
    return { heap_growth_pct: ((await call(200)) / before - 1) * 100 };
  },
};

export const callScenarios: readonly Scenario[] = [load, calls, transfer, merge, deadStun, growth];
