import type { Dialer } from '../dialer.ts';
import type { InviteOptions, Leg, VideoWish } from '../line.ts';
import { decideRedirect } from '../rules/redirect.ts';

export interface RoutePorts {
  dialer: Dialer;
  /** What the user dialled, as they wrote it, */
  dialled: string;
  /** and the SIP URI that it means. */
  uri: string;
  /** Sent with each INVITE of the way. */
  options: InviteOptions;
}

/** The way of an outgoing call, which 3xx answers may lead on (RFC 3261 8.1.3.4). */
export class Route {
  readonly dialer: Dialer;
  /** What the user dialled, as they wrote it. */
  readonly dialled: string;
  /** What the INVITE offers to be seen; null: nothing. */
  readonly video: VideoWish | null;
  readonly #options: InviteOptions;
  readonly #tried: string[];

  constructor({ dialer, dialled, uri, options }: RoutePorts) {
    this.dialer = dialer;
    this.dialled = dialled;
    this.video = options.video ?? null;
    this.#options = options;
    this.#tried = [uri];
  }

  /** Where the call is going now. */
  get uri(): string {
    return this.#tried.at(-1) ?? '';
  }

  /** Throws a PhoneError `not-connected`. */
  begin(): Leg {
    return this.dialer.invite(this.uri, this.#options);
  }

  /** The leg to the next place, or why there is none. Throws a PhoneError `not-connected`. */
  goOn(contacts: readonly string[]): Leg | 'policy' | 'loop' | 'nowhere' {
    const { account, rules } = this.dialer;
    const decision = decideRedirect({ contacts, tried: this.#tried, domain: account.domain }, rules.redirects);
    if (decision.kind === 'stop') return decision.why;
    this.#tried.push(decision.uri);
    return this.begin();
  }
}
