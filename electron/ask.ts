import type { Command, CommandOutcome } from '../shared/command.ts';

type Ports = {
  /** Hands the command to the page, which is to answer under the same number. */
  readonly tell: (asked: { id: number; command: Command }) => void;
  /** Whether there is a page that listens. */
  readonly isHeard: () => boolean;
  /** Milliseconds to wait for an answer. A transfer takes as long as the new far end rings. */
  readonly limit?: number;
};

export interface Asking {
  /** Asks the page to act and resolves with what came of it; never rejects. */
  readonly ask: (command: Command) => Promise<CommandOutcome>;
  readonly onDone: (done: { id: number; outcome: CommandOutcome }) => void;
  /** Nobody will answer any more. */
  readonly onPageGone: () => void;
}

const failed = (reason: string): CommandOutcome => ({ ok: false, reason, code: null });

/** Commands of which somebody wants to know what came of them. */
export function asking({ tell, isHeard, limit = 60_000 }: Ports): Asking {
  const waiting = new Map<number, (outcome: CommandOutcome) => void>();
  let lastId = 0;
  return {
    ask: (command) => {
      // A command of the moment must not be carried out by a page that comes later.
      if (!isHeard()) return Promise.resolve(failed('no-page'));
      const id = ++lastId;
      return new Promise((resolve) => {
        const timer = setTimeout(() => finish(failed('no-answer')), limit);
        const finish = (outcome: CommandOutcome): void => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(outcome);
        };
        waiting.set(id, finish);
        tell({ id, command });
      });
    },
    onDone: ({ id, outcome }) => waiting.get(id)?.(outcome),
    onPageGone: () => {
      for (const finish of [...waiting.values()]) finish(failed('no-page'));
    },
  };
}
