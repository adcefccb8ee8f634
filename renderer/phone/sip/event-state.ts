import type { UserAgent } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { Announcement, Publication, Sight } from '../line.ts';
import type { Announcer, AnnouncerOptions } from './announcer.ts';
import { sendPublication } from './publish.ts';

/** What a line asks and tells of people beside their calls. Most have little of it: it is loaded when it is first used. */
export class EventState {
  readonly #userAgent: UserAgent | null;
  readonly #options: AnnouncerOptions;
  #announcer: Announcer | null = null;

  constructor(userAgent: UserAgent | null, options: AnnouncerOptions) {
    this.#userAgent = userAgent;
    this.#options = options;
  }

  /** See `Line.watch`. */
  watch(uri: string, tell: (sight: Sight) => void): () => void {
    const userAgent = this.#userAgent;
    let stop: (() => void) | null = () => {};
    void import('./watch-somebody.ts').then(({ watchSomebody }) => {
      if (stop && userAgent) stop = watchSomebody(userAgent, uri, { tell, random: this.#options.random });
    });
    return () => {
      stop?.();
      stop = null;
    };
  }

  /** See `Line.publish`. */
  async publish(publication: Publication): Promise<void> {
    const userAgent = this.#mustHave();
    await sendPublication(userAgent, publication);
  }

  /** See `Line.announce`. */
  async announce(announcement: Announcement | null): Promise<void> {
    const userAgent = this.#mustHave();
    const { Announcer } = await import('./announcer.ts');
    this.#announcer ??= new Announcer(userAgent, this.#options);
    await this.#announcer.say(announcement);
  }

  /** Takes back what was announced, as far as that can be done. */
  async leave(): Promise<void> {
    await this.#announcer?.say(null).catch(() => {});
    this.pause();
  }

  /** The connection is gone. */
  pause(): void {
    this.#announcer?.pause();
  }

  #mustHave(): UserAgent {
    if (!this.#userAgent) throw new PhoneError('not-connected', 'There is no connection to the server');
    return this.#userAgent;
  }
}
