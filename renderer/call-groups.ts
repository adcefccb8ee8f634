import type { CallSnapshot } from '../shared/call.ts';

/** What is talked to as one: a call, or a conference with all its calls. */
export interface CallGroup {
  /** Of the conference, else of the call. */
  readonly id: string;
  readonly isConference: boolean;
  /** Oldest first, never empty. */
  readonly calls: readonly [CallSnapshot, ...CallSnapshot[]];
}

/** A call on hold, and the one in which somebody is asked about it. */
export interface Consultation {
  readonly original: CallSnapshot;
  readonly consultation: CallSnapshot;
}

/** Live calls as they are talked to, in the order of their oldest call. */
export function groupCalls(calls: readonly CallSnapshot[]): readonly CallGroup[] {
  const groups = new Map<string, CallGroup>();
  for (const call of calls) {
    const id = call.conferenceId ?? call.id;
    const known = groups.get(id);
    groups.set(id, { id, isConference: call.conferenceId !== null, calls: known ? [...known.calls, call] : [call] });
  }
  return [...groups.values()];
}

/** The newest consultation among live calls; null where nobody is asked about anybody. */
export function consultationAmong(calls: readonly CallSnapshot[]): Consultation | null {
  const consultation = calls.findLast(({ consultationFor }) => calls.some(({ id }) => id === consultationFor));
  const original = calls.find(({ id }) => id === consultation?.consultationFor);
  return consultation && original ? { original, consultation } : null;
}

/**
 * With which waiting group the current one can be joined at once: the other side of a consultation, or the only one there is. Null for none;
 * with several of them somebody has to choose.
 */
export function companionOf(current: CallGroup, waiting: readonly CallGroup[], pair: Consultation | null): CallGroup | null {
  const ids = pair ? [pair.original.id, pair.consultation.id] : [];
  const isOfPair = ({ calls }: CallGroup) => ids.includes(calls[0].id);
  if (isOfPair(current)) return waiting.find(isOfPair) ?? null;
  const [only] = waiting;
  const areUp = [current, only].every((group) => group?.calls[0].state.kind === 'active');
  return only && waiting.length === 1 && areUp ? only : null;
}

/** We put it on hold, whatever the other side did. */
export const isHeldHere = ({ state }: CallSnapshot): boolean =>
  state.kind === 'active' && (state.hold === 'local' || state.hold === 'both');

/** All far ends have answered: the group can be joined with another one. */
export const isUp = ({ calls }: CallGroup): boolean => calls.every(({ state, transfer }) => state.kind === 'active' && transfer === null);
