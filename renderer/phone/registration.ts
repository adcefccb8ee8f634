import type { LineProblem, RegistrationState } from '../../shared/registration.ts';
import { Emitter } from './emitter.ts';
import type { Line, LineEvent } from './line.ts';
import type { Log } from './log.ts';
import { advance, attemptOf, initialRegistrationState, type RegistrationEvent } from './registration-state.ts';
import { retryDelay } from './retry-delay.ts';
import type { Timers } from './timers.ts';

/** How long a socket that looks open may take to prove that it is, in milliseconds. */
const checkDeadline = 2_000;

/** Failures below SIP, of which the browser hides the cause. */
const socketProblems: ReadonlySet<LineProblem['kind']> = new Set(['unreachable', 'timed-out', 'lost']);

export interface RegistrationEvents {
  state: { new: RegistrationState; old: RegistrationState };
}

export interface RegistrationPorts {
  /** The WebSocket URL, for `probe`. */
  server: string;
  now: () => number;
  timers: Timers;
  /** From 0 up to 1. */
  random: () => number;
  /** Looks at a server from outside the browser, which never says why a socket failed. Null: nothing wrong was found. */
  probe: (server: string) => Promise<LineProblem | null>;
  log: Log;
}

/** Keeps one account registered: owns its machine, tells its line when to try, and never gives up unless the server refused. */
export class Registration extends Emitter<RegistrationEvents> {
  readonly #line: Line;
  readonly #ports: RegistrationPorts;
  #state = initialRegistrationState;
  /** When the state was entered: an attempt younger than the deadline is not started over. */
  #since = 0;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #cancelRetry: () => void = () => {};

  constructor(line: Line, ports: RegistrationPorts) {
    super((error) => ports.log.error(`A listener of the registration failed: ${error}`));
    this.#line = line;
    this.#ports = ports;
    line.onEvent = (event) => this.#hear(event);
  }

  get state(): RegistrationState {
    return this.#state;
  }

  /** Connects and registers; when that is under way or done, does nothing. */
  open(): void {
    if (this.#state.kind === 'registered') return;
    this.#advance({ kind: 'opened' });
  }

  /** Un-registers and closes the line for good. */
  async close(): Promise<void> {
    this.#advance({ kind: 'closed' });
    this.#line.onEvent = () => {};
    await this.#line.close();
  }

  /** Tries again at once where it would have waited, or where the server had refused. */
  retryNow(): void {
    if (this.#state.kind === 'waiting' || this.#state.kind === 'refused') this.#advance({ kind: 'opened' });
  }

  /** The machine woke up or its network changed: a registered line must prove that it lives, a waiting one tries at once. */
  checkConnection(): void {
    switch (this.#state.kind) {
      case 'registered':
        this.#checkedAt = this.#ports.now();
        this.#line.check(checkDeadline);
        return;
      case 'waiting':
        this.#advance({ kind: 'opened' });
        return;
      case 'connecting':
      case 'registering':
        // The attempt began on the old network and would only time out. Changes come in bursts, so a young one is left alone.
        if (this.#ports.now() - this.#since >= checkDeadline) this.#start();
        return;
      case 'offline':
      case 'refused':
        return;
      default:
        this.#state satisfies never;
    }
  }

  #hear(event: LineEvent): void {
    switch (event.kind) {
      case 'connected':
      case 'refused':
        this.#advance(event);
        return;
      case 'registered':
        this.#advance({ kind: 'registered', at: this.#ports.now() });
        return;
      case 'lost':
        this.#advance({ kind: 'lost', problem: event.problem, until: this.#ports.now() + this.#delay(event.retryAfter) });
        return;
      default:
        event satisfies never;
    }
  }

  /** A loss that our own check brought to light is mended at once: the server did not fail, the network under the socket changed. */
  #delay(retryAfter: number | null): number {
    if (this.#state.kind === 'registered' && this.#ports.now() - this.#checkedAt <= 2 * checkDeadline) return 0;
    return retryDelay({ attempt: attemptOf(this.#state) + 1, retryAfter, random: this.#ports.random() });
  }

  #advance(event: RegistrationEvent): void {
    const old = this.#state;
    const next = advance(old, event);
    if (next === old) return;
    this.#state = next;
    this.#since = this.#ports.now();
    if (event.kind !== 'explained') this.#cancelRetry();
    this.#ports.log.info(
      `registration: ${old.kind} → ${next.kind}${'problem' in next ? ` (${next.problem.kind} ${next.problem.code ?? ''})` : ''}`,
    );
    this.emit('state', { new: next, old });
    // A listener may have closed or reopened the phone.
    if (this.#state !== next) return;
    if (next.kind === 'connecting') this.#start();
    if (next.kind === 'waiting' && event.kind === 'lost') this.#wait(next.until, next.problem);
  }

  #start(): void {
    this.#since = this.#ports.now();
    this.#line.open();
  }

  #wait(until: number, problem: LineProblem): void {
    this.#cancelRetry = this.#ports.timers.after(Math.max(0, until - this.#ports.now()), () => this.#advance({ kind: 'opened' }));
    if (socketProblems.has(problem.kind)) void this.#explain(until);
  }

  async #explain(until: number): Promise<void> {
    // A probe that fails explains nothing: what the socket told stands.
    const problem = await this.#ports.probe(this.#ports.server).catch(() => null);
    // An answer that comes after the next try began explains nothing any more.
    if (problem && this.#state.kind === 'waiting' && this.#state.until === until) this.#advance({ kind: 'explained', problem });
  }
}
