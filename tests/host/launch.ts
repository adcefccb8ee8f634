import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

const repository = path.resolve(import.meta.dirname, '../..');

/**
 * True: the app runs in the stand-in for Electron. False: on the real binary, where a developer asks for it with `ELECTRON_REAL=1`, and
 * always on Windows, where a script cannot stand in for an executable. What only the stand-in can do is guarded by `test.runIf(isStandIn)`.
 */
export const isStandIn = process.env.ELECTRON_REAL !== '1' && process.platform !== 'win32';
// Read once, by the `electron` package, when Playwright first asks it where the binary is.
if (isStandIn) process.env.ELECTRON_OVERRIDE_DIST_PATH = path.join(import.meta.dirname, 'double');

export interface LaunchOptions {
  /** A profile to use and to keep; default: a fresh one, removed by `close()`. */
  readonly userData?: string;
  /** Switches for the app and for Chromium, then positional arguments: `tel:555`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A WAV file that the microphone hears, over and over; default: Chromium's fake microphone, a beep every second. */
  readonly microphone?: string;
  /** A Y4M file that the camera sees, over and over; default: Chromium's fake camera, a green picture with a moving disc. */
  readonly camera?: string;
  /** True: the devices of the system's sound server instead of Chromium's fake ones. */
  readonly realDevices?: boolean;
  /** What keeps the password, in the stand-in: a real key (default), the key that everyone knows, or a keyring two seconds late. */
  readonly keyring?: 'gnome_libsecret' | 'basic_text' | 'late';
  /** The folder of the app's package.json; default: this repository, whose `dist/` must be built. */
  readonly root?: string;
}

export interface Launched {
  readonly app: ElectronApplication;
  /** The main window's page, loaded. */
  readonly page: Page;
  readonly userData: string;
  /** All that the app's process has written so far. */
  output(): string;
  /** Quits as a user does and waits for the end; a second call does nothing. */
  close(): Promise<void>;
}

/** The real binary cannot be given an app's folder by `cwd` alone, so it is the last switch-less argument before those of the test. */
const commandLine = (
  { args = [], microphone, camera, realDevices = false, root = repository }: LaunchOptions,
  userData: string,
): string[] => [
  `--user-data-dir=${userData}`,
  ...(realDevices ? [] : ['--use-fake-device-for-media-stream']),
  '--use-fake-ui-for-media-stream',
  ...(microphone ? [`--use-file-for-fake-audio-capture=${microphone}`] : []),
  ...(camera ? [`--use-file-for-fake-video-capture=${camera}`] : []),
  ...args.filter((arg) => arg.startsWith('--')),
  root,
  ...args.filter((arg) => !arg.startsWith('--')),
];

/** Starts the built app as Electron would: real main bundle, real preload, real page in a real Chromium. */
export async function launchApp(options: LaunchOptions = {}): Promise<Launched> {
  const userData = options.userData ?? (await mkdtemp(path.join(os.tmpdir(), 'offhook-profile-')));
  const app = await _electron.launch({
    cwd: options.root ?? repository,
    args: commandLine(options, userData),
    env: { ...environment(), STAND_IN_KEYRING: options.keyring ?? 'gnome_libsecret', ...options.env },
  });
  let output = '';
  for (const stream of [app.process().stdout, app.process().stderr]) stream?.on('data', (text: Buffer) => (output += text));
  let closed: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    await app.close();
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  };
  const close = (): Promise<void> => {
    closed ??= end();
    return closed;
  };
  try {
    const page = await app.firstWindow();
    await page.waitForURL((url) => url.protocol !== 'about:');
    await page.waitForLoadState();
    return { app, page, userData, output: () => output, close };
  } catch (error) {
    await close();
    throw new Error(`The app did not come up. It said:\n${output}`, { cause: error });
  }
}

const environment = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
