import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Locator, Page } from 'playwright-core';
import type { Bridge } from '../../shared/ipc.ts';
import type { SettingsPatch } from '../../shared/settings.ts';
import { type Launched, launchApp } from '../host/launch.ts';
import { writePattern } from './picture.ts';
import { growEars, type Heard, hear, heardHertz, heardTones, hearPass, isNear, ownHertz, silence, writeTone } from './sound.ts';
import { soundTrouble } from './sound-trouble.ts';

export interface SignInData {
  server: string;
  furtherServers?: readonly string[];
  user: string;
  password: string;
  domain?: string;
  displayName?: string;
}

export interface OpenOptions {
  /** Hertz that this app's microphone "hears" all the time; without it Chromium's fake device beeps. */
  microphoneTone?: number;
  /** A WAV file that it hears instead. */
  microphone?: string;
  /** The ground of what this app's camera sees all the time, see `picture.ts`. */
  cameraGround?: 'red' | 'blue';
  /** Signs in by `--sign-in=FILE`, as an administrator would. */
  account?: SignInData;
  args?: string[];
  userData?: string;
  keyring?: 'gnome_libsecret' | 'basic_text' | 'late';
  env?: Record<string, string>;
  realDevices?: boolean;
}

/** All that run now: where one hears nothing, another one may say why. */
const open = new Set<Offhook>();

/** The running app as a person uses it: by the names on its controls. */
export class Offhook {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
  readonly #launched: Launched;
  readonly #folder: string;

  private constructor(launched: Launched, folder: string) {
    this.app = launched.app;
    this.page = launched.page;
    this.userData = launched.userData;
    this.#launched = launched;
    this.#folder = folder;
  }

  /** Starts the built app in a fresh profile, or in `userData`, and waits for its first screen. */
  static async open({ microphoneTone, cameraGround, account, args = [], ...rest }: OpenOptions = {}): Promise<Offhook> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'offhook-e2e-'));
    const all = [...args];
    if (account) {
      const file = path.join(folder, 'sign-in.json');
      await writeFile(file, JSON.stringify(account));
      all.push(`--sign-in=${file}`);
    }
    const microphone =
      microphoneTone === undefined ? {} : { microphone: await writeTone(path.join(folder, 'microphone.wav'), microphoneTone) };
    const camera = cameraGround ? { camera: await writePattern(path.join(folder, 'camera.y4m'), cameraGround) } : {};
    const launched = await launchApp({ ...rest, ...microphone, ...camera, args: all });
    const offhook = new Offhook(launched, folder);
    // Shorter than a test's own limit, so that a failure names what was waited for.
    offhook.page.setDefaultTimeout(12_000);
    await growEars(offhook.page);
    open.add(offhook);
    return offhook;
  }

  /** Signed in and ready to call. */
  static async signedIn(account: SignInData, options: OpenOptions = {}): Promise<Offhook> {
    const offhook = await Offhook.open({ ...options, account });
    await offhook.light('Ready').waitFor();
    return offhook;
  }

  /** All that the app's process has written so far. */
  get output(): string {
    return this.#launched.output();
  }

  async close(): Promise<void> {
    open.delete(this);
    // With a call up the app asks before it quits, and waits for an answer.
    if (!this.page.isClosed()) await this.hangUpAll();
    await this.#launched.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Ends as the machine would in a power cut: nobody is told, and nothing is put in order. `userData` stays where it was given. */
  async crash(): Promise<void> {
    open.delete(this);
    const ended = once(this.app.process(), 'exit');
    this.app.process().kill('SIGKILL');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The connection light, saying `word`. */
  light(word: string): Locator {
    return this.page.getByRole('button', { name: `Connection: ${word}` });
  }

  button(name: string, within: Locator | Page = this.page): Locator {
    return within.getByRole('button', { name, exact: true });
  }

  get dialField(): Locator {
    return this.page.getByRole('combobox', { name: 'Number or address to call' });
  }

  /** The card of a live call. */
  card(name?: string): Locator {
    return this.page.getByRole('article', { name: name === undefined ? /^Call with / : `Call with ${name}` });
  }

  /** The card of a conference, or its row while it waits. */
  get conference(): Locator {
    return this.page.getByRole('article', { name: /^Conference with / });
  }

  ringing(name?: string): Locator {
    return this.page.getByRole('article', { name: new RegExp(`^Incoming call from ${name ?? ''}`) });
  }

  /** What the card of the last call says about its end. */
  get ended(): Locator {
    return this.page.getByRole('article', { name: 'Call ended' });
  }

  async signIn({ server, user, password }: SignInData): Promise<void> {
    await this.page.getByLabel('Server', { exact: true }).fill(server);
    await this.page.getByLabel('User', { exact: true }).fill(user);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.button('Sign in').click();
  }

  async dial(number: string): Promise<void> {
    await this.dialField.fill(number);
    await this.dialField.press('Enter');
  }

  /** Dials and waits until the call is up. */
  async talkTo(number: string): Promise<void> {
    await this.dial(number);
    await this.card().getByText('In call').waitFor();
  }

  /** Ends every call that is up or rings, so that the next test begins with none. */
  async hangUpAll(): Promise<void> {
    const cards = this.page.getByRole('article', { name: /^(Call with|Conference with|Incoming call)/ });
    const ends = cards.getByRole('button', { name: /^(Hang up|Cancel call|Decline)/ });
    const limit = performance.now() + 12_000;
    // Again and again: a card may have no such button yet, and a caller may come meanwhile.
    while ((await cards.count()) > 0) {
      // At once or not at all: a click that waits for a card which is just going would hang up the next test's call.
      await ends.evaluateAll(([button]) => (button as HTMLElement | undefined)?.click());
      if (performance.now() > limit) throw new Error(`Calls that do not end: ${(await cards.allInnerTexts()).join(' | ')}`);
      await this.page.waitForTimeout(20);
    }
  }

  /** Opens a menu by its button, and takes an item of it. */
  async choose(item: string | RegExp, menu: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    await within.getByRole('button', { name: menu }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** Types or searches in the picker that stands open, and does with whoever it means what the button says. */
  async pick(text: string, button: string, within: Locator | Page = this.page): Promise<void> {
    await within.getByRole('combobox', { name: 'Name, number or address' }).fill(text);
    await this.button(button, within).click();
  }

  /** Opens the transfer of the call that is up, and takes one of its two ways. */
  async transferTo(target: string, way: 'Transfer now' | 'Talk first'): Promise<void> {
    await this.page.keyboard.press('Control+t');
    await this.pick(target, way);
  }

  /** Changes settings as the settings view does. */
  async set(patch: SettingsPatch): Promise<void> {
    await this.page.evaluate((patch) => (globalThis as unknown as { bridge: Bridge }).bridge.request('settings:update', patch), patch);
  }

  /** What arrives from the other side, see `sound.ts`. */
  hear(options?: { seconds?: number; index?: number }): Promise<Heard | null> {
    return hear(this.page, options);
  }

  /** Waits until the other side is heard with a tone of this frequency. */
  async untilHeard(hertz: number, options: { index?: number; timeout?: number; seconds?: number } = {}): Promise<void> {
    await this.#until(async () => isNear(await heardHertz(this.page, options), hertz), `a tone of ${hertz} Hz`, options.timeout);
  }

  /** Waits until these tones were heard in turn, however short they are. To be asked before they begin. */
  untilHeardPass(...tones: readonly number[]): Promise<void> {
    return hearPass(this.page, tones);
  }

  /** Waits until exactly those of `among` are heard at once. */
  async untilHeardOf(
    tones: readonly number[],
    among: readonly number[],
    options: { index?: number; timeout?: number } = {},
  ): Promise<void> {
    const what = tones.length > 0 ? `the tones ${tones.join(', ')} and none other of ${among.join(', ')}` : 'none of the tones';
    await this.#until(async () => String(await heardTones(this.page, among, options)) === String(tones), what, options.timeout);
  }

  /** Waits until nothing is heard, and makes sure that it stays so for a second. */
  async untilSilent(options: { index?: number; timeout?: number } = {}): Promise<void> {
    await this.#until(async () => ((await this.hear({ ...options, seconds: 1 }))?.level ?? 0) < silence, 'silence', options.timeout);
  }

  /** Waits until the phone itself plays a tone of this frequency. */
  async untilPlays(hertz: number): Promise<void> {
    await this.#until(async () => isNear(await ownHertz(this.page), hertz), `a tone of our own of ${hertz} Hz`);
  }

  /** The same for a tone that is soon over. To be asked before it begins. */
  untilPlaysPass(hertz: number): Promise<void> {
    return hearPass(this.page, [hertz], { isOwn: true });
  }

  /** Makes sure that the phone itself plays nothing for so long: a ringing tone pauses for four seconds. */
  async staysQuiet(seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1_000;
    while (performance.now() < end) {
      const hertz = await ownHertz(this.page);
      if (hertz > 0) throw new Error(`The phone plays ${Math.round(hertz)} Hz.`);
      await this.page.waitForTimeout(50);
    }
  }

  /** What this phone says of its sound, and the others that are open. */
  async #trouble(): Promise<string> {
    const others = [...open].filter((other) => other !== this && !other.page.isClosed());
    const said = await Promise.all([this, ...others].map(({ page }) => page.evaluate(soundTrouble).catch(String)));
    return said.join('\n\nanother phone:\n');
  }

  async #until(isSo: () => Promise<boolean>, what: string, timeout = 15_000): Promise<void> {
    const end = performance.now() + timeout;
    while (!(await isSo())) {
      if (performance.now() > end) {
        const cards = (await this.page.getByRole('article').allInnerTexts()).join(' | ').replaceAll('\n', ' ');
        const heard = JSON.stringify(await this.hear());
        throw new Error(`Waited ${timeout} ms for ${what}; heard ${heard}; the phone shows: ${cards}\n${await this.#trouble()}`);
      }
    }
  }
}
