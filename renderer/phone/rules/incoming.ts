import { quietAt } from '../../../shared/do-not-disturb.ts';
import type { IncomingRules } from '../../../shared/rules.ts';
import { matchesCaller } from './pattern.ts';
import { isTrusted } from './trust.ts';

/** What a caller's INVITE asks for beside the call. */
export interface AutoAnswerWish {
  /** Seconds to wait; 0 is at once. */
  after: number;
}

export interface IncomingFacts {
  number: string;
  uri: string;
  /** Host part of the caller's address. */
  host: string;
  isAnonymous: boolean;
  /** Read by `auto-answer.ts`; null when the INVITE asks for nothing. */
  autoAnswer: AutoAnswerWish | null;
}

export interface PhoneFacts {
  /** Calls that are not over, without this one. */
  liveCalls: number;
  callLimit: number;
  callWaiting: boolean;
  /** The account's own domain. */
  domain: string;
  now: Date;
}

export type RefusedBy = 'blocked' | 'anonymous' | 'do-not-disturb' | 'call-waiting' | 'call-limit';
export type ForwardedBy = 'forward-always' | 'forward-busy' | 'forward-no-answer' | 'do-not-disturb';

/** What becomes of a caller. */
export type IncomingDecision =
  | { kind: 'ring'; answer: { after: number } | null; forward: { after: number; to: string } | null }
  | { kind: 'refuse'; mode: 'busy' | 'decline'; by: RefusedBy }
  | { kind: 'redirect'; to: string; by: ForwardedBy };

/**
 * Decides in this order: blocked, anonymous, do not disturb, forward always, busy, and else it rings, with an end if nobody answers.
 * A blocked caller is declined before anything else, so that no forwarding carries the call past the block.
 */
export function decideIncoming(caller: IncomingFacts, rules: IncomingRules, phone: PhoneFacts): IncomingDecision {
  if (rules.blocked.some((pattern) => matchesCaller(pattern, caller))) return { kind: 'refuse', mode: 'decline', by: 'blocked' };
  if (caller.isAnonymous && rules.rejectsAnonymous) return { kind: 'refuse', mode: 'decline', by: 'anonymous' };
  return disturbs(caller, rules, phone) ?? sentOn(rules) ?? whileBusy(rules, phone) ?? ring(caller, rules, phone);
}

function disturbs(caller: IncomingFacts, { doNotDisturb, voicemail }: IncomingRules, { now }: PhoneFacts): IncomingDecision | null {
  if (quietAt(doNotDisturb, now).kind === 'off') return null;
  if (doNotDisturb.exceptions.some((pattern) => matchesCaller(pattern, caller))) return null;
  if (doNotDisturb.answer === 'voicemail' && voicemail) return { kind: 'redirect', to: voicemail, by: 'do-not-disturb' };
  return { kind: 'refuse', mode: doNotDisturb.answer === 'decline' ? 'decline' : 'busy', by: 'do-not-disturb' };
}

const sentOn = ({ forward }: IncomingRules): IncomingDecision | null =>
  forward.always ? { kind: 'redirect', to: forward.always, by: 'forward-always' } : null;

function whileBusy({ forward }: IncomingRules, { liveCalls, callLimit, callWaiting }: PhoneFacts): IncomingDecision | null {
  const isFull = liveCalls >= callLimit;
  if (!isFull && (callWaiting || liveCalls === 0)) return null;
  if (forward.busy) return { kind: 'redirect', to: forward.busy, by: 'forward-busy' };
  return { kind: 'refuse', mode: 'busy', by: isFull ? 'call-limit' : 'call-waiting' };
}

function ring(caller: IncomingFacts, rules: IncomingRules, { liveCalls, domain }: PhoneFacts): IncomingDecision {
  const { autoAnswer, forward } = rules;
  const wish = autoAnswer.obeysHeaders && isTrusted(caller.host, rules, domain) ? caller.autoAnswer : null;
  const own = autoAnswer.isOn ? { after: autoAnswer.after } : null;
  // Nobody is put on hold by a machine: with a call up, a person decides.
  const answer = liveCalls === 0 ? (wish ?? own) : null;
  return { kind: 'ring', answer, forward: forward.noAnswer ? { after: forward.after, to: forward.noAnswer } : null };
}
