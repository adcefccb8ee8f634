import type { Bridge, EventName, EventPayload, RequestInput, RequestName, RequestOutput } from '../../shared/ipc.ts';

type Answers = { [Name in RequestName]?: (input: RequestInput<Name>) => RequestOutput<Name> };

/** The main process in memory: remembers what it was asked, answers as the test says, and tells events when the test wants it. */
export class FakeBridge implements Bridge {
  readonly asked: [name: RequestName, input: unknown][] = [];
  readonly #answers: Answers;
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>();

  constructor(answers: Answers = {}) {
    this.#answers = answers;
  }

  readonly request = async <Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>> => {
    this.asked.push([name, input]);
    const answer = this.#answers[name] as ((input: RequestInput<Name>) => RequestOutput<Name>) | undefined;
    return answer?.(input) as RequestOutput<Name>;
  };

  readonly on = <Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): (() => void) => {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  };

  tell<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
  }
}
