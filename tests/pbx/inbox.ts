import { isRequest, type SipMessage, type SipRequest, type SipResponse } from './message.ts';

/** `INVITE` for a request, `180 INVITE` for a response. */
export const summary = (message: SipMessage): string => (isRequest(message) ? message.method : `${message.statusCode} ${message.method}`);

export type ResponseSummary = `${number} ${string}`;

/** What to wait for: a summary, a pattern of summaries, or any condition. */
export type Wanted = string | RegExp | ((message: SipMessage) => boolean);

interface Waiting {
  readonly isWanted: (message: SipMessage) => boolean;
  readonly resolve: (message: SipMessage) => void;
}

/** Messages that arrived, for tests to take out one by one. A message is given out once, and waits until it is asked for. */
export class Inbox {
  /** Everything that ever arrived, oldest first. */
  readonly all: SipMessage[] = [];
  readonly #unread: SipMessage[] = [];
  readonly #waiting = new Set<Waiting>();

  add(message: SipMessage): void {
    this.all.push(message);
    for (const waiting of this.#waiting) {
      if (!waiting.isWanted(message)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(message);
      return;
    }
    this.#unread.push(message);
  }

  /** The oldest unread message of that kind, or the first to come. Rejects with what came instead. */
  next(wanted: ResponseSummary, timeoutMs?: number): Promise<SipResponse>;
  next(wanted: string, timeoutMs?: number): Promise<SipRequest>;
  next(wanted: Wanted, timeoutMs?: number): Promise<SipMessage>;
  next(wanted: Wanted, timeoutMs = 5000): Promise<SipMessage> {
    const isWanted = condition(wanted);
    const index = this.#unread.findIndex(isWanted);
    if (index >= 0) return Promise.resolve(this.#unread.splice(index, 1)[0]!);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        const name = typeof wanted === 'function' ? 'such message' : `${wanted}`;
        reject(new Error(`No ${name} within ${timeoutMs} ms. Unread: ${this.#unread.map(summary).join(', ') || 'nothing'}`));
      }, timeoutMs);
      const waiting: Waiting = {
        isWanted,
        resolve: (message) => {
          clearTimeout(timer);
          resolve(message);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  /** Summaries of what is unread, oldest first. */
  get unread(): readonly string[] {
    return this.#unread.map(summary);
  }

  /** Forgets what is unread. */
  clear(): void {
    this.#unread.length = 0;
  }
}

function condition(wanted: Wanted): (message: SipMessage) => boolean {
  if (typeof wanted === 'function') return wanted;
  if (typeof wanted === 'string') return (message) => summary(message) === wanted;
  return (message) => wanted.test(summary(message));
}
