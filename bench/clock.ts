/**
 * Milliseconds on the clock that the browser stamps its events with: both Chromium's `TimeTicks` and Node's `hrtime` read the
 * system's monotonic clock (CLOCK_MONOTONIC on Linux), so the moment at which the harness sends an input event and the moment
 * at which a frame leaves the page can be subtracted without asking the page for the time. `wire.ts` checks that they agree.
 */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;
