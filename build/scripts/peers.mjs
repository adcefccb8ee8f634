// Plain JavaScript on Node built-ins only: it runs before `npm ci`, on Node 20.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * What the tests talk to. `null` means "not on this machine"; then `missing` names it. `asterisk` is a root folder, the others are programs.
 * @typedef {{ chromium: string | null, asterisk: string | null, kamailio: string | null, sipp: string | null, ffmpeg: string | null, missing: string[] }} Peers
 * @typedef {{ suite: string, include: string, mirrors: string[] }} Source
 */

/**
 * Debian's stable releases carry no Asterisk since 2023, unstable does (22 LTS). Unstable breaks on some days: then the last stable
 * one serves (16.28, the same configuration runs on it), from the archive once the mirrors have dropped it.
 * @type {Source[]}
 */
const sources = [
  { suite: 'sid', include: 'asterisk,asterisk-core-sounds-en-gsm', mirrors: [''] },
  {
    suite: 'bullseye',
    include: 'asterisk,asterisk-opus,asterisk-voicemail,asterisk-core-sounds-en-gsm',
    mirrors: ['', 'http://archive.debian.org/debian'],
  },
];

/** Without these no browser can call; a root folder that lacks one is thrown away. */
const neededModules = [
  'chan_pjsip',
  'codec_opus_open_source',
  'res_http_websocket',
  'res_pjsip_transport_websocket',
  'res_srtp',
  'pbx_spool',
];

/** Debian package by the program that proves that it is there. */
const programs = {
  debootstrap: 'debootstrap',
  openssl: 'openssl',
  flock: 'util-linux',
  Xvfb: 'xvfb',
  pulseaudio: 'pulseaudio',
  ip: 'iproute2',
  sipp: 'sip-tester',
  ffmpeg: 'ffmpeg',
  'dbus-daemon': 'dbus-daemon',
  gdbus: 'libglib2.0-bin',
};

/** Debian packages that hold Kamailio and the modules that the tests load beyond its own. */
const kamailioPackages = [
  'kamailio',
  'kamailio-websocket-modules',
  'kamailio-tls-modules',
  'kamailio-presence-modules',
  'kamailio-outbound-modules',
];

/** One module of each of those packages, and the database without a server. */
const kamailioModules = ['sl', 'tm', 'xhttp', 'websocket', 'tls', 'db_text', 'presence', 'presence_xml', 'rr', 'outbound'];

/** Where the Asterisk root folder is, or would be built: outside the checkout, so that every clone shares it. */
export const asteriskRoot = () =>
  process.env.OFFHOOK_ASTERISK_ROOT || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'offhook', `asterisk-${process.arch}`);

/**
 * Looks for the peers and, on Debian as root, installs what is missing. Safe to call from several processes at once: the second waits.
 * @param {{ install?: boolean, log?: (line: string) => void }} [options] `install: false` only looks.
 * @returns {Promise<Peers>}
 */
export async function ensurePeers({ install = true, log = console.log } = {}) {
  const found = findPeers();
  if (found.missing.length === 0) return found;
  if (!install || !canInstall()) {
    log(`Not on this machine: ${found.missing.join(', ')}. ${howToInstall()}`);
    return found;
  }
  await installPackages(log);
  if (findPeers().asterisk === null) await buildUnderLock(log);
  const now = findPeers();
  if (now.missing.length > 0) log(`Could not be installed: ${now.missing.join(', ')}. Tests that need them are skipped.`);
  return now;
}

/** @returns {Peers} */
function findPeers() {
  const chromium = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path)) ?? null;
  const root = asteriskRoot();
  // Asterisk is started with chroot, which only root may call.
  const asterisk = process.getuid?.() === 0 && existsSync(join(root, 'usr/sbin/asterisk')) && hasProgram('openssl') ? root : null;
  // The tests start both with a tool of Linux.
  const [kamailio, sipp] = process.platform === 'linux' ? [findKamailio(), pathOf('sipp')] : [null, null];
  const missing = [];
  if (chromium === null) missing.push('Chromium');
  if (asterisk === null) missing.push('Asterisk');
  if (kamailio === null) missing.push('Kamailio');
  if (sipp === null) missing.push('SIPp');
  const ffmpeg = pathOf('ffmpeg');
  if (ffmpeg === null) missing.push('ffmpeg');
  if (process.platform === 'linux')
    missing.push(...['Xvfb', 'pulseaudio', 'ip', 'dbus-daemon', 'gdbus'].filter((name) => !hasProgram(name)));
  return { chromium, asterisk, kamailio, sipp, ffmpeg, missing };
}

/** A Kamailio that lacks a module is none: only it knows where its modules are, so it is asked to check a configuration. */
function findKamailio() {
  const kamailio = pathOf('kamailio');
  if (kamailio === null) return null;
  const input = `${kamailioModules.map((name) => `loadmodule "${name}.so"`).join('\n')}\nrequest_route { exit; }\n`;
  // An address of its own keeps it from looking up the names of all of this machine's.
  return spawnSync(kamailio, ['-c', '-l', '127.0.0.1', '-f', '-'], { input }).status === 0 ? kamailio : null;
}

/** @param {string} name @returns {string | null} */
const pathOf = (name) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path)) ?? null;

/** @param {string} name */
const hasProgram = (name) => pathOf(name) !== null;

const isDebian = () => existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));

const canInstall = () => isDebian() && process.getuid?.() === 0;

function howToInstall() {
  if (isDebian()) return 'As root, `node build/scripts/peers.mjs` installs them; Asterisk is also run as root (chroot).';
  if (process.platform === 'linux')
    return `Set CHROMIUM_PATH; for Asterisk, as root: debootstrap --include=asterisk sid DIR, then OFFHOOK_ASTERISK_ROOT=DIR; the packages named ${kamailioPackages.join(' ')} sip-tester ffmpeg in Debian.`;
  return 'Set CHROMIUM_PATH to a Chromium; the real Asterisk runs on Linux only.';
}

/** @param {(line: string) => void} log */
async function installPackages(log) {
  const wanted = Object.entries(programs).flatMap(([program, name]) => (hasProgram(program) ? [] : [name]));
  const { chromium, kamailio } = findPeers();
  if (chromium === null) wanted.push('chromium');
  if (kamailio === null) wanted.push(...kamailioPackages);
  if (wanted.length === 0) return;
  const allowDaemons = kamailio === null ? forbidDaemons() : () => undefined;
  log(`Installing ${wanted.join(', ')} with apt-get`);
  const get = ['-o', 'DPkg::Lock::Timeout=300', '-qq', '-y', '--no-install-recommends', 'install', ...wanted];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  let result = await run('apt-get', get, { env });
  if (result.code !== 0) {
    // Package lists are absent (container images) or stale.
    await run('apt-get', ['-qq', 'update'], { env });
    result = await run('apt-get', get, { env });
  }
  allowDaemons();
  if (result.code !== 0) log(`apt-get failed: ${result.tail}`);
}

/**
 * Debian starts a server that it installs, now and at every boot; the tests start their own Kamailio only. So its unit is masked for good
 * (`systemctl unmask kamailio` allows it again), and during the installation invoke-rc.d is told to start nothing.
 * @returns {() => void} ends the second
 */
function forbidDaemons() {
  const units = '/etc/systemd/system';
  const policy = '/usr/sbin/policy-rc.d';
  const isInstalled = existsSync('/etc/init.d/kamailio');
  try {
    if (existsSync(units) && !isInstalled) symlinkSync('/dev/null', join(units, 'kamailio.service'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error; // somebody decided about it before
  }
  if (existsSync(policy)) return () => undefined;
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return () => rmSync(policy, { force: true });
}

/**
 * Runs this file again under flock(1): the kernel frees that lock however its holder ends, so there is no stale lock to judge.
 * @param {(line: string) => void} log
 */
async function buildUnderLock(log) {
  const root = asteriskRoot();
  mkdirSync(dirname(root), { recursive: true });
  log(`Building an Asterisk root folder in ${root} (about a minute, once)`);
  const again = [`${root}.lock`, process.execPath, import.meta.filename, '--build-root'];
  const { code, tail } = await run('flock', again, { env: { ...process.env, OFFHOOK_ASTERISK_ROOT: root } });
  if (code !== 0) log(`No Asterisk root folder: ${tail}`);
}

/** Builds beside the final place and renames, so that a folder of that name is always a whole one. Called under the lock. */
async function buildRoot() {
  const root = asteriskRoot();
  if (existsSync(join(root, 'usr/sbin/asterisk'))) return;
  const draft = `${root}.tmp`;
  const failures = [];
  for (const { suite, include, mirrors } of sources) {
    for (const mirror of mirrors) {
      rmSync(draft, { recursive: true, force: true });
      const failure = (await debootstrap(draft, suite, include, mirror)) ?? (await faultIn(draft));
      if (failure === null) {
        rmSync(join(draft, 'var/cache/apt/archives'), { recursive: true, force: true });
        rmSync(root, { recursive: true, force: true });
        renameSync(draft, root);
        return;
      }
      failures.push(`${suite}: ${failure}`);
    }
  }
  rmSync(draft, { recursive: true, force: true });
  throw new Error(failures.join(' | '));
}

/**
 * In a mount namespace of its own where the machine allows one: debootstrap mounts /proc and /sys inside the folder, and when it is
 * interrupted they would stay there, in the way of the next clean-up.
 * @param {string} draft @param {string} suite @param {string} include @param {string} mirror
 * @returns {Promise<string | null>} what went wrong
 */
async function debootstrap(draft, suite, include, mirror) {
  const command = ['debootstrap', '--variant=minbase', `--include=${include}`, suite, draft, ...(mirror ? [mirror] : [])];
  const isolated = spawnSync('unshare', ['--mount', 'true']).status === 0 ? ['unshare', '--mount', ...command] : command;
  const { code, tail } = await run(isolated[0] ?? '', isolated.slice(1));
  return code === 0 ? null : tail;
}

/**
 * What keeps this Asterisk from working: it does not start, or a module is absent or lacks a library (unstable, on a bad day).
 * @param {string} draft
 * @returns {Promise<string | null>}
 */
async function faultIn(draft) {
  const files = neededModules.map((name) => `./${name}.so`).join(' ');
  // The folder differs between the releases.
  const found = `asterisk -V && cd "$(dirname "$(find /usr/lib -name ${neededModules[0]}.so)")" && found=$(ldd ${files})`;
  const check = `${found} && case "$found" in *"not found"*) echo "$found" | grep "not found"; exit 1;; esac`;
  const { code, tail } = await run('chroot', [draft, 'sh', '-c', check]);
  return code === 0 ? null : `unusable: ${tail}`;
}

/**
 * @param {string} command @param {readonly string[]} args @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, tail: string }>} `tail`: its last words, in one line
 */
function run(command, args, { env = process.env } = {}) {
  const path = `${env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...env, PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output = (output + text).slice(-4000)));
    const done = (/** @type {number} */ code) => resolve({ code, tail: output.trim().split('\n').slice(-3).join(' / ') });
    child.once('error', (error) => {
      output += error.message;
      done(127);
    });
    child.once('close', (code) => done(code ?? 1));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--build-root')) {
    await buildRoot().catch((error) => {
      console.error(error.message);
      process.exitCode = 1;
    });
  } else {
    const { missing } = await ensurePeers();
    process.exitCode = missing.length === 0 ? 0 : 1;
  }
}
