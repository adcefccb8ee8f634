/** A double CRLF asks, a single one answers (RFC 5626 4.4.1, over WebSocket by RFC 7118 6). */
export const PING = '\r\n\r\n';
export const PONG = '\r\n';

/** Milliseconds; RFC 5626 4.4.1 gives a pong ten seconds. Proxies drop sockets that are idle for 30 to 60 s. */
const shortestPause = 20_000;
const longestPause = 30_000;
/** A server that wanted more than a ping a second would want them for nothing. */
const shortestWish = 1_000;
const pongDeadline = 10_000;
/** How many silent pauses pass before a server that answers no pings is asked something. */
const patience = 3;

export interface KeepAlivePorts {
  ping: () => void;
  /** Asks what costs the server more than a ping; `answered` is to be called when it answers, whatever it says. */
  ask: (answered: () => void) => void;
  /** The far end owed a sign of life and gave none. */
  onSilence: () => void;
  /** From 0 up to 1. */
  random: () => number;
}

/**
 * Keeps one connection open through proxies and finds out when it is dead.
 *
 * Some servers never answer a ping (Asterisk does not), so the absence of a pong counts only after one was seen on this connection. Such a
 * server is asked a real question when nothing was heard of it for a while, and again its silence counts only after it once answered.
 * Whoever must know now (after the machine slept) asks and calls `expect`: any traffic counts as the answer.
 */
export class KeepAlive {
  readonly #ports: KeepAlivePorts;
  #answersPings = false;
  #answersQuestions = false;
  #silentPauses = 0;
  #longest = longestPause;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: KeepAlivePorts) {
    this.#ports = ports;
  }

  /** The far end is known to answer pings. */
  get answersPings(): boolean {
    return this.#answersPings;
  }

  /** A connection was opened. */
  start(): void {
    this.stop();
    this.#answersPings = false;
    this.#answersQuestions = false;
    this.#silentPauses = 0;
    this.#longest = longestPause;
    this.#wait();
  }

  /** The far end wants a sign of life at least that often, in milliseconds. */
  within(milliseconds: number): void {
    const longest = Math.min(Math.max(milliseconds, shortestWish), longestPause);
    if (longest === this.#longest) return;
    this.#longest = longest;
    clearTimeout(this.#pause);
    this.#wait();
  }

  stop(): void {
    clearTimeout(this.#pause);
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }

  /** Something came over the connection. */
  heard({ isPong }: { isPong: boolean }): void {
    if (isPong) this.#answersPings = true;
    this.#silentPauses = 0;
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }

  /** From now on something must be heard within so many milliseconds. An earlier deadline stands. */
  expect(deadline: number): void {
    if (this.#deadline !== undefined && deadline >= pongDeadline) return;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#ports.onSilence(), deadline);
  }

  #wait(): void {
    // RFC 5626 4.4.1: between 80 and 100 % of what the server said; of our own, where it said nothing.
    const shortest = this.#longest === longestPause ? shortestPause : 0.8 * this.#longest;
    const pause = shortest + this.#ports.random() * (this.#longest - shortest);
    this.#pause = setTimeout(() => {
      this.#ports.ping();
      this.#silentPauses += 1;
      if (this.#answersPings) this.expect(pongDeadline);
      else if (this.#silentPauses >= patience) this.#ask();
      this.#wait();
    }, pause);
  }

  #ask(): void {
    this.#silentPauses = 0;
    this.#ports.ask(() => {
      this.#answersQuestions = true;
    });
    if (this.#answersQuestions) this.expect(pongDeadline);
  }
}
