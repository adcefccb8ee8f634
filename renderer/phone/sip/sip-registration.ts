import { type Core, type Emitter, Registerer, type RegistererRegisterOptions, RegistererState, type UserAgent } from 'sip.js';
import type { LineEvent } from '../line.ts';
import { wasAnswered } from './authentication.ts';
import { isFromServer } from './messages.ts';
import { problem, registerFailure } from './problems.ts';

/** Seconds asked for; the server may grant less or more. */
const expires = 300;
/** RFC 3261 17.1.2.2 would wait 32 s for the answer to a REGISTER. */
const answerDeadline = 10_000;
/** Seconds: a server that grants none, or a number too big for a timer, would make SIP.js register in a loop. */
const shortestGrant = 10;
const longestGrant = 86_400;
/** How often 423 (Interval Too Brief) is followed in a row. */
const mostTries = 4;

export type RegistrationOutcome = Extract<LineEvent, { kind: 'registered' | 'refused' | 'lost' }>;

/** What SIP.js declares private. */
interface Internals {
  readonly waiting: boolean;
  readonly waitingChange: Emitter<boolean>;
  registered: (expires: number) => void;
  clearTimers: () => void;
}

/**
 * One registration of one connection. SIP.js's Registerer keeps no word of a request under way, waits 32 s for an answer, and tells
 * nobody why a refresh failed; this adds all three. It is used once: a new connection gets a new one, and `abandon` makes sure that
 * the old one never sends a REGISTER again.
 */
export class SipRegistration extends Registerer {
  readonly #onOutcome: (outcome: RegistrationOutcome) => void;
  #request: Core.OutgoingRegisterRequest | null = null;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #isAbandoned = false;

  constructor(userAgent: UserAgent, { random, onOutcome }: { random: () => number; onOutcome: (outcome: RegistrationOutcome) => void }) {
    // Refreshed after 55 to 75 % of the time granted; spread, so that phones that started together do not stay in step.
    super(userAgent, { expires, refreshFrequency: 55 + random() * 20, logConfiguration: false });
    this.#onOutcome = onOutcome;
    const internals = this.#internals;
    const registered = internals.registered.bind(this);
    // Without an `expires` in the Contact SIP.js takes NaN, and refreshes at once, for ever. The time asked for then holds (RFC 3261 10.2.4).
    internals.registered = (granted) =>
      registered(Number.isFinite(granted) ? Math.min(Math.max(granted, shortestGrant), longestGrant) : expires);
    this.stateChange.addListener((state) => {
      if (state === RegistererState.Unregistered) queueMicrotask(() => this.#dropped());
    });
  }

  get #internals(): Internals {
    return this as unknown as Internals;
  }

  /** Sends a REGISTER and reports its outcome; SIP.js calls it for each refresh too, without a `catch`, so it never rejects. */
  override async register(options: RegistererRegisterOptions = {}): Promise<Core.OutgoingRegisterRequest> {
    if (this.#isAbandoned || this.#internals.waiting) return this.#request!;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#fail({ kind: 'lost', problem: problem('timed-out'), retryAfter: null }), answerDeadline);
    this.#tries += 1;
    if (this.#tries > mostTries) {
      this.#fail({ kind: 'lost', problem: problem('server-error', 423), retryAfter: null });
      return this.#request!;
    }
    const requestDelegate: Core.OutgoingRequestDelegate = {
      onAccept: () => this.#settle({ kind: 'registered' }),
      onRedirect: ({ message }) => this.#settle(this.#failure(message)),
      onReject: ({ message }) => this.#settle(this.#failure(message)),
    };
    this.#request = await super.register({ ...options, requestDelegate });
    return this.#request;
  }

  /** Takes the binding off the server. Resolves when the server has answered; give it a limit. */
  async release(): Promise<void> {
    clearTimeout(this.#deadline);
    // RFC 3261 10.2: a new REGISTER has to wait for the answer to the last one.
    const { waiting, waitingChange } = this.#internals;
    if (waiting) await new Promise<void>((resolve) => waitingChange.addListener(() => resolve(), { once: true }));
    if (this.state !== RegistererState.Registered || this.#isAbandoned) return;
    await new Promise<void>((resolve) => {
      const done = () => resolve();
      void this.unregister({ requestDelegate: { onAccept: done, onRedirect: done, onReject: done } });
    });
  }

  /** Says and sends nothing any more: its connection is gone, or another registration takes its place. */
  abandon(): void {
    this.#isAbandoned = true;
    clearTimeout(this.#deadline);
    this.#internals.clearTimers();
    if (this.#internals.waiting) this.#request?.dispose();
  }

  #failure(message: Core.IncomingResponseMessage): RegistrationOutcome {
    return registerFailure({
      status: message.statusCode ?? 500,
      phrase: message.reasonPhrase ?? '',
      retryAfter: message.getHeader('Retry-After'),
      hadCredentials: wasAnswered(this.#request),
      isFromServer: isFromServer(message),
    }) as RegistrationOutcome;
  }

  #settle(outcome: RegistrationOutcome): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#tries = 0;
    if (!this.#isAbandoned) this.#onOutcome(outcome);
  }

  #fail(outcome: RegistrationOutcome): void {
    this.#settle(outcome);
    this.abandon();
  }

  /** SIP.js drops a 200 without a Contact of ours in silence: the server took the request and did not register us. */
  #dropped(): void {
    if (this.#deadline === undefined || this.#isAbandoned) return;
    this.#fail({
      kind: 'lost',
      problem: problem('server-error', 200, 'The answer to REGISTER names no contact of ours'),
      retryAfter: null,
    });
  }
}
