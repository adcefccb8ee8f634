import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './ports.ts';
import { type Peer, scenarioXml } from './sipp-steps.ts';

export interface SippOptions {
  readonly scenario: Peer;
  /** Of its UDP socket on 127.0.0.1. Default: a free one. */
  readonly port?: number;
  /** `host:port` of the proxy that a caller sends to. */
  readonly target?: string;
  /** Whom a caller calls. Default 1001. */
  readonly to?: string;
  /** Calls that it takes or makes, one after the other, before it ends. Default 1. */
  readonly calls?: number;
  /** Milliseconds after which what is under way has failed. Default 15 000. */
  readonly timeoutMs?: number;
}

export interface SippResult {
  /** 0 when every call went as the scenario says. */
  readonly exitCode: number;
  readonly succeeded: number;
  readonly failed: number;
  /** What SIPp complains of when a call failed, otherwise empty. */
  readonly problem: string;
  /** All messages as they crossed the wire, with times. */
  readonly messages: string;
}

/** Starts a SIPp peer; resolves when it listens. */
export async function startSipp(options: SippOptions): Promise<Sipp> {
  const folder = await mkdtemp(join(tmpdir(), 'offhook-sipp-'));
  await writeFile(join(folder, 'scenario.xml'), scenarioXml(options.scenario));
  const port = options.port ?? (await freePort(host));
  const process = spawn('setpriv', ['--pdeathsig', 'KILL', 'sipp', ...commandLine(options, port)], {
    cwd: folder,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', TERM: 'dumb' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [process.stdout, process.stderr]) stream.on('data', (text) => (output = (output + text).slice(-8000)));
  const sipp = new Sipp({ process, port, folder, output: () => output });
  while (!hasEnded(process) && !(await isBound(port))) await delay(10);
  return sipp;
}

/** One SIPp process. */
export class Sipp {
  readonly port: number;
  /** Resolves when all its calls are over, or the time is. It never rejects. */
  readonly done: Promise<SippResult>;
  readonly #process: ChildProcess;
  readonly #folder: string;

  constructor({ process, port, folder, output }: { process: ChildProcess; port: number; folder: string; output: () => string }) {
    this.port = port;
    this.#process = process;
    this.#folder = folder;
    this.done = once(process, 'close').then(([code]) => readResult(folder, code ?? 1, output()));
  }

  /** `host:port`, what a Kamailio takes as its `upstream`. */
  get address(): string {
    return `${host}:${this.port}`;
  }

  /** What crossed the wire until now, while it runs. */
  messages(): Promise<string> {
    return readFile(join(this.#folder, 'messages'), 'utf8').catch(() => '');
  }

  /** Ends it before its time. What came of it until then is its result. */
  async stop(): Promise<SippResult> {
    if (!hasEnded(this.#process)) this.#process.kill('SIGKILL');
    return this.done;
  }
}

const host = '127.0.0.1';

function commandLine({ scenario, target, to = '1001', calls = 1, timeoutMs = 15_000 }: SippOptions, port: number): string[] {
  if (scenario.role === 'caller' && target === undefined) throw new Error('A caller needs a target');
  return [
    ...(target === undefined ? [] : [target, '-s', to]),
    ...['-sf', 'scenario.xml', '-i', host, '-p', `${port}`, '-m', `${calls}`, '-l', '1', '-r', '10'],
    ...[
      '-timeout',
      `${Math.ceil(timeoutMs / 1000)}s`,
      '-timeout_error',
      '-recv_timeout',
      `${timeoutMs}`,
      '-deadcall_wait',
      '0',
      '-nostdin',
    ],
    ...[
      '-key',
      'fold',
      '\r\n ',
      '-trace_err',
      '-error_file',
      'errors',
      '-trace_msg',
      '-message_file',
      'messages',
      '-trace_stat',
      '-stf',
      'counts',
      '-fd',
      '1',
    ],
  ];
}

async function readResult(folder: string, exitCode: number, output: string): Promise<SippResult> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8').catch(() => '');
  const [errors, messages, counts] = [await read('errors'), await read('messages'), await read('counts')];
  await rm(folder, { recursive: true, force: true });
  const [names = [], ...rows] = counts
    .trim()
    .split('\n')
    .map((line) => line.split(';'));
  const count = (name: string): number => Number(rows.at(-1)?.[names.indexOf(name)] ?? 0);
  // It also notes what it could do without: late responses to an earlier peer on this port, for instance.
  const problem = exitCode === 0 ? '' : errors.trim() || output.trim().split('\n').slice(-10).join('\n');
  return { exitCode, succeeded: count('SuccessfulCall(C)'), failed: count('FailedCall(C)'), problem, messages };
}

/** Looks it up in the kernel's table: to try the port would take it from SIPp. */
async function isBound(port: number): Promise<boolean> {
  const table = await readFile('/proc/net/udp', 'utf8');
  return table.includes(`:${port.toString(16).toUpperCase().padStart(4, '0')} `);
}

const hasEnded = (process: ChildProcess): boolean => process.exitCode !== null || process.signalCode !== null || process.pid === undefined;
