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
  #options: InviteOptions;
  readonly #tried: string[];

  constructor({ dialer, dialled, uri, options }: RoutePorts) {
    this.dialer = dialer;
    this.dialled = dialled;
    this.#options = options;
    this.#tried = [uri];
  }

  /** Where the call is going now. */
  get uri(): string {
    return this.#tried.at(-1) ?? '';
  }

  /** What the INVITE offers to be seen; null: nothing. */
  get video(): VideoWish | null {
    return this.#options.video ?? null;
  }

  /** Throws a PhoneError `not-connected`. */
  begin(): Leg {
    return this.dialer.invite(this.uri, this.#options);
  }

  /** The leg to the same place that offers sound alone, or why there is none. */
  withoutVideo(): Leg | 'not-connected' {
    const { video: _, ...options } = this.#options;
    this.#options = options;
    return this.#beginAgain();
  }

  /** The leg to the next place, or why there is none. */
  goOn(contacts: readonly string[]): Leg | 'policy' | 'loop' | 'nowhere' | 'not-connected' {
    const { account, rules } = this.dialer;
    const decision = decideRedirect({ contacts, tried: this.#tried, domain: account.domain }, rules.redirects);
    if (decision.kind === 'stop') return decision.why;
    this.#tried.push(decision.uri);
    return this.#beginAgain();
  }

  #beginAgain(): Leg | 'not-connected' {
    try {
      return this.begin();
    } catch {
      return 'not-connected';
    }
  }
}
