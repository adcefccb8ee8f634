import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from './page.ts';
import { pageSeconds } from './processor.ts';
import { echo, type Scenario, settle } from './scenarios.ts';
import { users } from './stages.ts';

/** Seconds that a call is watched. */
const watched = 10;
/** Until whole pictures come. Seconds. */
const patience = 30;
const pixels = '1280x720';
/** Pictures a second; the fake camera makes 20. */
const rate = 18;

/** Lines of pjsip.conf: the PBX passes the pictures of all contenders, and of no other codec. */
export const videoEndpoints = Object.values(users)
  .map((name) => `[${name}](+type=endpoint)\nallow=vp8\n`)
  .join('');

/**
 * A script that runs before a page's own: video is wanted; connections are kept, so that what really arrives can be asked of the browser; and
 * that sends whole pictures from the beginning, at first fewer, instead of smaller ones until it knows the way.
 */
const witness = `(() => {
  globalThis.withVideo = true;
  const connections = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...options) {
      super(...options);
      connections.push(this);
    }
  };
  const keepWhole = async (sender) => {
    const parameters = sender.getParameters();
    if (sender.track?.kind !== 'video' || parameters.degradationPreference === 'maintain-resolution') return;
    await sender.setParameters({ ...parameters, degradationPreference: 'maintain-resolution' });
  };
  globalThis.readPictures = async () => {
    for (const connection of connections) {
      for (const sender of connection.getSenders()) await keepWhole(sender);
      const report = await connection.getStats();
      const ofVideo = (type) => [...report.values()].find((entry) => entry.type === type && entry.kind === 'video');
      const [inbound, outbound] = [ofVideo('inbound-rtp'), ofVideo('outbound-rtp')];
      if (!inbound?.framesDecoded || !outbound) continue;
      const sizeOf = ({ frameWidth, frameHeight }) => frameWidth + 'x' + frameHeight;
      const codec = report.get(inbound.codecId)?.mimeType;
      return { seen: sizeOf(inbound), sent: sizeOf(outbound), codec, at: inbound.timestamp, decoded: inbound.framesDecoded, encoded: outbound.framesEncoded };
    }
    return null;
  };
})()`;

interface Pictures {
  readonly seen: string;
  readonly sent: string;
  readonly codec: string;
  /** Milliseconds. */
  readonly at: number;
  readonly decoded: number;
  readonly encoded: number;
}

const read = (page: Page): Promise<Pictures | null> => page.evaluate<Pictures | null>('readPictures()');

const isWhole = (pictures: Pictures | null): pictures is Pictures =>
  pictures?.seen === pixels && pictures.sent === pixels && pictures.codec === 'video/VP8';

async function untilWhole(page: Page): Promise<void> {
  let pictures: Pictures | null = null;
  for (let second = 0; second < patience; second++) {
    pictures = await read(page);
    if (isWhole(pictures)) return;
    await wait(1000);
  }
  throw new Error(`No pictures of ${pixels} within ${patience} s, but ${JSON.stringify(pictures)}`);
}

/** Throws unless whole pictures went and came all the while. */
function prove(before: Pictures | null, after: Pictures | null): void {
  if (!isWhole(before) || !isWhole(after)) throw new Error(`Pictures became ${JSON.stringify(after)}`);
  const seconds = (after.at - before.at) / 1000;
  const slowest = Math.min(after.decoded - before.decoded, after.encoded - before.encoded) / seconds;
  if (slowest < rate) throw new Error(`Only ${slowest.toFixed(1)} pictures a second`);
}

const processor: Scenario = {
  metrics: ['video_call_cpu_pct'],
  setting: 'ordinary',
  rounds: 3,
  run: async ({ name, page, browser }) => {
    await page.load(witness);
    await wait(settle);
    await page.call(echo);
    if (name === 'ours') await page.press('Turn camera on');
    await untilWhole(page);
    // Until the browser trusts the way with all of them.
    await wait(5 * settle);
    const picturesBefore = await read(page);
    const before = await pageSeconds(browser.cdp);
    await wait(watched * 1000);
    const after = await pageSeconds(browser.cdp);
    prove(picturesBefore, await read(page));
    await page.hangUp();
    return { video_call_cpu_pct: ((after - before) / watched) * 100 };
  },
};

export const videoScenarios: readonly Scenario[] = [processor];
