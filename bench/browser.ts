import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cdp, type Session } from './cdp.ts';

/** A running browser, or the app with its own, and the one page of interest in it. */
export interface Browser {
  readonly cdp: Cdp;
  readonly page: Session;
  /** Address at which the page was found. */
  readonly url: string;
  stop(): Promise<void>;
}

/** What `--sign-in=FILE` takes. */
export interface SignIn {
  server: string;
  user: string;
  password: string;
  domain: string;
  iceServer?: string;
}

const root = join(import.meta.dirname, '..');
const microphone = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
/** A page that was left must be gone: in this cache it would keep its socket, and its place at the registrar. */
const cache = 'BackForwardCache';

/** Switches of the plain browser: those that the stand-in host and the app give theirs, so that the libraries have no harder life. */
const plainSwitches = [
  '--headless=new',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--autoplay-policy=no-user-gesture-required',
  `--disable-features=LocalNetworkAccessChecks,WebRtcHideLocalIpsWithMdns,${cache}`,
  '--window-size=1024,720',
];

/** The system's Chromium with one tab at `url`. */
export async function startChromium(url: string, more: readonly string[]): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'offhook-bench-'));
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const switches = [...plainSwitches, ...sandbox, ...microphone, ...more, '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  return open(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', [...switches, url], profile);
}

/** The built app, signed in: on the real Electron binary with `ELECTRON_REAL=1`, else in the stand-in host. */
export async function startApp(signIn: SignIn, more: readonly string[]): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'offhook-bench-'));
  const file = join(profile, 'sign-in.json');
  await writeFile(file, JSON.stringify(signIn));
  const real = process.env.ELECTRON_REAL === '1';
  const binary = real ? (createRequire(import.meta.url)('electron') as unknown as string) : join(root, 'tests/host/double/electron');
  const own = [`--disable-features=${cache}`, `--user-data-dir=${join(profile, 'data')}`, `--sign-in=${file}`];
  return open(binary, [...microphone, ...more, ...own, '--remote-debugging-port=0', root], profile);
}

async function open(command: string, args: string[], profile: string): Promise<Browser> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', STAND_IN_KEYRING: 'gnome_libsecret' },
  });
  const end = (): boolean => child.kill();
  process.once('exit', end); // also when the bench itself fails
  const cdp = await Cdp.connect(await devTools(child));
  const { targetId, url } = await firstPage(cdp);
  const page = await cdp.attach(targetId);
  const stop = async (): Promise<void> => {
    cdp.close();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && end()) await gone;
    process.off('exit', end);
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  };
  return { cdp, page, url, stop };
}

/** Chromium and Electron say on standard error where their DevTools listen. */
function devTools(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code}:\n${said}`)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000);
      const url = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (url) resolve(url);
    });
  });
}

async function firstPage(cdp: Cdp): Promise<{ targetId: string; url: string }> {
  return new Promise((resolve) => {
    const look = ({ targetInfo }: { targetInfo: { type: string; url: string; targetId: string } }): void => {
      if (targetInfo.type === 'page' && /^(https?|app|file):/.test(targetInfo.url)) resolve(targetInfo);
    };
    cdp.browser.on('Target.targetCreated', look).on('Target.targetInfoChanged', look);
    void cdp.browser.send('Target.setDiscoverTargets', { discover: true });
  });
}
