import { setImmediate } from 'node:timers/promises';
import {
  type Core,
  type Invitation,
  Inviter,
  type InviterOptions,
  Registerer,
  type RegistererState,
  type Session,
  SessionState,
  UserAgent,
} from 'sip.js';
import { LoopbackMedia, type Voice } from '../media.ts';
import type { PracticeAccess } from '../messages.ts';
import { pace } from '../pace.ts';

/** The phone's end of a call: full ICE, as a browser has it, and a record of all that came. */
export class TestMedia extends LoopbackMedia {
  /** Payloads in the order of their arrival. */
  readonly heard: Buffer[] = [];
  readonly timestamps: number[] = [];
  readonly markers: boolean[] = [];
  /** Payloads sent so far by `speak`. */
  spoken = 0;
  /** Set before a call is answered: the way to the far end is not found. */
  isLost = false;
  #applied: Promise<void> | undefined;

  constructor(voices: readonly Voice[]) {
    super(voices, { iceLite: false });
    // werift asks a public STUN server unless told otherwise.
    for (const { connection } of this.peer.iceTransports) Object.assign(connection, { stunServer: undefined });
    this.onVoice = ({ payload, header }) => {
      this.heard.push(Buffer.from(payload));
      this.timestamps.push(header.timestamp);
      this.markers.push(header.marker);
    };
  }

  get direction(): string | null | undefined {
    return this.peer.getTransceivers()[0]?.currentDirection;
  }

  /** The direction and ICE credentials that the next offer has. */
  prepareOffer({ direction, restart = false }: { direction?: 'sendrecv' | 'sendonly' | 'inactive'; restart?: boolean }): void {
    if (direction) this.peer.getTransceivers()[0]?.setDirection(direction);
    if (restart) this.peer.restartIce();
  }

  /** Resolves once the last answer is applied, and SIP.js has sent its ACK right after. */
  async settled(): Promise<void> {
    while (this.peer.signalingState !== 'stable') await setImmediate();
    await this.#applied;
    await setImmediate();
  }

  override setDescription(sdp: string): Promise<void> {
    this.#applied = super.setDescription(this.isLost ? sdp.replaceAll('a=candidate', 'a=x-candidate') : sdp);
    return this.#applied;
  }

  /** Sends a payload every 20 ms until the call ends; each is different and can be told again. */
  speak(samples = 960): void {
    let sequenceNumber = 100;
    this.onClose = pace(20, (period) => {
      const payload = Buffer.from(`word ${this.spoken++}`);
      void this.sendVoice({ payload, sequenceNumber: sequenceNumber++, timestamp: period * samples, marker: false });
    });
  }
}

/** The media of a call that has begun. */
export function mediaOf(session: Session): TestMedia {
  if (session.sessionDescriptionHandler instanceof TestMedia) return session.sessionDescriptionHandler;
  throw new Error('The call has no media yet');
}

/** Resolves once the session is in the state, rejects when it ends before. */
export function reached(session: Session, wanted: SessionState): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (state: SessionState): void => {
      if (state === wanted) resolve();
      else if (state === SessionState.Terminated) reject(new Error('The call ended'));
    };
    look(session.state);
    session.stateChange.addListener(look);
  });
}

/** A SIP.js phone with SIP.js' own WebSocket transport, as a page would use it, and media by werift. */
export class TestPhone {
  readonly agent: UserAgent;
  readonly registerer: Registerer;
  /** Calls that came in, not answered yet. */
  readonly incoming: Invitation[] = [];

  constructor({ url, user, password }: PracticeAccess, voices: readonly Voice[] = ['opus', 'pcmu']) {
    this.agent = new UserAgent({
      uri: UserAgent.makeURI(`sip:${user}@127.0.0.1`)!,
      authorizationUsername: user,
      authorizationPassword: password,
      transportOptions: { server: url },
      sessionDescriptionHandlerFactory: () => new TestMedia(voices),
      logBuiltinEnabled: false,
      logConfiguration: false,
      gracefulShutdown: false,
      delegate: { onInvite: (invitation) => void this.incoming.push(invitation) },
    });
    this.registerer = new Registerer(this.agent);
  }

  /** Resolves with the registration's state after the final answer to a REGISTER, rejects with its status code. */
  async register(): Promise<RegistererState> {
    await this.agent.start();
    return await this.#settled((requestDelegate) => this.registerer.register({ requestDelegate }));
  }

  async unregister(): Promise<RegistererState> {
    return await this.#settled((requestDelegate) => this.registerer.unregister({ requestDelegate }));
  }

  /** Calls a number; the promises are those of a 180 and of the final answer, its status code and reason. */
  call(number: string, options: InviterOptions = {}): { session: Inviter; ringing: Promise<void>; answer: Promise<string> } {
    const session = new Inviter(this.agent, UserAgent.makeURI(`sip:${number}@127.0.0.1`)!, options);
    let onProgress = (): void => undefined;
    const ringing = new Promise<void>((resolve) => {
      onProgress = resolve;
    });
    const answer = new Promise<string>((resolve, reject) => {
      const tell = ({ message }: Core.IncomingResponse): void => resolve(`${message.statusCode} ${message.reasonPhrase}`);
      session.invite({ requestDelegate: { onProgress, onAccept: tell, onReject: tell } }).catch(reject);
    });
    return { session, ringing, answer };
  }

  /** Calls a number that answers, and waits until sound can flow. */
  async talk(number: string, options: InviterOptions = {}): Promise<{ session: Inviter; media: TestMedia }> {
    const { session } = this.call(number, options);
    await reached(session, SessionState.Established);
    const media = mediaOf(session);
    if (!(await media.connected)) throw new Error('No media path');
    return { session, media };
  }

  /** Sends a re-INVITE and waits for its final answer, the SDP of which is returned. */
  async reinvite(session: Session, offer: Parameters<TestMedia['prepareOffer']>[0]): Promise<string> {
    const media = mediaOf(session);
    media.prepareOffer(offer);
    const answer = await new Promise<string>((resolve, reject) => {
      const onAccept = ({ message }: Core.IncomingResponse): void => resolve(message.body);
      const onReject = ({ message }: Core.IncomingResponse): void => reject(new Error(`${message.statusCode}`));
      session.invite({ requestDelegate: { onAccept, onReject } }).catch(reject);
    });
    await media.settled();
    return answer;
  }

  /** Sends a request inside a call; the promise is that of its status code. */
  ask(send: (requestDelegate: Core.OutgoingRequestDelegate) => Promise<unknown>): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const tell = ({ message }: Core.IncomingResponse): void => resolve(message.statusCode);
      send({ onAccept: tell, onReject: tell }).catch(reject);
    });
  }

  async stop(): Promise<void> {
    for (const session of Object.values(this.agent._sessions)) session.sessionDescriptionHandler?.close();
    await this.agent.stop();
  }

  async #settled(send: (delegate: Core.OutgoingRequestDelegate) => Promise<unknown>): Promise<RegistererState> {
    const status = await this.ask(send);
    if (status !== 200) throw new Error(`${status}`);
    return this.registerer.state;
  }
}
