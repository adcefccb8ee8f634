/** A delay up to this many periods is made up for; more is a pause of the whole process, a lid that was closed. */
const MAX_CATCH_UP = 10;

/**
 * Calls `tick` every period until the returned function is called. Periods are measured from the start, so that late timers never
 * add up: what a busy machine missed follows at once (the far end has a jitter buffer), what a sleeping one missed is left out.
 * @param periodMs length of a period in milliseconds
 * @param tick receives the number of periods since the start, beginning with 0 and always growing
 */
export function pace(periodMs: number, tick: (period: number) => void): () => void {
  const start = performance.now();
  let next = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const run = (): void => {
    const now = Math.floor((performance.now() - start) / periodMs);
    if (now - next > MAX_CATCH_UP) next = now;
    while (next <= now && !stopped) tick(next++);
    if (!stopped) timer = setTimeout(run, Math.max(1, start + next * periodMs - performance.now()));
  };
  timer = setTimeout(run, 0);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
