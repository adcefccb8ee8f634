import type { CallRecord } from './call.ts';

/** What became of a past call, as the list tells them apart. */
export type Outcome =
  | 'missed'
  | 'answered-elsewhere'
  | 'incoming'
  | 'declined'
  | 'forwarded'
  | 'blocked'
  | 'do-not-disturb'
  | 'outgoing'
  | 'not-connected';

export function outcomeOf({ direction, answeredAt, reason }: CallRecord): Outcome {
  if (direction === 'outgoing') return answeredAt === null ? 'not-connected' : 'outgoing';
  if (answeredAt !== null) return 'incoming';
  if (reason.kind === 'answered-elsewhere') return 'answered-elsewhere';
  // Busy because of call waiting was nobody's choice: the user never saw it ring.
  return (reason.by === 'local' && choices.get(reason.kind)) || 'missed';
}

/** What the user, or a rule of theirs, wanted to become of a caller. */
const choices: ReadonlyMap<CallRecord['reason']['kind'], Outcome> = new Map([
  ['declined', 'declined'],
  ['redirected', 'forwarded'],
  ['blocked', 'blocked'],
  ['do-not-disturb', 'do-not-disturb'],
]);

/** Whether the user should hear of a caller whom nobody spoke to. */
export const isMissed = (record: CallRecord): boolean => outcomeOf(record) === 'missed';

/** What to dial to reach the person of a past call again. */
export const redialTarget = ({ peer, destination, direction }: CallRecord): string =>
  direction === 'outgoing' ? destination || peer.number : peer.number || peer.uri;
