import type { CallSnapshot } from './call.ts';

const isUp = ({ state }: CallSnapshot): boolean => state.kind !== 'ended';

const isRingingHere = ({ direction, state }: CallSnapshot): boolean => direction === 'incoming' && state.kind === 'ringing';

/** Callers who wait for an answer, oldest first. */
export const ringingCalls = (calls: readonly CallSnapshot[]): readonly CallSnapshot[] => calls.filter(isRingingHere);

/** Whether we put the call on hold; the far end may have done so as well. */
export const isHeldHere = ({ state }: CallSnapshot): boolean =>
  state.kind === 'active' && (state.hold === 'local' || state.hold === 'both');

/** The far end sees our screen, or one of our windows. */
export const isSharing = ({ video }: CallSnapshot): boolean => video.sent.some(({ content }) => content === 'screen');

/** The far end sees the user. */
export const isCameraOn = ({ video }: CallSnapshot): boolean => video.sent.some(({ content }) => content === 'camera');

/** The call that a key or a script means without naming one: the one being dialled, else the one talked in, else the newest that does not ring here. */
export function currentCall(calls: readonly CallSnapshot[]): CallSnapshot | null {
  const mine = calls.filter((call) => isUp(call) && !isRingingHere(call));
  const isTalking = (call: CallSnapshot): boolean => call.state.kind === 'active' && !isHeldHere(call);
  return mine.findLast(({ state }) => state.kind === 'dialing') ?? mine.findLast(isTalking) ?? mine.at(-1) ?? null;
}

/** The current call, and the others of its conference: all that are talked to as one. */
export function currentCalls(calls: readonly CallSnapshot[]): readonly CallSnapshot[] {
  const current = currentCall(calls);
  if (!current?.conferenceId) return current ? [current] : [];
  return calls.filter(({ conferenceId }) => conferenceId === current.conferenceId);
}
