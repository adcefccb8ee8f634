type Listener<Payload> = (payload: Payload) => void;

export interface ListenOptions {
  /** Stop after the first event. */
  once?: boolean;
}

/** Past everyone who is hearing the event, to the one place that hears uncaught errors. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

interface Entry<Events> {
  readonly name: keyof Events;
  readonly listener: Listener<never>;
  readonly once: boolean;
}

/** Typed events. Listeners run in the order of their registration; one that throws is reported and does not keep the others from hearing. */
export class Emitter<Events extends object> {
  /** Of all names in one set: a dozen sets would be more than the rest of a call. */
  readonly #entries = new Set<Entry<Events>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = throwLater) {
    this.#onError = onError;
  }

  /** Returns the function that stops listening; calling it again does nothing. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>, { once = false }: ListenOptions = {}): () => void {
    const entry = { name, listener, once };
    this.#entries.add(entry);
    return () => this.#entries.delete(entry);
  }

  protected emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    // A copy: a listener added by a listener hears the next event, not this one.
    for (const entry of [...this.#entries]) {
      if (entry.name !== name || !this.#entries.has(entry)) continue;
      if (entry.once) this.#entries.delete(entry);
      try {
        (entry.listener as Listener<Events[Name]>)(payload);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
