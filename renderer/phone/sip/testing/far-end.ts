import { type Invitation, Inviter, type InviterOptions, type Session, SIPExtension, UserAgent, type UserAgentOptions } from 'sip.js';
import { MemoryTransport, type Wire } from '../../testing/memory-transport.ts';
import { sdp } from './stub-media.ts';

/** What the far end says in its next descriptions, and what it was told. */
export class FarMedia {
  description = sdp();
  readonly heard: string[] = [];
  isClosed = false;

  hasDescription(): boolean {
    return true;
  }

  async getDescription() {
    return { body: this.description, contentType: 'application/sdp' };
  }

  async setDescription(text: string): Promise<void> {
    this.heard.push(text);
  }

  async rollbackDescription(): Promise<void> {}

  sendDtmf(): boolean {
    return false;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** SIP.js's own user agent at the other end of the wire: user 600. */
export class FarEnd {
  readonly userAgent: UserAgent;
  readonly invitations: Invitation[] = [];
  readonly media = new FarMedia();
  #onInvitation: ((invitation: Invitation) => void) | null = null;

  private constructor(wire: Wire, options: UserAgentOptions) {
    this.userAgent = new UserAgent({
      uri: UserAgent.makeURI('sip:600@memory')!,
      transportConstructor: MemoryTransport as never,
      transportOptions: { wire },
      sessionDescriptionHandlerFactory: () => this.media,
      sipExtension100rel: SIPExtension.Supported,
      sipExtensionReplaces: SIPExtension.Supported,
      logBuiltinEnabled: false,
      logConfiguration: false,
      delegate: {
        onInvite: (invitation) => {
          this.invitations.push(invitation);
          this.#onInvitation?.(invitation);
        },
      },
      ...options,
    });
  }

  static async start(wire: Wire, options: UserAgentOptions = {}): Promise<FarEnd> {
    const far = new FarEnd(wire, options);
    await far.userAgent.start();
    return far;
  }

  /** What it does with each call from now on. */
  answerCalls(answer: (invitation: Invitation) => void): void {
    this.#onInvitation = answer;
  }

  /** Calls the near end. */
  async call(user = '1001', options: InviterOptions = {}): Promise<Inviter> {
    const inviter = new Inviter(this.userAgent, UserAgent.makeURI(`sip:${user}@memory`)!, options);
    await inviter.invite();
    return inviter;
  }

  get session(): Session {
    return this.invitations.at(-1)!;
  }
}
