import type { LineProblem, RegistrationState } from '../../shared/registration.ts';
import { Emitter } from './emitter.ts';
import type { Line, LineEvent } from './line.ts';
import type { Log } from './log.ts';
import { advance, attemptOf, initialRegistrationState, type RegistrationEvent } from './registration-state.ts';
import { longestRetryAfter, retryDelay } from './retry-delay.ts';
import { ServerOrder } from './server-order.ts';
import type { Timers } from './timers.ts';

/** How long a socket that looks open may take to prove that it is, in milliseconds: two seconds after it woke up, a machine is to be reachable again. */
const checkDeadline = 1_000;

/** Failures below SIP, of which the browser hides the cause. */
const socketProblems: ReadonlySet<LineProblem['kind']> = new Set(['unreachable', 'timed-out', 'lost']);
/** What is wrong with one server's address, and not with the account. */
const addressProblems: ReadonlySet<LineProblem['kind']> = new Set(['bad-server', 'plain-ws']);
/** How long after a better server failed it is looked for again, in milliseconds; twice as long with each return that came to nothing. */
const firstLook = 30_000;
const longestLook = 600_000;

type Waiting = Extract<RegistrationState, { kind: 'waiting' }>;

export interface RegistrationEvents {
  state: { new: RegistrationState; old: RegistrationState };
}

export interface RegistrationPorts {
  /** WebSocket URLs in the order in which they are tried. */
  servers: readonly [string, ...string[]];
  /** Something would be disturbed by a change of servers that need not be. */
  isBusy: () => boolean;
  now: () => number;
  timers: Timers;
  /** From 0 up to 1. */
  random: () => number;
  /** Looks at a server from outside the browser, which never says why a socket failed. Null: nothing wrong was found. */
  probe: (server: string) => Promise<LineProblem | null>;
  log: Log;
}

/**
 * Keeps one account registered: owns its machine, tells its line when to try and where, and never gives up unless the server refused. When a
 * server fails the next one is tried at once; when a better one is back, and nobody talks, the line returns to it.
 */
export class Registration extends Emitter<RegistrationEvents> {
  readonly #line: Line;
  readonly #ports: RegistrationPorts;
  #state = initialRegistrationState;
  /** When the state was entered: an attempt younger than the deadline is not started over. */
  #since = 0;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #cancelRetry: () => void = () => {};
  readonly #order: ServerOrder;
  #cancelLook: () => void = () => {};
  #nextLook = firstLook;
  /** Until when servers asked to be left alone (RFC 3261 20.33), epoch milliseconds. */
  readonly #leftAlone = new Map<string, number>();

  constructor(line: Line, ports: RegistrationPorts) {
    super((error) => ports.log.error(`A listener of the registration failed: ${error}`));
    this.#line = line;
    this.#ports = ports;
    this.#order = new ServerOrder(ports.servers);
    line.onEvent = (event) => this.#hear(event);
  }

  get state(): RegistrationState {
    return this.#state;
  }

  /** Connects and registers; when that is under way or done, does nothing. */
  open(): void {
    if (this.#state.kind === 'registered') return;
    if (this.#state.kind === 'offline' || this.#state.kind === 'refused') this.#order.reset();
    this.#try();
  }

  /** Un-registers and closes the line for good. */
  async close(): Promise<void> {
    this.#advance({ kind: 'closed' });
    this.#line.onEvent = () => {};
    await this.#line.close();
  }

  /** Tries again at once where it would have waited, or where the server had refused. */
  retryNow(): void {
    if (this.#state.kind === 'waiting' || this.#state.kind === 'refused') this.open();
  }

  /** The machine woke up or its network changed: a registered line must prove that it lives, a waiting one tries at once. */
  checkConnection(): void {
    switch (this.#state.kind) {
      case 'registered':
        this.#checkedAt = this.#ports.now();
        this.#line.check(checkDeadline);
        return;
      case 'waiting':
        this.#try();
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
        this.#advance(event);
        return;
      case 'refused':
        this.#refused(event);
        return;
      case 'registered':
        this.#order.worked();
        this.#advance({ kind: 'registered', at: this.#ports.now() });
        return;
      case 'lost':
        this.#lost(event);
        return;
      default:
        event satisfies never;
    }
  }

  /** What the first server refuses the user has to mend. A further one may not know the account: that must not keep the phone from the first. */
  #refused(event: Extract<LineEvent, { kind: 'refused' }>): void {
    const isOneOfSeveral = this.#ports.servers.length > 1;
    const isItsOwnFault = addressProblems.has(event.problem.kind) || this.#order.better.length > 0;
    if (isOneOfSeveral && isItsOwnFault) this.#lost({ kind: 'lost', problem: event.problem, retryAfter: null });
    else this.#advance(event);
  }

  #lost({ problem, retryAfter }: Extract<LineEvent, { kind: 'lost' }>): void {
    if (this.#state.kind === 'offline' || this.#state.kind === 'waiting' || this.#state.kind === 'refused') return;
    if (retryAfter !== null) this.#leftAlone.set(this.#order.current, this.#ports.now() + Math.min(retryAfter, longestRetryAfter) * 1_000);
    // A loss that our own check brought to light is mended at once: the server did not fail, the network under the socket changed.
    const isChecked = this.#state.kind === 'registered' && this.#ports.now() - this.#checkedAt <= 2 * checkDeadline;
    if (!isChecked && this.#order.failed()) {
      this.#ports.log.info(`registration: ${problem.kind} ${problem.code ?? ''}, the next server is tried`);
      this.#move();
      return;
    }
    const random = this.#ports.random();
    const delay = isChecked ? 0 : retryDelay({ attempt: attemptOf(this.#state) + 1, retryAfter, random });
    this.#advance({ kind: 'lost', problem, until: this.#ports.now() + delay });
  }

  #try(): void {
    this.#advance({ kind: 'opened', ...this.#order.through });
  }

  #move(): void {
    this.#advance({ kind: 'moved', ...this.#order.through });
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
    if (next.kind === 'waiting' && event.kind === 'lost') this.#wait(next);
    this.#cancelLook();
    if (next.kind === 'registered') this.#lookForBetter();
  }

  #start(): void {
    this.#since = this.#ports.now();
    this.#line.open(this.#order.current);
  }

  #wait({ until, problem, through }: Waiting): void {
    this.#cancelRetry = this.#ports.timers.after(Math.max(0, until - this.#ports.now()), () => this.#try());
    if (socketProblems.has(problem.kind)) void this.#explain(until, through ?? this.#ports.servers[0]);
  }

  async #explain(until: number, server: string): Promise<void> {
    // A probe that fails explains nothing: what the socket told stands.
    const problem = await this.#ports.probe(server).catch(() => null);
    // An answer that comes after the next try began explains nothing any more.
    if (problem && this.#state.kind === 'waiting' && this.#state.until === until) this.#advance({ kind: 'explained', problem });
  }

  /** While another server stands in, those before it are looked at from time to time. */
  #lookForBetter(): void {
    if (this.#order.better.length === 0) {
      this.#nextLook = firstLook;
      return;
    }
    // Spread, so that the phones of a whole office do not return in one moment.
    const pause = this.#nextLook * (1 + this.#ports.random() / 2);
    this.#cancelLook = this.#ports.timers.after(pause, () => void this.#look(this.#state));
  }

  async #look(since: RegistrationState): Promise<void> {
    for (const server of this.#ports.isBusy() ? [] : this.#order.better) {
      if (this.#ports.now() < (this.#leftAlone.get(server) ?? 0)) continue;
      const isBack = await this.#line.probe(server).catch(() => false);
      if (this.#state !== since) return;
      if (!isBack || this.#ports.isBusy()) continue;
      this.#nextLook = Math.min(this.#nextLook * 2, longestLook);
      this.#ports.log.info('registration: a better server is back');
      this.#order.choose(server);
      this.#move();
      return;
    }
    this.#lookForBetter();
  }
}
