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
  readonly pid: number;
  /** The app's profile; a bare browser's own. */
  readonly profile: string;
  /** The app's own process, by Node's inspector, where it was asked for (`--inspect=0`). */
  readonly inspector: Session | null;
  /** Another page, by a part of its address, once it is there. */
  attach(address: string): Promise<Session>;
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
  '--allow-loopback-in-peer-connection',
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

/** What starts the app, and the folder that it is told to run. */
export const appBinary = (): string =>
  process.env.ELECTRON_REAL === '1'
    ? (createRequire(import.meta.url)('electron') as unknown as string)
    : join(root, 'tests/host/double/electron');
export const appFolder = root;

/** The built app, signed in: on the real Electron binary with `ELECTRON_REAL=1`, else in the stand-in host. */
export async function startApp(signIn: SignIn, more: readonly string[]): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'offhook-bench-'));
  const file = join(profile, 'sign-in.json');
  await writeFile(file, JSON.stringify(signIn));
  const data = join(profile, 'data');
  const own = [`--disable-features=${cache}`, `--user-data-dir=${data}`, `--sign-in=${file}`];
  const browser = await open(appBinary(), [...microphone, ...more, ...own, '--remote-debugging-port=0', root], profile);
  return { ...browser, profile: data };
}

async function open(command: string, args: string[], profile: string): Promise<Browser> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', STAND_IN_KEYRING: 'gnome_libsecret' },
  });
  const end = (): boolean => child.kill();
  process.once('exit', end); // also when the bench itself fails
  const inspected = args.includes('--inspect=0') ? said(child, /Debugger listening on (ws:\S+)/) : null;
  const cdp = await Cdp.connect(await said(child, /DevTools listening on (ws:\S+)/));
  const inspector = inspected && (await Cdp.connect(await inspected));
  const { targetId, url } = await firstPage(cdp);
  const page = await cdp.attach(targetId);
  const attach = async (address: string): Promise<Session> => {
    const { targetInfos } = await cdp.browser.send('Target.getTargets');
    const target = targetInfos.find((one) => one.url.includes(address));
    if (!target) throw new Error(`No page at ${address}`);
    return cdp.attach(target.targetId);
  };
  const stop = async (): Promise<void> => {
    cdp.close();
    inspector?.close();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && end()) await gone;
    process.off('exit', end);
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  };
  return { cdp, page, url, pid: child.pid!, profile, inspector: inspector?.browser ?? null, attach, stop };
}

/** Chromium, Electron and Node say on standard error where their DevTools listen. */
function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code}:\n${text}`)));
    child.stderr?.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-10_000);
      const url = pattern.exec(text)?.[1];
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
