/*
 * What two ends agree on about how long their session may go on without a refresh (RFC 4028): the headers, and nothing of time.
 */
import type { Core } from 'sip.js';
import { supports } from './messages.ts';

type Request = Core.IncomingRequestMessage;
type Response = Core.IncomingResponseMessage;

/** Seconds: RFC 4028 4 allows no less. */
export const shortestInterval = 90;
/** Seconds that this phone asks for: the value that RFC 4028 4.2 recommends. */
const wishedInterval = 1_800;
/** A far end that answers with less than allowed must not make us refresh in a loop; one that says more than a timer can hold, neither. */
const bounds = { least: 4, most: 86_400 };

export interface Agreement {
  /** After so many seconds without a refresh the session is over. */
  seconds: number;
  /** We are the one who refreshes. */
  isOurs: boolean;
}

type Refresher = 'uac' | 'uas';

interface SessionExpires {
  seconds: number;
  refresher: Refresher | null;
}

/** `Session-Expires: 1800;refresher=uac`. Null where it is missing or no number. */
function sessionExpiresOf(message: Request | Response): SessionExpires | null {
  const [value = '', ...parameters] = (message.getHeader('Session-Expires') ?? '').split(';');
  if (!/^\s*\d+\s*$/.test(value)) return null;
  const refresher = /^\s*refresher\s*=\s*(uac|uas)\s*$/i;
  const named = parameters.map((parameter) => refresher.exec(parameter)?.[1]?.toLowerCase()).find(Boolean);
  return { seconds: Number(value), refresher: (named as Refresher | undefined) ?? null };
}

/** Whether a request is to be refused with 422: only who knows the extension can be told (RFC 4028 9). */
export function isTooShort(message: Request): boolean {
  const asked = sessionExpiresOf(message);
  return asked !== null && asked.seconds < shortestInterval && supports(message, 'timer');
}

/** The least that a 422 asks for, in seconds; null where it does not say, or says what nobody can mean. */
export function leastAskedBy(message: Response): number | null {
  const value = message.getHeader('Min-SE') ?? '';
  const seconds = /^\s*(\d+)\s*(;|$)/.exec(value)?.[1];
  return seconds === undefined || Number(seconds) > bounds.most ? null : Number(seconds);
}

/** The interval of one session, as its messages agree on it. */
export class SessionInterval {
  #agreement: Agreement | null = null;
  /** The largest that a 422 or the far end asked for. */
  #least = 0;

  /** Null: the session does not end by itself. */
  get agreement(): Agreement | null {
    return this.#agreement;
  }

  /** For our next INVITE or UPDATE. */
  get headers(): string[] {
    const { seconds, refresher } = this.#wish();
    const least = this.#least > shortestInterval ? [`Min-SE: ${this.#least}`] : [];
    return [`Session-Expires: ${seconds}${refresher === null ? '' : `;refresher=${refresher}`}`, ...least];
  }

  /** A 422 asked for more. False where that changes nothing. */
  raise(least: number): boolean {
    if (least <= this.#wish().seconds) return false;
    this.#least = least;
    return true;
  }

  /** A 2xx to our INVITE or UPDATE: without the header there is no end to the session (RFC 4028 7.2). */
  answered(response: Response): void {
    const given = sessionExpiresOf(response);
    this.#agreement = given && { seconds: bounded(given.seconds), isOurs: given.refresher !== 'uas' };
  }

  /** Headers of our 2xx to an INVITE or UPDATE (RFC 4028 9, table 2); what they say is agreed. */
  answer(request: Request): string[] {
    const asked = sessionExpiresOf(request);
    const knows = supports(request, 'timer');
    if (!asked && !knows) {
      this.#agreement = null;
      return [];
    }
    const minimum = Number.parseInt(request.getHeader('Min-SE') ?? '', 10) || 0;
    const seconds = bounded(asked ? Math.max(asked.seconds, shortestInterval) : Math.max(this.#wish().seconds, minimum));
    // Who does not know the extension cannot refresh: a proxy on the way asked for it.
    const refresher = knows ? (asked?.refresher ?? (this.#agreement?.isOurs ? 'uas' : 'uac')) : 'uas';
    this.#agreement = { seconds, isOurs: refresher === 'uas' };
    return [`Session-Expires: ${seconds};refresher=${refresher}`, ...(knows ? ['Require: timer'] : [])];
  }

  #wish(): SessionExpires {
    const seconds = Math.max(this.#agreement?.seconds ?? wishedInterval, this.#least, shortestInterval);
    return { seconds, refresher: this.#agreement && (this.#agreement.isOurs ? 'uac' : 'uas') };
  }
}

const bounded = (seconds: number): number => Math.min(Math.max(seconds, bounds.least), bounds.most);
