import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type User, users } from './config.ts';
import { type Certificate, makeCertificate } from './folder.ts';
import { type KamailioOptions, type KamailioPorts, kamailioConfig } from './kamailio-config.ts';
import { freePort } from './ports.ts';

/** Starts a Kamailio with its own folder and ports; resolves when it answers. Rejects with the end of its log when it does not. */
export async function startKamailio(options: KamailioOptions = {}): Promise<Kamailio> {
  const host = options.host ?? '127.0.0.1';
  const certificate = await makeCertificate(host);
  for (let attempt = 1; ; attempt++) {
    const ports = { ws: await freePort(host), wss: await freePort(host), sip: await freePort(host) };
    const kamailio = new Kamailio({ ...options, host, ports, certificate });
    try {
      await kamailio.start();
      return kamailio;
    } catch (error) {
      // A port may have been taken between looking and binding.
      if (attempt === 3 || !`${error}`.includes('Address already in use')) throw error;
    }
  }
}

/** One registered device of a user. */
export interface Contact {
  readonly address: string;
  /** Seconds left. */
  readonly expires: number;
  readonly userAgent: string;
  /** +sip.instance, and the number of the flow (RFC 5626); 0 without one. */
  readonly instance: string | null;
  readonly regId: number;
  readonly path: string | null;
}

interface Running {
  readonly process: ChildProcess;
  readonly folder: string;
}

/** A real proxy and registrar. Its users are those of config.ts, as on the Asterisk; what it does with calls stands in kamailio-config.ts. */
export class Kamailio {
  readonly host: string;
  readonly ports: KamailioPorts;
  /** PEM of its self-signed certificate. */
  readonly certificate: string;
  readonly #options: KamailioOptions;
  readonly #keys: Certificate;
  readonly #lines: string[] = [];
  readonly #written = new EventEmitter<{ line: [] }>();
  #running: Running | undefined;

  constructor({
    host,
    ports,
    certificate,
    ...options
  }: KamailioOptions & { host: string; ports: KamailioPorts; certificate: Certificate }) {
    this.host = host;
    this.ports = ports;
    this.certificate = certificate.cert;
    this.#keys = certificate;
    this.#options = options;
  }

  get url(): string {
    return `ws://${this.host}:${this.ports.ws}`;
  }

  get secureUrl(): string {
    return `wss://${this.host}:${this.ports.wss}`;
  }

  /** `host:port` of its UDP and TCP side: what SIPp calls, and what an edge or another server takes as its `upstream`. */
  get address(): string {
    return `${this.host}:${this.ports.sip}`;
  }

  /** Of the main process. Undefined while stopped. */
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
    if (this.#running !== undefined) throw new Error('This Kamailio is running');
    const folder = await mkdtemp(join(tmpdir(), 'offhook-kamailio-'));
    const config = kamailioConfig({ ...this.#options, host: this.host, ports: this.ports, folder });
    const files = { 'kamailio.cfg': config, 'cert.pem': this.#keys.cert, 'key.pem': this.#keys.key };
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    if (this.#options.presence) await cp('/usr/share/kamailio/dbtext/kamailio', join(folder, 'tables'), { recursive: true });
    const command = ['kamailio', '-DD', '-E', '-f', join(folder, 'kamailio.cfg'), '-Y', folder, '-w', folder, '-m', '32', '-M', '8'];
    // The kernel asks it to end when the test run dies; the main process then ends its children. Detached, so that they are one group.
    const process = spawn('setpriv', ['--pdeathsig', 'TERM', ...command], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    process.once('error', (error) => this.#note(error.message));
    for (const stream of [process.stdout, process.stderr]) stream.on('data', (text) => this.#note(String(text)));
    this.#running = { process, folder };
    try {
      await this.#untilReady();
    } catch (error) {
      await this.stop('SIGKILL');
      throw error;
    }
  }

  /**
   * Ends all its processes, waits for that, and removes its folder. Nothing happens when it is stopped already.
   * @param signal `SIGTERM` closes sockets in order, `SIGKILL` is a crash
   */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.#running === undefined) return;
    const { process, folder } = this.#running;
    const patience = setTimeout(() => signalGroup(process, 'SIGKILL'), 5000);
    if (signal === 'SIGTERM') process.kill(signal);
    else signalGroup(process, signal);
    while (signalGroup(process, 0)) await delay(10);
    clearTimeout(patience);
    this.#running = undefined;
    await rm(folder, { recursive: true, force: true });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Stops it in the middle of everything, sockets open and nobody answering; `resume` goes on. */
  freeze(): void {
    signalGroup(this.#mustRun().process, 'SIGSTOP');
  }

  resume(): void {
    signalGroup(this.#mustRun().process, 'SIGCONT');
  }

  /** Calls one of its RPCs (`ul.lookup`, `ws.dump`, `tm.stats`, `stats.get_statistics` …). */
  async command(method: string, ...parameters: readonly (string | number)[]): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: parameters });
    const response = await fetch(`http://${this.host}:${this.ports.ws}/rpc`, { method: 'POST', body });
    const { result, error } = (await response.json()) as { result?: unknown; error?: { code: number; message: string } };
    if (error !== undefined) throw new RpcError(`${method}: ${error.message}`, error.code);
    return result;
  }

  /** The registered devices of a user. An edge has none. */
  async contacts(user: string): Promise<readonly Contact[]> {
    try {
      const { Contacts } = (await this.command('ul.lookup', 'location', user)) as { Contacts: readonly { Contact: RawContact }[] };
      return Contacts.map(({ Contact }) => contact(Contact));
    } catch (error) {
      if (error instanceof RpcError && error.code === 500) return []; // "AOR not found in location table"
      throw error;
    }
  }

  /** Waits until a user has so many registered devices, and returns them. */
  async untilContacts(user: string, count: number, timeoutMs = 5000): Promise<readonly Contact[]> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const all = await this.contacts(user);
      if (all.length === count) return all;
      if (performance.now() > end) throw new Error(`${user} has ${all.length} contacts after ${timeoutMs} ms\n${this.log(40)}`);
      await delay(50);
    }
  }

  /** Ends a registration behind the device's back. */
  async forget(user: string): Promise<void> {
    await this.command('ul.rm', 'location', user);
  }

  /** The last `lines` of its log, also after `stop`: one for each request that it saw. */
  log(lines = 200): string {
    return this.#lines.slice(-lines).join('\n');
  }

  /** Waits for a line of its log, and returns it; one that is there already counts. */
  async logged(pattern: RegExp, timeoutMs = 5000): Promise<string> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = this.#lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      await once(this.#written, 'line', { signal }).catch(() => {
        throw new Error(`No line like ${pattern} after ${timeoutMs} ms:\n${this.log(40)}`);
      });
    }
  }

  #note(text: string): void {
    this.#lines.push(...text.split('\n').filter((line) => line !== ''));
    this.#lines.splice(0, this.#lines.length - 5000);
    this.#written.emit('line');
  }

  async #untilReady(timeoutMs = 10_000): Promise<void> {
    const { process } = this.#mustRun();
    const end = performance.now() + timeoutMs;
    while (!(await this.command('core.version').then(Boolean, () => false))) {
      if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null)
        throw new Error(`Kamailio ended while it started:\n${this.log()}`);
      if (performance.now() > end) throw new Error(`Kamailio is not ready after ${timeoutMs} ms:\n${this.log()}`);
      await delay(20);
    }
  }

  #mustRun(): Running {
    if (this.#running === undefined) throw new Error('This Kamailio is stopped');
    return this.#running;
  }
}

class RpcError extends Error {
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

interface RawContact {
  readonly Address: string;
  readonly Expires: number;
  readonly 'User-Agent': string;
  readonly Instance: string;
  readonly 'Reg-Id': number;
  readonly Path: string;
}

function contact(raw: RawContact): Contact {
  const optional = (text: string): string | null => (text === '[not set]' ? null : text);
  const { Address: address, Expires: expires, 'User-Agent': userAgent, 'Reg-Id': regId } = raw;
  return { address, expires, userAgent, regId, instance: optional(raw.Instance), path: optional(raw.Path) };
}

const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };

/** @returns false when the group has nobody left. Signal 0 only asks. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
