import { Invitation, Inviter, type Session, SessionState, UserAgent } from 'sip.js';
import type { WebSocket } from 'ws';
import { LoopbackMedia, offersVoice, type Voice } from './media.ts';
import { type Credentials, Registrar } from './registrar.ts';
import { SocketTransport } from './socket-transport.ts';
import { echo, playMelody } from './sounds.ts';

export type Timing = {
  /** Milliseconds that a number rings before it answers. */
  readonly answerMs: number;
  /** Milliseconds between the end of a call to 602 and the call back. */
  readonly callBackMs: number;
  /** Milliseconds that the call back rings before it gives up. */
  readonly ringMs: number;
  /** Milliseconds that an answered call may stay without a media path before it is hung up. */
  readonly mediaMs: number;
};

/** RFC 3326, for a phone that wants to tell its user why. Q.850 cause 41 is a temporary failure of the network. */
const NO_PATH = 'Reason: Q.850;cause=41;text="No sound can flow to or from the practice line"';
const UNKNOWN = 'Only 600, 601 and 602 exist on the practice line';
/** 601 answers in G.711: its melody is made here, and Opus would need an encoder. An echo needs none. */
const voicesOf = (session: Session): readonly Voice[] =>
  session instanceof Invitation && session.request.ruri?.user === '601' ? ['pcmu'] : ['opus', 'pcmu'];

/** The far end of one phone: its registrar, and everyone who can be called. */
export class PracticeAgent {
  readonly #agent: UserAgent;
  readonly #registrar: Registrar;
  readonly #timing: Timing;
  readonly #media = new Set<LoopbackMedia>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isStopped = false;

  constructor(socket: WebSocket, credentials: Credentials, timing: Timing) {
    this.#timing = timing;
    this.#registrar = new Registrar(credentials);
    this.#agent = new UserAgent({
      uri: UserAgent.makeURI('sip:practice@127.0.0.1')!,
      transportConstructor: SocketTransport,
      transportOptions: { socket },
      sessionDescriptionHandlerFactory: (session) => this.#openMedia(session),
      userAgentString: 'Offhook practice line',
      gracefulShutdown: false,
      logBuiltinEnabled: false,
      logConfiguration: false,
      delegate: {
        onInvite: (invitation) => void this.#answer(invitation),
        onRegisterRequest: (request) => this.#registrar.answer(request),
        onMessage: (message) => void message.reject({ statusCode: 404, reasonPhrase: UNKNOWN }),
        onDisconnect: () => this.stop(),
      },
    });
    this.#answerForEveryone();
  }

  async start(): Promise<void> {
    await this.#agent.start();
  }

  /** Ends every call without a word: the connection is gone, or is about to be. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const media of this.#media) media.close();
    void this.#agent.stop();
  }

  /** SIP.js answers 404 where the user of the request URI is not its own; a practice line is whoever is called. */
  #answerForEveryone(): void {
    const core = this.#agent.userAgentCore;
    const receive = core.receiveIncomingRequestFromTransport.bind(core);
    core.receiveIncomingRequestFromTransport = (message) => {
      if (!message.toTag && message.ruri) core.configuration.aor = message.ruri;
      receive(message);
    };
  }

  #openMedia(session: Session): LoopbackMedia {
    const media = new LoopbackMedia(voicesOf(session));
    this.#media.add(media);
    session.stateChange.addListener((state) => {
      if (state === SessionState.Terminated) this.#media.delete(media);
    });
    return media;
  }

  async #answer(invitation: Invitation): Promise<void> {
    const number = invitation.request.ruri?.user;
    if (number !== '600' && number !== '601' && number !== '602') {
      await invitation.reject({ statusCode: 404, reasonPhrase: UNKNOWN });
      return;
    }
    const offer = invitation.body;
    if (offer && !offersVoice(offer, voicesOf(invitation))) {
      await invitation.reject({ statusCode: 488 });
      return;
    }
    refuseTransfer(invitation);
    await new Promise<void>((resolve) => this.#after(this.#timing.answerMs, resolve));
    if (isOver(invitation)) return;
    // SIP.js answers a failure by itself (480) and has ended the call before it rejects: nothing is left to do then.
    await invitation.accept().catch(() => undefined);
    if (isOver(invitation)) return;
    if (number === '602') {
      await invitation.bye();
      this.#after(this.#timing.callBackMs, () => void this.#callBack());
    } else await this.#talk(invitation, number === '601' ? (media) => playMelody(media, () => this.#hangUp(invitation)) : echo);
  }

  /** Calls the user, if still registered, and echoes. */
  async #callBack(): Promise<void> {
    const target = this.#registrar.contact;
    if (!target) return;
    const params = { fromUri: 'sip:602@127.0.0.1', fromDisplayName: 'Practice line' };
    const inviter = new Inviter(this.#agent, target, { params });
    refuseTransfer(inviter);
    const giveUp = this.#after(this.#timing.ringMs, () => {
      if (inviter.state === SessionState.Establishing) void inviter.cancel();
    });
    inviter.stateChange.addListener((state) => {
      if (state !== SessionState.Establishing) this.#cancelTimer(giveUp);
      if (state === SessionState.Established) void this.#talk(inviter, echo);
    });
    await inviter.invite();
  }

  /** Starts the sound once there is a way for it, and hangs up where there is none in time. */
  async #talk(session: Session, sound: (media: LoopbackMedia) => void): Promise<void> {
    const media = session.sessionDescriptionHandler;
    if (!(media instanceof LoopbackMedia)) return;
    const giveUp = this.#after(this.#timing.mediaMs, () => this.#hangUp(session, NO_PATH));
    const isConnected = await media.connected;
    this.#cancelTimer(giveUp);
    if (isConnected) sound(media);
    else this.#hangUp(session, NO_PATH);
  }

  #hangUp(session: Session, ...extraHeaders: readonly string[]): void {
    if (session.state === SessionState.Established && !this.#isStopped)
      void session.bye({ requestOptions: { extraHeaders: [...extraHeaders] } });
  }

  #after(ms: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #cancelTimer(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }
}

const isOver = ({ state }: Session): boolean => state === SessionState.Terminated;

/** Without this delegate SIP.js would call whomever a REFER names. */
function refuseTransfer(session: Session): void {
  session.delegate = {
    onRefer: (referral) => void referral.reject({ statusCode: 403, reasonPhrase: 'The practice line transfers no calls' }),
  };
}
