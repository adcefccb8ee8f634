import type { CallSnapshot } from './call.ts';
import type { OwnPresence } from './presence.ts';

/** Of what somebody says of themselves, in characters. */
export const longestNote = 200;

/** What others are to know of the user at a moment. */
export interface Announced {
  readonly status: OwnPresence['status'] | 'in-call' | 'dnd';
  readonly note: string;
}

/** What the user chose, what their rules say, and what they do: do not disturb comes before a call, and a call before the rest. */
export function announcedPresence(
  { status, note }: OwnPresence,
  { isQuiet, calls }: { isQuiet: boolean; calls: readonly Pick<CallSnapshot, 'state' | 'direction'>[] },
): Announced {
  if (isQuiet) return { status: 'dnd', note };
  return { status: calls.some(isTalking) ? 'in-call' : status, note };
}

/** Whoever only rings here did not reach anybody yet. */
const isTalking = ({ state, direction }: Pick<CallSnapshot, 'state' | 'direction'>): boolean =>
  state.kind !== 'ended' && !(direction === 'incoming' && state.kind === 'ringing');
