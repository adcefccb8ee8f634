import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser } from './browser.ts';
import type { Session } from './cdp.ts';
import { now } from './clock.ts';
import { liveHeapBytes } from './live-heap.ts';
import { request, response, Wire } from './wire.ts';

/** Buttons that every contender's page has, by their names: the harness presses what a person would press. */
export type Button =
  | 'Call'
  | 'Answer'
  | 'Hang up'
  | 'Transfer'
  | 'Transfer now'
  | 'All together'
  | 'Turn camera on'
  | 'Devices'
  | 'Settings'
  | 'Audio';

/** A page under measurement: opened, pressed and watched from outside, by the same code for all. */
export class Page {
  readonly wire: Wire;
  readonly #session: Session;
  readonly #url: string;
  #scripts: string[] = [];

  private constructor({ page, url }: Browser) {
    this.#session = page;
    this.#url = url;
    this.wire = new Wire(page);
    page.on('Network.responseReceived', ({ requestId, response: { mimeType } }) => {
      if (/javascript/.test(mimeType)) this.#scripts.push(requestId);
    });
  }

  static async watch(browser: Browser): Promise<Page> {
    const page = new Page(browser);
    // No Runtime domain: it would keep every object that the page ever logged.
    for (const domain of ['Network', 'Page', 'Performance', 'HeapProfiler'] as const) await browser.page.send(`${domain}.enable`);
    await browser.page.send('Network.setCacheDisabled', { cacheDisabled: true });
    return page;
  }

  /**
   * Opens the page in a new renderer process without any cache, and waits until it is registered.
   * @param first a script that runs before the page's own, this time only
   * @returns milliseconds from the start of the navigation to the 200 OK of REGISTER
   */
  async load(first?: string): Promise<number> {
    await this.leave();
    this.#scripts = [];
    const script = first === undefined ? null : await this.#session.send('Page.addScriptToEvaluateOnNewDocument', { source: first });
    const from = now();
    await this.#session.send('Page.navigate', { url: this.#url });
    const registered = await this.wire.wait('200 OK of REGISTER', response(200, 'REGISTER', false), from, 30_000);
    if (script) await this.#session.send('Page.removeScriptToEvaluateOnNewDocument', script);
    return registered.at - (await this.#navigationStart());
  }

  /** Leaves the page and everything of it: no call and no registration outlives this. */
  async leave(): Promise<void> {
    const left = new Promise<void>((resolve) => {
      this.#session.on('Page.frameNavigated', ({ frame }) => frame.url === 'about:blank' && resolve());
    });
    await this.#session.send('Page.navigate', { url: 'about:blank' });
    await left;
    this.wire.clear();
  }

  /** Types `number` and presses Call. Returns the moment of the press. */
  async dial(number: string): Promise<number> {
    await this.type(number);
    return this.press('Call');
  }

  /** Types `number` into the first field on the screen, in place of what stands there. */
  async type(number: string): Promise<void> {
    await this.evaluate(`(() => { const input = ${visible('input')}[0]; input.focus(); input.select(); })()`);
    await this.#session.send('Input.insertText', { text: number });
  }

  /**
   * Presses a button with the mouse, waiting for it to be there. Returns the moment at which the press was sent to the browser:
   * its way there, about a millisecond, counts, for all alike.
   */
  async press(button: Button): Promise<number> {
    const { x, y } = await this.evaluate<{ x: number; y: number }>(whenThere(button));
    const mouse = { x, y, button: 'left', clickCount: 1 } as const;
    const pressedAt = now();
    const down = this.#session.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...mouse });
    const up = this.#session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...mouse });
    await Promise.all([down, up]);
    return pressedAt;
  }

  /** Ends the call with its button and waits until the PBX knows. */
  async hangUp(): Promise<void> {
    const pressedAt = await this.press('Hang up');
    await this.wire.wait('200 OK of BYE', response(200, 'BYE', false), pressedAt);
  }

  /** Dials and waits until the call is up. Returns the moment of the press and that of the INVITE. */
  async call(number: string): Promise<{ pressedAt: number; invitedAt: number }> {
    const pressedAt = await this.dial(number);
    const invite = await this.wire.wait('INVITE', request('INVITE', true), pressedAt);
    // An ACK of its own answers the challenge (401) that comes before.
    const ok = await this.wire.wait('200 OK of INVITE', response(200, 'INVITE', false), invite.at);
    await this.wire.wait('ACK', request('ACK', true), ok.at);
    return { pressedAt, invitedAt: invite.at };
  }

  /** Page time, as of `performance.now()` in the page, in the harness's clock. */
  async toClock(pageTime: number): Promise<number> {
    return (await this.#navigationStart()) + pageTime;
  }

  async #navigationStart(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const start = metrics.find(({ name }) => name === 'NavigationStart')?.value;
    if (!start) throw new Error('The browser does not tell when the navigation began');
    return start * 1000;
  }

  /** Bytes of all JavaScript fetched since the navigation, compressed file by file with gzip. */
  async scriptBytes(): Promise<number> {
    let bytes = 0;
    for (const requestId of this.#scripts) {
      const { body, base64Encoded } = await this.#session.send('Network.getResponseBody', { requestId });
      bytes += gzipSync(Buffer.from(body, base64Encoded ? 'base64' : 'utf8'), { level: 9 }).length;
    }
    return bytes;
  }

  /** Bytes of the JavaScript objects that can be reached. Collected three times: what finalisers let go of is found by the next turn. */
  async heapBytes(): Promise<number> {
    for (let turn = 0; turn < 3; turn++) {
      await this.#session.send('HeapProfiler.collectGarbage');
      await wait(200);
    }
    return liveHeapBytes(this.#session);
  }

  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  }
}

/** An expression: all visible elements that match. */
const visible = (selector: string): string =>
  `[...document.querySelectorAll('${selector}')].filter((element) => element.checkVisibility())`;

/** An expression: whether `element` is the button of that name, by what a screen reader would say. It makes the page lay out nothing. */
export const isNamed = (button: Button): string =>
  `((element.getAttribute('aria-label') ?? element.textContent).trim() === '${button}' && !element.disabled)`;

/** An expression: where to press the button, once it is there. */
const whenThere = (button: Button): string => `new Promise((resolve, reject) => {
  const until = performance.now() + 10_000;
  const look = () => {
    const box = ${visible('button')}.find((element) => ${isNamed(button)})?.getBoundingClientRect();
    if (box) resolve({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    else if (performance.now() > until) reject(new Error('No button "${button}" in ' + document.body.innerText));
    else requestAnimationFrame(look);
  };
  look();
})`;
