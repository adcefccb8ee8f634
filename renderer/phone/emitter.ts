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

/** Typed events. Listeners run in the order of their registration; one that throws is reported and does not keep the others from hearing. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<{ listener: Listener<never>; once: boolean }>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = throwLater) {
    this.#onError = onError;
  }

  /** Returns the function that stops listening; calling it again does nothing. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>, { once = false }: ListenOptions = {}): () => void {
    const entry = { listener, once };
    const entries = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, entries.add(entry));
    return () => entries.delete(entry);
  }

  protected emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    const entries = this.#listeners.get(name);
    if (!entries) return;
    // A copy: a listener added by a listener hears the next event, not this one.
    for (const entry of [...entries]) {
      if (!entries.has(entry)) continue;
      if (entry.once) entries.delete(entry);
      try {
        (entry.listener as Listener<Events[Name]>)(payload);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
