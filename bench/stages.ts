import type { Asterisk } from '../tests/pbx/asterisk.ts';
import { type Browser, startApp, startChromium } from './browser.ts';
import type { FarEnd } from './far-end.ts';
import type { Contender } from './metrics.ts';
import { OwnWire } from './own-wire.ts';
import { Page } from './page.ts';
import type { Stage } from './scenarios.ts';

/** Each contender has a user of its own, or one would be called for another. */
export const users: Record<Contender, string> = { ours: '1001', sipjs: '1002', jssip: '1003' };

export interface Stages {
  readonly all: readonly Stage[];
  stop(): Promise<void>;
}

export interface StageOptions {
  readonly asterisk: Asterisk;
  /** Address of a bare library's page. */
  readonly pageUrl: (library: string) => string;
  /** The account's STUN server, if it has one. */
  readonly stun: string | null;
  /** For the browsers of all, the app's included. */
  readonly switches: readonly string[];
  /** For the app alone. */
  readonly appSwitches: readonly string[];
  readonly farEnd: FarEnd;
  /** Each contender's wire passes through the harness. */
  readonly isRelayed: boolean;
}

/** Starts the app, and a browser for each bare library, and opens their pages. */
export async function openStages(
  names: readonly Contender[],
  { asterisk, pageUrl, stun, switches, appSwitches, farEnd, isRelayed }: StageOptions,
): Promise<Stages> {
  const browsers: Browser[] = [];
  const wires: OwnWire[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(browsers.map((browser) => browser.stop()));
    await Promise.all(wires.map((wire) => wire.close()));
  };
  const open = async (name: Contender): Promise<Stage> => {
    const { name: user, password } = asterisk.user(users[name]);
    const ownWire = isRelayed ? await OwnWire.before(asterisk.url) : null;
    if (ownWire) wires.push(ownWire);
    const account = { server: ownWire?.url ?? asterisk.url, user, password, domain: asterisk.host };
    const plain = (): Promise<Browser> =>
      startChromium(`${pageUrl(name)}?${new URLSearchParams({ ...account, ...(stun ? { stun } : {}) })}`, switches);
    const browser = await (name === 'ours'
      ? startApp({ ...account, ...(stun ? { iceServer: stun } : {}) }, [...switches, ...appSwitches])
      : plain());
    browsers.push(browser);
    const page = await Page.watch(browser);
    await page.leave();
    return { name, page, user, asterisk, browser, farEnd, ownWire };
  };
  const opened = await Promise.allSettled(names.map(open));
  const failed = opened.find((result) => result.status === 'rejected');
  if (!failed) return { all: opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])), stop };
  await stop();
  throw failed.reason;
}
