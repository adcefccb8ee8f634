import { type Core, Grammar, type URI, type UserAgent } from 'sip.js';
import type { LineEvent } from '../line.ts';
import { wasAnswered } from './authentication.ts';
import { isFromServer } from './messages.ts';
import { problem, registerFailure } from './problems.ts';
import { routesIn } from './routes.ts';

/** Seconds asked for; the server may grant less or more. */
const asked = 300;
/** RFC 3261 17.1.2.2 would wait 32 s for the answer to a REGISTER. */
const answerDeadline = 10_000;
/** Seconds: a server that grants none, or a number too big for a timer, would make the phone register in a loop. */
const shortestGrant = 10;
const longestGrant = 86_400;
/** How often the server may ask for the same registration in another form (423, 439) in a row. */
const mostTries = 4;

export type RegistrationOutcome = Extract<LineEvent, { kind: 'registered' | 'refused' | 'lost' }>;

export interface SipRegistrationPorts {
  /** UUID for +sip.instance (RFC 5626 4.1). Empty: neither flows nor GRUUs are asked for. */
  instanceId: string;
  /** From 0 up to 1. */
  random: () => number;
  onOutcome: (outcome: RegistrationOutcome) => void;
  /** Seconds within which the server wants to hear a keep-alive (Flow-Timer, RFC 5626 4.4). */
  onFlowTimer: (seconds: number) => void;
}

/**
 * One registration of one connection (RFC 3261 10), which also takes from the server by what way requests go out (RFC 3608) and under what address
 * this phone is reached (RFC 5627). SIP.js's Registerer is not used: it tells nobody why a refresh failed, waits 32 s for an answer, refreshes in
 * a loop when a grant has no number, and knows its contact by the user part alone. It is used once: a new connection gets a new one.
 */
export class SipRegistration {
  readonly #userAgent: UserAgent;
  readonly #ports: SipRegistrationPorts;
  #request: Core.OutgoingRegisterRequest | null = null;
  /** What waits for the answer to the request under way; null while there is none. */
  #waiting: (() => void)[] | null = null;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #expires = asked;
  #isRegistered = false;
  #isAbandoned = false;
  /** A proxy on the way said that it knows no flows (439, RFC 5626 11.1). */
  #isWithoutFlow = false;

  constructor(userAgent: UserAgent, ports: SipRegistrationPorts) {
    this.#userAgent = userAgent;
    this.#ports = ports;
  }

  /** Sends a REGISTER and reports its outcome, and those of the refreshes that follow. */
  register(): void {
    if (this.#isAbandoned) return;
    this.#tries += 1;
    if (this.#tries > mostTries) {
      this.#fail({ kind: 'lost', problem: problem('server-error', 423), retryAfter: null });
      return;
    }
    this.#deadline ??= setTimeout(() => this.#fail({ kind: 'lost', problem: problem('timed-out'), retryAfter: null }), answerDeadline);
    this.#send(this.#expires, {
      onAccept: ({ message }) => this.#accepted(message),
      onRedirect: ({ message }) => this.#refused(message),
      onReject: ({ message }) => this.#rejected(message),
    });
  }

  /** Takes the binding off the server. Resolves when the server has answered; give it a limit. */
  async release(): Promise<void> {
    clearTimeout(this.#refresh);
    // RFC 3261 10.2: a new REGISTER has to wait for the answer to the last one.
    await this.#answer();
    clearTimeout(this.#refresh);
    if (!this.#isRegistered || this.#isAbandoned) return;
    this.#isRegistered = false;
    this.#send(0, { onAccept: () => this.#settle(), onRedirect: () => this.#settle(), onReject: () => this.#settle() });
    await this.#answer();
  }

  /** Says and sends nothing any more: its connection is gone, or another registration takes its place. */
  abandon(): void {
    if (this.#isAbandoned) return;
    this.#isAbandoned = true;
    clearTimeout(this.#refresh);
    clearTimeout(this.#deadline);
    if (this.#waiting) this.#forget();
    this.#settle();
  }

  #send(expires: number, delegate: Core.OutgoingRequestDelegate): void {
    const { userAgentCore: core, configuration, contact } = this.#userAgent;
    const registrar = configuration.uri.clone();
    registrar.user = undefined;
    const before = this.#request?.message;
    const options = {
      // RFC 3608 5: the way that the server set is for other requests.
      routeSet: [],
      // RFC 3261 10.2: all of them count on within one Call-ID. Challenged ones have counted themselves.
      ...(before && { callId: before.callId, cseq: before.cseq + 1 }),
    };
    const parameters = this.#ports.instanceId === '' ? '' : `;+sip.instance="<urn:uuid:${this.#ports.instanceId}>"${this.#flow}`;
    const headers = [`Contact: ${contact.toString({ register: true })}${parameters};expires=${expires}`];
    const message = core.makeOutgoingRequestMessage('REGISTER', registrar, configuration.uri, configuration.uri, options, headers);
    this.#waiting ??= [];
    this.#request = core.register(message, delegate);
  }

  /** RFC 5626 4.2: one flow at a time; a new one under the same number takes the place of the old. */
  get #flow(): string {
    return this.#isWithoutFlow ? '' : ';reg-id=1';
  }

  /** Resolves when no request is under way. */
  #answer(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#waiting) this.#waiting.push(resolve);
      else resolve();
    });
  }

  #accepted(message: Core.IncomingResponseMessage): void {
    const own = this.#ownContact(message);
    if (!own) {
      const detail = 'The answer to REGISTER names no contact of ours';
      this.#fail({ kind: 'lost', problem: problem('server-error', 200, detail), retryAfter: null });
      return;
    }
    this.#takeRoute(message);
    this.#takeAddresses(own);
    const flowTimer = Number.parseInt(message.getHeader('Flow-Timer') ?? '', 10);
    if (flowTimer > 0) this.#ports.onFlowTimer(flowTimer);
    // RFC 3261 10.2.4: the time asked for holds where the server says none.
    const [granted] = [own.getParam('expires'), message.getHeader('Expires'), `${this.#expires}`]
      .map((text) => Number(text ?? Number.NaN))
      .filter(Number.isFinite);
    const seconds = Math.min(Math.max(granted!, shortestGrant), longestGrant);
    this.#isRegistered = true;
    clearTimeout(this.#refresh);
    // After 55 to 75 % of the time granted; spread, so that phones that started together do not stay in step.
    this.#refresh = setTimeout(() => this.register(), seconds * (550 + this.#ports.random() * 200));
    this.#tell({ kind: 'registered' });
  }

  /** By its instance, as RFC 5626 6 has registrars do; servers that know none give back the user part, which is random. */
  #ownContact(message: Core.IncomingResponseMessage): Core.NameAddrHeader | undefined {
    const { instanceId } = this.#ports;
    const { contact } = this.#userAgent;
    const contacts = message.getHeaders('Contact').flatMap((_, i): Core.NameAddrHeader[] => message.parseHeader('Contact', i) ?? []);
    return (
      contacts.find(
        (each) => instanceId !== '' && each.getParam('+sip.instance')?.toLowerCase().includes(`:${instanceId.toLowerCase()}>`),
      ) ?? contacts.find(({ uri }) => uri.user === contact.uri.user)
    );
  }

  /** RFC 3608 5: each answer sets the way anew. */
  #takeRoute(message: Core.IncomingResponseMessage): void {
    (this.#userAgent.userAgentCore.configuration as { routeSet: string[] }).routeSet = routesIn(message.getHeaders('Service-Route'));
  }

  /** RFC 5627 4.2, 4.4: addresses that lead here and nowhere else, for the Contact of calls. */
  #takeAddresses(own: Core.NameAddrHeader): void {
    const read = (name: string): URI | undefined => {
      const text = (own.getParam(name) ?? '').replaceAll('"', '');
      return text === '' ? undefined : Grammar.URIParse(text);
    };
    const contact = this.#userAgent.contact as { pubGruu: URI | undefined; tempGruu: URI | undefined };
    contact.pubGruu = read('pub-gruu');
    contact.tempGruu = read('temp-gruu');
  }

  #rejected(message: Core.IncomingResponseMessage): void {
    const least = Number(message.getHeader('Min-Expires'));
    if (message.statusCode === 423 && least > 0) this.#expires = Math.min(Math.ceil(least), longestGrant);
    else if (message.statusCode === 439 && !this.#isWithoutFlow && this.#ports.instanceId !== '') this.#isWithoutFlow = true;
    else {
      this.#refused(message);
      return;
    }
    this.register();
  }

  #refused(message: Core.IncomingResponseMessage): void {
    this.#isRegistered = false;
    const failure = {
      status: message.statusCode ?? 500,
      phrase: message.reasonPhrase ?? '',
      retryAfter: message.getHeader('Retry-After'),
      hadCredentials: wasAnswered(this.#request),
      isFromServer: isFromServer(message),
    };
    this.#tell(registerFailure(failure) as RegistrationOutcome);
  }

  /** SIP.js keeps a client that is disposed of until its user agent is. */
  #forget(): void {
    const { userAgentClients } = this.#userAgent.userAgentCore;
    for (const [id, client] of userAgentClients) if (client === this.#request) userAgentClients.delete(id);
    this.#request?.dispose();
  }

  #settle(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#tries = 0;
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const goOn of waiting) goOn();
  }

  #tell(outcome: RegistrationOutcome): void {
    this.#settle();
    if (!this.#isAbandoned) this.#ports.onOutcome(outcome);
  }

  #fail(outcome: RegistrationOutcome): void {
    this.#tell(outcome);
    this.abandon();
  }
}
