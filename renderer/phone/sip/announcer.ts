import type { Core, UserAgent } from 'sip.js';
import type { Announcement } from '../line.ts';
import type { Log } from '../log.ts';
import { secondsOf } from './problems.ts';
import { publish, refused } from './publish.ts';

/** Seconds asked for; the server may grant less. */
const asked = 600;
/** Seconds: a server that grants less, or asks to come back sooner, would have the phone publish in a loop. */
const shortest = 5;
const longest = 86_400;
/** Seconds until the next try where the server names none. */
const pause = 60;
/** Answers in a row that bring another try at once; a server that goes on so has to wait. */
const mostTries = 3;

export interface AnnouncerOptions {
  readonly log: Log;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * Keeps one document about ourselves at the server (RFC 3903 4): published, renewed before it ends, changed, taken back. One request at a time (4.1
 * there); of what is said in the meantime only the last counts. The name that the server gave it outlives the connection: the next one changes the
 * same document, and leaves none behind.
 */
export class Announcer {
  readonly #userAgent: UserAgent;
  readonly #options: AnnouncerOptions;
  #wanted: Announcement | null = null;
  /** What the server has, by the name that it has there (SIP-ETag). */
  #taken: { readonly announcement: Announcement; readonly tag: string } | null = null;
  #expires = asked;
  /** Counts what was said. */
  #turn = 0;
  #work: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(userAgent: UserAgent, options: AnnouncerOptions) {
    this.#userAgent = userAgent;
    this.#options = options;
  }

  /** See `Line.announce`. */
  say(announcement: Announcement | null): Promise<void> {
    this.#wanted = announcement;
    this.#turn += 1;
    return this.#begin();
  }

  /** The connection is gone. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  #begin(): Promise<void> {
    this.#work ??= this.#untilSaid().finally(() => {
      this.#work = null;
    });
    return this.#work;
  }

  async #untilSaid(): Promise<void> {
    let turn: number;
    do {
      turn = this.#turn;
      clearTimeout(this.#timer);
      await (this.#wanted ? this.#tell(this.#wanted) : this.#takeBack());
    } while (turn !== this.#turn);
  }

  async #tell(wanted: Announcement): Promise<void> {
    for (let tries = 0; tries < mostTries; tries++) {
      const answer = await this.#ask(wanted, this.#expires);
      const status = answer.statusCode ?? 500;
      if (status < 300) return this.#keep(wanted, answer);
      const least = Number(answer.getHeader('Min-Expires'));
      if (status === 412) this.#taken = null;
      else if (status === 423 && least > this.#expires) this.#expires = Math.min(Math.ceil(least), longest);
      else if (isForNow(status)) return this.#later(secondsOf(answer.getHeader('Retry-After')) ?? pause, 1_000);
      else {
        this.#taken = null;
        throw refused(answer);
      }
    }
    this.#later(pause, 1_000);
  }

  #keep(announcement: Announcement, answer: Core.IncomingResponseMessage): void {
    const tag = answer.getHeader('SIP-ETag')?.trim();
    // Without a name it can only be said once more.
    this.#taken = tag ? { announcement, tag } : null;
    // After 55 to 75 % of the time granted.
    this.#later(secondsOf(answer.getHeader('Expires')) ?? this.#expires, 550 + this.#options.random() * 200);
  }

  /** RFC 3903 4.5. */
  async #takeBack(): Promise<void> {
    if (!this.#taken) return;
    await this.#ask(this.#taken.announcement, 0);
    this.#taken = null;
  }

  #ask(announcement: Announcement, expires: number): Promise<Core.IncomingResponseMessage> {
    const { configuration } = this.#userAgent;
    const { event } = announcement;
    // What the server has is renewed and taken back by its name alone (RFC 3903 4.3).
    const content = this.#taken?.announcement === announcement ? null : announcement;
    const match = this.#taken ? [`SIP-If-Match: ${this.#taken.tag}`] : [];
    const headers = [`Event: ${event}`, `Expires: ${expires}`, ...match];
    return publish(this.#userAgent, { target: configuration.uri, headers, content });
  }

  #later(seconds: number, share: number): void {
    clearTimeout(this.#timer);
    const again = (): void => void this.#begin().catch((error: unknown) => this.#options.log.info(`presence was not renewed: ${error}`));
    this.#timer = setTimeout(again, Math.min(Math.max(seconds, shortest), longest) * share);
  }
}

const isForNow = (status: number): boolean =>
  status === 408 || status === 480 || (status >= 500 && status !== 501 && status !== 505 && status < 600);
