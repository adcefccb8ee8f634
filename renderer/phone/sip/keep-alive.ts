/** A double CRLF asks, a single one answers (RFC 5626 4.4.1, over WebSocket by RFC 7118 6). */
export const PING = '\r\n\r\n';
export const PONG = '\r\n';

/** Milliseconds; RFC 5626 4.4.1 gives a pong ten seconds. Proxies drop sockets that are idle for 30 to 60 s. */
const shortestPause = 20_000;
const longestPause = 30_000;
const pongDeadline = 10_000;

export interface KeepAlivePorts {
  ping: () => void;
  /** The far end owed a sign of life and gave none. */
  onSilence: () => void;
  /** From 0 up to 1. */
  random: () => number;
}

/**
 * Keeps one connection open through proxies and finds out when it is dead.
 *
 * Some servers never answer a ping. So the absence of a pong counts only after one was seen on this connection. Whoever must know for
 * sure (after the machine slept) asks a question that every server answers and calls `expect`: any traffic counts as the answer.
 */
export class KeepAlive {
  readonly #ports: KeepAlivePorts;
  #answersPings = false;
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
    const pause = shortestPause + this.#ports.random() * (longestPause - shortestPause);
    this.#pause = setTimeout(() => {
      this.#ports.ping();
      if (this.#answersPings) this.expect(pongDeadline);
      this.#wait();
    }, pause);
  }
}
