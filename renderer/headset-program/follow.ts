import type { ProgramPress, ProgramView } from '../../shared/headset-program.ts';
import { isConnected, type Maker, onPress, tellProgram } from './program.ts';
import { afterPress, noBelief, stepsTo } from './steps.ts';

type Ports = {
  readonly maker: Maker;
  /** Asks the phone, and resolves with how it stands once that is done. */
  readonly ask: (press: ProgramPress) => Promise<ProgramView>;
  readonly log: (message: string) => void;
};

/** Keeps the program's picture of the phone true, and hands on what is pressed. The function it returns takes how the phone stands. */
export function followPhone({ maker, ask, log }: Ports): (view: ProgramView) => void {
  let view: ProgramView = { calls: [], isMuted: false };
  /** How often we were told how the phone stands. */
  let news = 0;
  let belief = noBelief;
  let asking = 0;
  /** One thing after the other: two at once may overtake each other. */
  let telling = Promise.resolve();

  const settle = (): void => {
    // What it is asked for right now has not come about yet.
    if (asking > 0) return;
    const { steps, belief: next } = stepsTo(view, isConnected(maker) ? belief : noBelief);
    belief = isConnected(maker) ? next : noBelief;
    if (!isConnected(maker)) return;
    for (const step of steps)
      telling = telling.then(() => tellProgram(maker, step)).catch((error: unknown) => log(`${step.kind} was not taken: ${String(error)}`));
  };
  onPress(maker, async (press) => {
    belief = afterPress(press, belief);
    const before = news;
    asking++;
    try {
      const answer = await ask(press);
      if (news === before) view = answer;
    } finally {
      asking--;
      settle();
    }
  });
  maker.on('deviceConnectionStatusChanged', settle);
  return (next) => {
    news++;
    view = next;
    settle();
  };
}
