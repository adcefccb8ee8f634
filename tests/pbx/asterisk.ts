import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { asteriskRoot } from '../../build/scripts/peers.mjs';
import { type Ports, type User, users } from './config.ts';
import { type Certificate, type Folder, give, makeCertificate, makeFolder } from './folder.ts';
import { freePorts } from './ports.ts';

const execute = promisify(execFile);

export interface AsteriskOptions {
  /** Address that all its sockets are bound to. Default 127.0.0.1. */
  readonly host?: string;
  /** Name of a network namespace (`ip netns`) to run in; `host` is then an address inside it. */
  readonly netns?: string;
  /** Appended to extensions.conf: more contexts, or `[users](+)` and more numbers. */
  readonly dialplan?: string;
  /** Appended to pjsip.conf: more endpoints, or `[1001](+)` and more options of one. */
  readonly pjsip?: string;
}

export interface Originate {
  /** The user whose phones ring, all of them. */
  readonly to: string;
  /** Who seems to call. Default: number 5551234 without a name. */
  readonly from?: { readonly name?: string; readonly number: string };
  /** The number of the dialplan that the user talks to once answered. Default 600. */
  readonly extension?: string;
}

/** Starts an Asterisk with its own folder and ports; resolves when it takes calls. Rejects with the end of its log when it does not. */
export async function startAsterisk(options: AsteriskOptions = {}): Promise<Asterisk> {
  const host = options.host ?? '127.0.0.1';
  const certificate = await makeCertificate(host);
  for (let attempt = 1; ; attempt++) {
    const ports = await freePorts(options.netns === undefined ? host : '127.0.0.1');
    const asterisk = new Asterisk({ ...options, host, ports, certificate });
    try {
      await asterisk.start();
      return asterisk;
    } catch (error) {
      // A port may have been taken between looking and binding.
      if (attempt === 3 || !(error instanceof PortTaken)) throw error;
    }
  }
}

class PortTaken extends Error {}

interface Running {
  readonly process: ChildProcess;
  readonly folder: Folder;
  /** What it printed before its log file was open, mostly nothing. */
  readonly output: () => string;
}

/** One real PBX. Its numbers stand in dialplan.ts, its users in config.ts. */
export class Asterisk {
  readonly host: string;
  readonly ports: Ports;
  /** PEM of its self-signed certificate. */
  readonly certificate: string;
  readonly #options: AsteriskOptions;
  readonly #keys: Certificate;
  readonly #root = asteriskRoot();
  #running: Running | undefined;
  #lastLog = '';

  constructor({ host, ports, certificate, ...options }: AsteriskOptions & { host: string; ports: Ports; certificate: Certificate }) {
    this.host = host;
    this.ports = ports;
    this.certificate = certificate.cert;
    this.#keys = certificate;
    this.#options = options;
  }

  get url(): string {
    return `ws://${this.host}:${this.ports.http}/ws`;
  }

  get secureUrl(): string {
    return `wss://${this.host}:${this.ports.https}/ws`;
  }

  /** For Chromium's `--ignore-certificate-errors-spki-list`, which wants `--user-data-dir` beside it. */
  get certificateSpki(): string {
    const spki = new X509Certificate(this.certificate).publicKey.export({ type: 'spki', format: 'der' });
    return createHash('sha256').update(spki).digest('base64');
  }

  /** Of the Asterisk process, to freeze it with SIGSTOP for instance. Undefined while stopped. */
  get pid(): number | undefined {
    return this.#running?.process.pid;
  }

  /** @throws when config.ts has no such user */
  user(name: string): User {
    const found = users.find((user) => user.name === name);
    if (found === undefined) throw new Error(`No user ${name} in config.ts`);
    return found;
  }

  /** Starts it again after `stop`, on the same ports and with the same certificate, but without any memory of registrations. */
  async start(): Promise<void> {
    if (this.#running !== undefined) throw new Error('This Asterisk is running');
    const { dialplan: extraDialplan = '', pjsip: extraPjsip = '', netns } = this.#options;
    // In a namespace of its own it has no address but `host`.
    const otherAddresses = netns === undefined ? ownAddresses().filter((address) => address !== this.host) : [];
    const input = { host: this.host, ports: this.ports, otherAddresses, extraDialplan, extraPjsip };
    const folder = await makeFolder(this.#root, this.#keys, input);
    const { uid, gid } = await stat(folder.outside);
    const inRoot = ['chroot', `--userspec=+${uid}:+${gid}`, this.#root, 'sh', '-c', runBoundToParent, 'sh'];
    const command = [...(netns === undefined ? [] : ['ip', 'netns', 'exec', netns]), ...inRoot];
    const process = spawn(command[0]!, [...command.slice(1), 'asterisk', '-f', '-C', `${folder.inside}/etc/asterisk.conf`], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', TZ: 'UTC', HOME: folder.inside },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [process.stdout, process.stderr]) stream?.on('data', (text) => (output = (output + text).slice(-8000)));
    this.#running = { process, folder, output: () => output };
    try {
      await this.#untilBooted();
    } catch (error) {
      await this.stop('SIGKILL');
      throw error;
    }
  }

  /**
   * Ends the process, waits for that, and removes its folder. Nothing happens when it is stopped already.
   * @param signal `SIGTERM` closes calls and sockets in order, `SIGKILL` is a crash
   */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.#running === undefined) return;
    const { process, folder } = this.#running;
    if (!hasEnded(process)) {
      const exited = once(process, 'exit');
      process.kill(signal);
      const patience = setTimeout(() => process.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(patience);
    }
    this.#lastLog = await this.log();
    this.#running = undefined;
    await rm(folder.outside, { recursive: true, force: true });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Runs a CLI command and returns what it prints, e.g. `pjsip show contacts`. */
  async command(cli: string): Promise<string> {
    const { folder } = this.#mustRun();
    const { stdout } = await execute('chroot', [this.#root, 'asterisk', '-C', `${folder.inside}/etc/asterisk.conf`, '-rx', cli]);
    if (stdout.startsWith('No such command')) throw new Error(`${stdout.trim()}: ${cli}`);
    return stdout;
  }

  /** Repeats a CLI command until its text satisfies `isDone`, and returns that text. */
  async until(cli: string, isDone: (text: string) => boolean, timeoutMs = 10_000): Promise<string> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const text = await this.command(cli);
      if (isDone(text)) return text;
      if (performance.now() > end) throw new Error(`"${cli}" still says after ${timeoutMs} ms:\n${text}\n${await this.log(40)}`);
      await delay(50);
    }
  }

  /** Waits until number 608 has read digits from `caller`, and returns them; each reading is given out once. */
  async digits(caller: string, timeoutMs = 15_000): Promise<string> {
    const entry = `dtmf ${caller}`;
    const text = await this.until(`database get ${entry}`, (line) => line.startsWith('Value: '), timeoutMs);
    await this.command(`database del ${entry}`);
    return text.slice('Value: '.length).trim();
  }

  /** Rings a user for 30 s and, once answered, connects it to a number of the dialplan. Resolves when the ringing is under way. */
  async originate({ to, from = { number: '5551234' }, extension = '600' }: Originate): Promise<void> {
    const { folder } = this.#mustRun();
    const id = randomBytes(8).toString('hex');
    // Through files, because a name may hold what the command line would read as its own: the [ring] context fetches it there.
    await writeFile(join(folder.outside, 'caller', `${id}.name`), from.name ?? '');
    await writeFile(join(folder.outside, 'caller', `${id}.number`), from.number);
    await give(join(folder.outside, 'caller'), await stat(folder.outside));
    await this.command(`channel originate Local/${to}*${id}@ring extension ${extension}@users`);
  }

  /** Ends every call at once; whoever rings has given up. */
  async hangUpAll(): Promise<void> {
    await this.command('channel request hangup all');
  }

  /** The last `lines` of its log, also after `stop`. */
  async log(lines = 200): Promise<string> {
    if (this.#running === undefined) return this.#lastLog.split('\n').slice(-lines).join('\n');
    const { folder, output } = this.#running;
    const full = await readFile(join(folder.outside, 'log/full'), 'utf8').catch(() => '');
    return `${full}${output()}`
      .split('\n')
      .filter((line) => !line.includes(' loader.c: Loading '))
      .slice(-lines)
      .join('\n');
  }

  async #untilBooted(timeoutMs = 30_000): Promise<void> {
    const { process } = this.#mustRun();
    const end = performance.now() + timeoutMs;
    while (!(await this.command('core waitfullybooted').then(isBooted, () => false))) {
      if (hasEnded(process)) throw new Error(`Asterisk ended while it started:\n${await this.log()}`);
      if (performance.now() > end) throw new Error(`Asterisk is not ready after ${timeoutMs} ms:\n${await this.log()}`);
      await delay(50);
    }
    const taken = (await this.log(10_000)).split('\n').find((line) => line.includes('Address already in use'));
    if (taken !== undefined) throw new PortTaken(taken);
  }

  #mustRun(): Running {
    if (this.#running === undefined) throw new Error('This Asterisk is stopped');
    return this.#running;
  }
}

/**
 * The kernel ends Asterisk when the test run dies. It forgets that wish when a process changes its user, hence chroot's --userspec before.
 * The setpriv of Debian 11 (the fallback root folder) needs /proc, which is not there: then without.
 */
const runBoundToParent = 'setpriv --pdeathsig KILL true 2>/dev/null && exec setpriv --pdeathsig KILL "$@"; exec "$@"';

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((all = []) => all.filter(({ family }) => family === 'IPv4').map(({ address }) => address));

const isBooted = (text: string): boolean => text.includes('fully booted');

const hasEnded = (process: ChildProcess): boolean => process.exitCode !== null || process.signalCode !== null;
