import type { CallState } from '../../../shared/call.ts';

/** What a listener is told besides the state itself, in order. `failed` is a call that nobody took and that nobody here gave up. */
export type Step = 'accepted' | 'confirmed' | 'failed' | 'transferred' | 'ended';

const ownWill: ReadonlySet<string> = new Set(['hung-up', 'cancelled', 'declined', 'busy']);

/** The steps that lie between two states. The ACK may overtake the 200 that it answers: both steps are told then. */
export function stepsBetween(old: CallState, next: CallState): Step[] {
  const wasAccepted = old.kind === 'connecting' || old.kind === 'active';
  switch (next.kind) {
    case 'dialing':
    case 'ringing':
      return [];
    case 'connecting':
      return wasAccepted ? [] : ['accepted'];
    case 'active':
      if (old.kind === 'active') return [];
      return wasAccepted ? ['confirmed'] : ['accepted', 'confirmed'];
    case 'ended': {
      if (old.kind === 'ended') return [];
      if (next.reason.kind === 'transferred') return ['transferred', 'ended'];
      const wasGivenUp = next.reason.by === 'local' && ownWill.has(next.reason.kind);
      return next.since === null && !wasGivenUp ? ['failed', 'ended'] : ['ended'];
    }
    default:
      return next satisfies never;
  }
}

/** One line for the log, without names and numbers. */
export function describeStep(old: CallState, next: CallState): string {
  if (next.kind === 'active') return `${old.kind} → active (held: ${next.hold})`;
  if (next.kind !== 'ended') return `${old.kind} → ${next.kind}`;
  const { kind, by, code } = next.reason;
  return `${old.kind} → ended (${kind} by ${by}, code ${code ?? 'none'})`;
}
