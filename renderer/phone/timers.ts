/** Time, injected: the domain never meets the clock of the machine in a test. */
export interface Timers {
  /** Runs once after that many milliseconds; returns the function that calls it off. */
  after: (milliseconds: number, run: () => void) => () => void;
}

/** Looked up at each call, so that fake timers put in later are the ones that run. */
export const systemTimers: Timers = {
  after(milliseconds, run) {
    const timer = globalThis.setTimeout(run, milliseconds);
    return () => globalThis.clearTimeout(timer);
  },
};
