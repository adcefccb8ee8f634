// `npm start`: sets up, then runs the app on Electron, or in the stand-in where Electron's binary cannot be had.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensurePeers } from './peers.mjs';
import { environment, inModules, node, passOn, repository, run } from './run.mjs';
import { setUp } from './set-up.mjs';

const standIn = path.join(repository, 'tests/host/double/electron');
const args = process.argv.slice(2);
const isSelfTest = args.includes('--self-test');
const isLinux = process.platform === 'linux';
const hasDisplay = () => !isLinux || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** The executable in a folder of Electron's package, if it was downloaded. */
function downloaded() {
  const name = inModules('electron/path.txt');
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? inModules('electron/dist');
  const file = path.join(folder, existsSync(name) ? readFileSync(name, 'utf8') : 'electron');
  return existsSync(file) ? file : null;
}

/** Electron's executable, downloaded by Electron's own script where it is missing; null, and one line that says why, where that fails. */
async function findElectron() {
  if (process.env.OFFHOOK_STAND_IN === '1') return null;
  const found = downloaded();
  if (found) return found;
  const { version } = JSON.parse(readFileSync(inModules('electron/package.json'), 'utf8'));
  console.log(`Downloading Electron ${version} (about 110 MB, once)`);
  const { code, output, timedOut } = await run(node(), [inModules('electron/install.js')], { quiet: true, limit: 10 * 60_000 });
  if (code === 0) return downloaded();
  const reason = timedOut ? 'it took too long' : (/(?:code: '|getaddrinfo |Error: )([^'\n]+)/.exec(output)?.[1] ?? `exit code ${code}`);
  console.log(`Electron could not be downloaded (${reason}): running in the stand-in with the system's Chromium instead.`);
  return null;
}

/** A display for a machine without one; null where Xvfb is not installed. @returns {Promise<{ name: string, end: () => void } | null>} */
function startXvfb() {
  return new Promise((resolve) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const end = () => void server.kill();
    process.once('exit', end);
    server.once('error', () => resolve(null));
    server.once('exit', () => resolve(null));
    server.stdio[3]?.once('data', (number) => resolve({ name: `:${String(number).trim()}`, end }));
  });
}

/** Runs the app until it ends and gives its exit code. @param {string} file @param {string[]} given @param {NodeJS.ProcessEnv} env */
function runApp(file, given, env) {
  return new Promise((resolve, reject) => {
    const isScript = file === standIn;
    const child = spawn(isScript ? node() : file, isScript ? [file, ...given] : given, { cwd: repository, env, stdio: 'inherit' });
    const forget = passOn((signal) => void child.kill(signal)); // the app quits; this waits for it
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      forget();
      resolve(code ?? 128 + os.constants.signals[signal ?? 'SIGTERM']);
    });
  });
}

/**
 * Switches that this machine needs, then those of the user. A self-test has a profile of its own, so that it neither meets the running
 * app nor changes its settings.
 * @param {boolean} isReal @param {string} profile
 */
const commandLine = (isReal, profile) => [
  ...(isReal && isLinux && process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium's sandbox does not work for root
  ...(isSelfTest ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : []),
  ...(isSelfTest && !args.some((arg) => arg.startsWith('--user-data-dir=')) ? [`--user-data-dir=${profile}`] : []),
  ...args.filter((arg) => arg.startsWith('--')),
  '.',
  ...args.filter((arg) => !arg.startsWith('--')),
];

/** Chromium for the stand-in; null, and a line that says what to install. */
async function findChromium() {
  if (process.platform === 'win32') {
    console.error('The stand-in runs on Linux and macOS only: on Windows the Electron binary is needed.');
    return null;
  }
  const { chromium } = await ensurePeers({ install: false, log: () => undefined });
  if (chromium === null) console.error('Chromium is needed instead: install it (apt-get install chromium) or set CHROMIUM_PATH.');
  return chromium;
}

/** @returns {Promise<number>} the exit code */
async function start() {
  await setUp();
  const electron = isSelfTest && !hasDisplay() ? null : isSelfTest ? downloaded() : await findElectron();
  const chromium = electron ? '' : await findChromium();
  if (chromium === null) return 1;
  const isHeadless = !electron && isSelfTest;
  const display = isHeadless || hasDisplay() ? undefined : await startXvfb();
  if (display === null) {
    console.error('There is no display here. Install Xvfb (apt-get install xvfb), or run `npm start -- --self-test`, which needs none.');
    return 1;
  }
  const profile = mkdtempSync(path.join(os.tmpdir(), 'offhook-self-test-'));
  try {
    return await runApp(electron ?? standIn, commandLine(electron !== null, profile), {
      ...environment(),
      ...(electron ? {} : { CHROMIUM_PATH: chromium }),
      ...(display ? { DISPLAY: display.name } : {}),
      ...(electron || isHeadless ? {} : { STAND_IN_HEADED: '1' }),
    });
  } finally {
    display?.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

process.exitCode = await start().catch((error) => {
  console.error(error.message);
  return 1;
});
