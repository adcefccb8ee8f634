const firstDelay = 1_000;
const longestDelay = 60_000;
/** Seconds. A server may ask for more patience than ours, but not for so much that the phone looks dead. */
export const longestRetryAfter = 600;

export interface RetryOptions {
  /** The how-manieth failure in a row this is, from 1. */
  attempt: number;
  /** The server's wish in seconds (RFC 3261 20.33), null when it said nothing. */
  retryAfter: number | null;
  /** From 0 up to 1, uniformly. */
  random: number;
}

/**
 * How many milliseconds to wait before the next try: doubling from one second to a minute, of which a random half is taken off,
 * so that a restarted server does not hear all its phones at once (RFC 5626 4.5). There is no last try.
 */
export function retryDelay({ attempt, retryAfter, random }: RetryOptions): number {
  const ceiling = Math.min(longestDelay, firstDelay * 2 ** (Math.max(1, attempt) - 1));
  const own = ceiling * (0.5 + random / 2);
  if (retryAfter === null || !(retryAfter > 0)) return Math.round(own);
  const asked = Math.min(retryAfter, longestRetryAfter) * 1_000;
  // Never earlier than asked, and spread as well.
  return Math.round(Math.max(own, asked + firstDelay * random));
}
