import { type Core, type Invitation, Inviter, type Session, UserAgent, UserAgentState } from 'sip.js';
import type { Account, Credentials } from '../../../shared/account.ts';
import { PhoneError } from '../errors.ts';
import type { Announcement, InviteOptions, Leg, Line, LineEvent, MakeLine, Publication, Sight } from '../line.ts';
import type { Log } from '../log.ts';
import { EventState } from './event-state.ts';
import { inviterOptions } from './inviter-options.ts';
import type { LegMedia, MediaSource } from './leg-media.ts';
import { MediaPool } from './media-pool.ts';
import { headerLines, isFromServer, sdpOf } from './messages.ts';
import { failPending } from './pending.ts';
import { ConnectionError, problem } from './problems.ts';
import type { ReferredOptions } from './received-refer.ts';
import { guardRequests } from './request-gate.ts';
import { answersSip } from './server-check.ts';
import { SipLeg } from './sip-leg.ts';
import { SipRegistration } from './sip-registration.ts';
import { makeUserAgent, outOfCall } from './user-agent.ts';
import type { Socket, WebSocketTransport } from './web-socket-transport.ts';

/** How long un-registering may take before the socket is closed without it, in milliseconds. */
const farewell = 2_000;
/** How long a socket may take to open, in milliseconds; less where another server can be tried. */
const patience = 10_000;
const impatience = 4_000;
/** How long the server may take to show that it lives when a request of ours stays without any answer. */
const proofDeadline = 5_000;

export interface SipLinePorts {
  log: Log;
  version: string;
  /** Milliseconds that a candidate from a STUN or TURN server is worth waiting for. */
  iceGatheringLimit: () => number;
  /** The browser's, unless a test says otherwise. */
  makeSocket?: (url: string, protocol: string) => Socket;
  makeMedia?: (account: Account, credentials: Credentials) => MediaSource;
  random?: () => number;
}

/** The line over SIP.js and the browser's WebRTC. */
export function makeSipLine(ports: SipLinePorts): MakeLine {
  return (account, credentials) => new SipLine(account, credentials, ports);
}

class SipLine implements Line {
  onEvent: (event: LineEvent) => void = () => {};
  onIncoming: (leg: Leg) => void = () => {};
  readonly #account: Account;
  readonly #log: Log;
  readonly #random: () => number;
  readonly #makeSocket: (url: string, protocol: string) => Socket;
  readonly #media: MediaSource;
  readonly #userAgent: UserAgent | null;
  readonly #eventState: EventState;
  readonly #legs = new Map<Session, SipLeg>();
  readonly #mediaOf = new WeakMap<Session, LegMedia>();
  #registration: SipRegistration | null = null;
  /** Counts the connections; whatever belongs to an earlier one is heard no more. */
  #connection = 0;
  /** This connection has told how it ended, or that it registered. */
  #told: LineEvent['kind'] | null = null;

  constructor(account: Account, credentials: Credentials, ports: SipLinePorts) {
    this.#account = account;
    this.#log = ports.log;
    this.#random = ports.random ?? Math.random;
    this.#makeSocket = ports.makeSocket ?? ((url, protocol) => new WebSocket(url, protocol));
    this.#media = ports.makeMedia?.(account, credentials) ?? new MediaPool(account, credentials, { limit: ports.iceGatheringLimit });
    this.#userAgent = makeUserAgent(account, credentials, {
      log: ports.log,
      version: ports.version,
      transport: {
        server: account.server,
        connectDeadline: account.furtherServers.length > 0 ? impatience : patience,
        makeSocket: this.#makeSocket,
        random: this.#random,
        ask: (answered) => this.#ask(answered),
      },
      mediaOf: (session) => this.#mediaOf.get(session)!,
      delegate: { ...outOfCall, onInvite: (invitation) => void this.#ring(invitation), onDisconnect: (error) => this.#disconnected(error) },
    });
    if (this.#userAgent) guardRequests(this.#userAgent);
    this.#eventState = new EventState(this.#userAgent, { log: ports.log, random: this.#random });
  }

  open(server = this.#account.server): void {
    const connection = ++this.#connection;
    const registration = this.#registration;
    const transport = this.#transport;
    this.#registration = null;
    const isMoving = transport !== null && transport.server !== server;
    if (isMoving && registration && transport.isConnected()) void this.#leave(registration).then(() => this.#begin(connection, server));
    else {
      registration?.abandon();
      this.#begin(connection, server);
    }
  }

  probe(server: string): Promise<boolean> {
    return answersSip(server, this.#makeSocket);
  }

  async close(): Promise<void> {
    this.#connection += 1;
    const registration = this.#registration;
    const userAgent = this.#userAgent;
    this.#registration = null;
    for (const leg of [...this.#legs.values()]) await leg.hangUp();
    if (registration && userAgent?.isConnected()) await within(farewell, this.#takeLeave(registration));
    registration?.abandon();
    this.#media.close();
    if (userAgent?.state === UserAgentState.Started) await userAgent.stop();
  }

  check(deadline: number): void {
    if (!this.#transport?.isConnected()) return;
    if (this.#transport.expectAnswer(deadline)) return;
    // Not every server answers a ping, but every one answers OPTIONS, if only with a refusal.
    this.#ask(() => {});
  }

  invite(uri: string, { headers, anonymous = false, replaces, video }: InviteOptions): Leg {
    if (replaces && !(replaces instanceof SipLeg)) throw new PhoneError('wrong-state', 'That call cannot be taken over');
    const extraHeaders = [...headerLines(headers), ...(replaces ? [`Replaces: ${replaces.name}`] : [])];
    return this.#call(uri, { extraHeaders, anonymous, ...(video && { video }) });
  }

  watch(uri: string, tell: (sight: Sight) => void): () => void {
    return this.#eventState.watch(uri, tell);
  }

  publish(publication: Publication): Promise<void> {
    return this.#eventState.publish(publication);
  }

  announce(announcement: Announcement | null): Promise<void> {
    return this.#eventState.announce(announcement);
  }

  #call(uri: string, { extraHeaders, anonymous, report, video }: ReferredOptions & Pick<InviteOptions, 'video'>): SipLeg {
    const userAgent = this.#userAgent;
    const target = UserAgent.makeURI(uri);
    if (!target) throw new PhoneError('bad-target', 'Not an address that can be called');
    if (!userAgent?.isConnected()) throw new PhoneError('not-connected', 'There is no connection to the server');
    // RFC 3261 26.2.2: every hop has to be secure, and the first one is ours.
    if (target.scheme === 'sips' && userAgent.transport.protocol !== 'WSS')
      throw new PhoneError('not-secure', 'A sips: address is called over an encrypted connection only');
    // Early media is our own doing (see `setEarlyAnswer`): with SIP.js's, a forked call that another branch answers is dropped.
    const inviter = new Inviter(userAgent, target, { ...inviterOptions(userAgent, { extraHeaders, anonymous }), earlyMedia: false });
    const leg = this.#makeLeg(inviter, this.#media.outgoing(video && { video }), null);
    leg.dial(report);
    return leg;
  }

  /** OPTIONS to the server (RFC 3261 11). */
  #ask(answered: () => void): void {
    const userAgent = this.#userAgent;
    if (!userAgent?.isConnected()) return;
    const { userAgentCore, configuration } = userAgent;
    const server = configuration.uri.clone();
    server.user = undefined;
    const heard = ({ message }: { message: Core.IncomingResponseMessage }) => isFromServer(message) && answered();
    userAgentCore.request(userAgentCore.makeOutgoingRequestMessage('OPTIONS', server, configuration.uri, configuration.uri, {}), {
      onAccept: heard,
      onRedirect: heard,
      onReject: heard,
    });
  }

  /** What was said is taken back before: afterwards the server may not know us any more. */
  async #takeLeave(registration: SipRegistration): Promise<void> {
    await this.#eventState.leave();
    await registration.release();
  }

  get #transport(): WebSocketTransport | null {
    return (this.#userAgent?.transport as WebSocketTransport | undefined) ?? null;
  }

  /** The connection before is not heard while it says goodbye. */
  async #leave(registration: SipRegistration): Promise<void> {
    this.#told = 'lost';
    await within(farewell, registration.release());
    registration.abandon();
  }

  #begin(connection: number, server: string): void {
    if (connection !== this.#connection) return;
    const transport = this.#transport;
    if (transport?.isConnected()) void transport.disconnect();
    if (transport) transport.server = server;
    this.#told = null;
    void this.#connect(connection);
  }

  async #connect(connection: number): Promise<void> {
    const userAgent = this.#userAgent;
    const isCurrent = () => connection === this.#connection;
    try {
      if (!userAgent) throw new ConnectionError(problem('bad-server', null, this.#account.domain));
      if (userAgent.state === UserAgentState.Stopped) await userAgent.start();
      else await userAgent.reconnect();
    } catch (error) {
      if (isCurrent()) this.#failed(error);
      return;
    }
    if (!isCurrent()) return;
    this.#tell({ kind: 'connected' });
    if (this.#account.kind === 'guest') this.#registered();
    else this.#register(userAgent, isCurrent);
  }

  #register(userAgent: UserAgent, isCurrent: () => boolean): void {
    const registration = new SipRegistration(userAgent, {
      instanceId: this.#account.instanceId,
      random: this.#random,
      onFlowTimer: (seconds) => this.#transport?.keepAliveWithin(seconds),
      onOutcome: (outcome) => {
        if (!isCurrent()) return;
        if (outcome.kind === 'registered') this.#registered();
        else this.#tell(outcome);
        // Nothing more is to be done here; a call that is up still needs the socket.
        if (outcome.kind === 'refused' && this.#legs.size === 0) void userAgent.transport.disconnect();
      },
    });
    this.#registration = registration;
    registration.register();
  }

  #registered(): void {
    if (this.#told !== 'registered') this.#tell({ kind: 'registered' });
    this.#media.warm();
  }

  /** The socket could not be opened, or was lost. */
  #failed(error: unknown): void {
    const why = error instanceof ConnectionError ? error.problem : problem('unreachable', null, String(error));
    const isHopeless = why.kind === 'bad-server' || why.kind === 'plain-ws';
    this.#tell(isHopeless ? { kind: 'refused', problem: why } : { kind: 'lost', problem: why, retryAfter: null });
  }

  #disconnected(error: Error | undefined): void {
    this.#registration?.abandon();
    this.#eventState.pause();
    if (error) this.#failed(error);
    if (this.#userAgent) failPending(this.#userAgent, error ?? new Error('The connection was closed'));
    for (const leg of [...this.#legs.values()]) leg.connectionLost();
  }

  #tell(event: LineEvent): void {
    // What comes after the end of a connection is only an echo of it.
    if (this.#told === 'lost' || this.#told === 'refused') return;
    this.#told = event.kind;
    this.onEvent(event);
  }

  async #ring(invitation: Invitation): Promise<void> {
    const replaced = invitation.replacee ? (this.#legs.get(invitation.replacee) ?? null) : null;
    // RFC 3891 3: only whoever called may have an unanswered call replaced.
    if (replaced?.direction === 'incoming' && !replaced.isAnswered) {
      await invitation.reject({ statusCode: 481 });
      return;
    }
    // SIP.js would end the replaced session itself and stumble over one that is not answered yet (api/invitation.js, accept).
    (invitation as unknown as { _replacee: undefined })._replacee = undefined;
    // An INVITE without an offer is answered with ours, and that is made already.
    const media = sdpOf(invitation.request) === null ? this.#media.outgoing() : this.#media.incoming();
    const leg = this.#makeLeg(invitation, media, replaced);
    if (await leg.prepare()) this.onIncoming(leg);
  }

  #makeLeg(session: Inviter | Invitation, media: LegMedia, replaced: SipLeg | null): SipLeg {
    this.#mediaOf.set(session, media);
    const leg = new SipLeg(session, {
      media,
      replaced,
      log: this.#log,
      random: this.#random,
      onSilence: () => this.check(proofDeadline),
      onOver: () => this.#legs.delete(session),
      dialReferred: (uri, options) => this.#call(uri, options),
    });
    this.#legs.set(session, leg);
    return leg;
  }
}

/** Waits for it, but no longer than that. */
function within(milliseconds: number, task: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void task
      .catch(() => {})
      .then(() => {
        clearTimeout(timer);
        resolve();
      });
  });
}
