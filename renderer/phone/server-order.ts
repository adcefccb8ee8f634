/**
 * Which of an account's servers to connect to: the first, unless it fails; then at once the next one that is not known to be down; and when all are
 * down, after a pause, first the one that worked last.
 */
export class ServerOrder {
  readonly #servers: readonly string[];
  readonly #down = new Set<string>();
  #lastWorking: string;
  #current: string;

  /** At least one WebSocket URL, best first. */
  constructor(servers: readonly [string, ...string[]]) {
    this.#servers = servers;
    [this.#current] = servers;
    this.#lastWorking = this.#current;
  }

  get current(): string {
    return this.#current;
  }

  /** The current one where it is not the first. */
  get through(): { through: string } | Record<never, never> {
    return this.#current === this.#servers[0] ? {} : { through: this.#current };
  }

  /** Those that the user would rather have than the current one, best first. */
  get better(): readonly string[] {
    return this.#servers.slice(0, this.#servers.indexOf(this.#current));
  }

  /** All over again, from the first. */
  reset(): void {
    this.#down.clear();
    this.#current = this.#servers[0]!;
    this.#lastWorking = this.#current;
  }

  choose(server: string): void {
    this.#current = server;
  }

  worked(): void {
    this.#down.delete(this.#current);
    this.#lastWorking = this.#current;
  }

  /** True when another one can be tried at once: it is the current one now. */
  failed(): boolean {
    this.#down.add(this.#current);
    const next = this.#servers.find((server) => !this.#down.has(server));
    this.#current = next ?? this.#lastWorking;
    if (next === undefined) this.#down.clear();
    return next !== undefined;
  }
}
