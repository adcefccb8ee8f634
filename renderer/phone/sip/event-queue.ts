/**
 * Events for a listener that comes later: they wait for it, keep their order, and are always delivered in a microtask of their own,
 * so that no call into the sender ever runs its listener.
 */
export class EventQueue<Event> {
  readonly #waiting: Event[] = [];
  #listener: ((event: Event) => void) | null = null;
  #isFlushing = false;

  get listener(): (event: Event) => void {
    return this.#listener ?? (() => {});
  }

  set listener(listener: (event: Event) => void) {
    this.#listener = listener;
    this.#flush();
  }

  push(event: Event): void {
    this.#waiting.push(event);
    this.#flush();
  }

  #flush(): void {
    if (this.#isFlushing || !this.#listener || this.#waiting.length === 0) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      const event = this.#waiting.shift();
      // The next one has its turn even when this listener throws.
      queueMicrotask(() => this.#flush());
      if (event !== undefined) this.#listener?.(event);
    });
  }
}
