import type { Account } from '../../shared/account.ts';
import type { QualityReports } from '../../shared/quality.ts';
import type { OutgoingRules } from '../../shared/rules.ts';
import { checkHeaders } from './call/headers.ts';
import { targetUri } from './call/target.ts';
import { PhoneError } from './errors.ts';
import type { Announcement, InviteOptions, Leg, Line, Publication, Sight } from './line.ts';

export interface TargetOptions {
  /** Dials a number as it stands, whatever the account's dial plan says. */
  withoutPlan?: boolean;
}

/** Calls out through the line of one account, by that account's rules. */
export class Dialer {
  readonly account: Account;
  /** May change while the line is open: the next call goes by the new ones. */
  rules: OutgoingRules;
  /** Who is told how calls sound that are answered from now on. */
  qualityReports: QualityReports;
  readonly #line: Line;
  readonly #isUp: () => boolean;

  constructor(account: Account, line: Line, isUp: () => boolean) {
    this.account = account;
    this.rules = account.outgoing;
    this.qualityReports = account.qualityReports;
    this.#line = line;
    this.#isUp = isUp;
  }

  /** The SIP URI that a typed text means here. Throws a PhoneError `bad-target`. */
  uriOf(target: string, { withoutPlan = false }: TargetOptions = {}): string {
    return targetUri(target, this.account, withoutPlan ? null : this.rules);
  }

  /** The INVITE is on its way when this returns, with the headers of the rules. Throws a PhoneError `not-connected` or `bad-header`. */
  invite(uri: string, options: InviteOptions): Leg {
    if (!this.#isUp()) throw new PhoneError('not-connected', 'The phone is not connected to its server.');
    return this.#line.invite(uri, this.#byTheRules(uri, options));
  }

  /** What is known of somebody, until the function that this returns is called. Throws a PhoneError `bad-target` or `not-connected`. */
  watch(target: string, tell: (sight: Sight) => void): () => void {
    const uri = this.uriOf(target);
    if (!this.#isUp()) throw new PhoneError('not-connected', 'The phone is not connected to its server.');
    return this.#line.watch(uri, tell);
  }

  /** On its way when this returns. Rejects as `Line.publish` does. */
  publish(publication: Publication): Promise<void> {
    return this.#line.publish(publication);
  }

  /** Rejects as `Line.announce` does, and with `not-connected`. */
  async announce(announcement: Announcement | null): Promise<void> {
    if (!this.#isUp()) throw new PhoneError('not-connected', 'The phone is not connected to its server.');
    await this.#line.announce(announcement);
  }

  #byTheRules(uri: string, { headers, anonymous, ...options }: InviteOptions): InviteOptions {
    const own = Object.fromEntries(this.rules.headers.map(({ name, value }) => [name, value]));
    const all = { ...own, ...headers };
    // A feature code speaks to the PBX, which has to know whose it is.
    const isHidden = anonymous ?? (this.rules.hidesNumber && !/^sips?:(\*|%23)/i.test(uri));
    return {
      ...options,
      ...(Object.keys(all).length > 0 && checkHeaders(all)),
      ...(isHidden && { anonymous: true }),
    };
  }
}
