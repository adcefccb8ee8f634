import type { EndReason } from '../../../shared/call.ts';
import { defaultIncomingRules } from '../../../shared/default-rules.ts';
import type { IncomingRules } from '../../../shared/rules.ts';
import type { Dialer } from '../dialer.ts';
import type { Leg } from '../line.ts';
import type { Log } from '../log.ts';
import type { Tones } from '../media/tones.ts';
import { autoAnswerWish } from '../rules/auto-answer.ts';
import { decideIncoming, type IncomingDecision, type RefusedBy } from '../rules/incoming.ts';
import type { Timers } from '../timers.ts';
import type { Call } from './call.ts';

export interface ReceptionPorts {
  now: () => number;
  timers: Timers;
  tones: Pick<Tones, 'answering'>;
  log: Log;
  live: () => readonly Call[];
}

type Ringing = Extract<IncomingDecision, { kind: 'ring' }>;

const reasons: Record<RefusedBy, EndReason['kind']> = {
  blocked: 'blocked',
  anonymous: 'blocked',
  'do-not-disturb': 'do-not-disturb',
  'call-waiting': 'busy',
  'call-limit': 'busy',
};

/** Receives callers by the user's rules: lets them ring, refuses them, sends them on, answers by itself. */
export class Reception {
  rules: IncomingRules = defaultIncomingRules;
  /** False: a second caller hears busy while a call is live. */
  callWaiting = true;
  /** One call more hears busy. */
  callLimit = 8;
  readonly #ports: ReceptionPorts;

  constructor(ports: ReceptionPorts) {
    this.#ports = ports;
  }

  decide({ peer: { number, uri }, facts }: Leg, dialer: Dialer): IncomingDecision {
    const { live, now } = this.#ports;
    const { callLimit, callWaiting } = this;
    const caller = { number, uri, host: facts.host, isAnonymous: facts.isAnonymous, autoAnswer: autoAnswerWish(facts.autoAnswer) };
    const phone = { liveCalls: live().length, callLimit, callWaiting, domain: dialer.account.domain, now: new Date(now()) };
    return decideIncoming(caller, this.#usable(dialer), phone);
  }

  /** Turns a caller away without a sound here. */
  turnAway(call: Call, decision: Exclude<IncomingDecision, Ringing>): void {
    this.#ports.log.info(`call ${call.id.slice(0, 8)}: not let through (${decision.by})`);
    if (decision.kind === 'redirect') {
      // Nobody is there to be told; the call ends within two seconds all the same.
      call.redirect(decision.to).catch(() => {});
      return;
    }
    const code = decision.mode === 'busy' ? 486 : 603;
    void call.core.requests.decline({ mode: decision.mode }, { kind: reasons[decision.by], by: 'local', code, phrase: '' });
  }

  /** What is to happen by itself while a call rings. */
  attend(call: Call, { answer, forward }: Ringing): void {
    const isWaiting = () => call.state.kind === 'ringing' && call.snapshot.pending === null;
    const after = (seconds: number, run: () => void) => {
      const cancel = this.#ports.timers.after(seconds * 1_000, () => isWaiting() && run());
      call.on('state', cancel);
    };
    if (answer) after(answer.after, () => this.#answer(call));
    if (forward) after(forward.after, () => void call.redirect(forward.to).catch(() => {}));
  }

  #answer(call: Call): void {
    // In the meantime the user may have taken up another call, and nobody is put on hold by a machine.
    const isTaken = this.#ports.live().some(({ direction, state }) => direction === 'outgoing' || state.kind !== 'ringing');
    if (isTaken) return;
    this.#ports.tones.answering();
    call.core.isAutoAnswered = true;
    call.answer().catch((error: unknown) => this.#ports.log.warn(`a call could not be answered by itself: ${error}`));
  }

  /** A destination that means nothing here counts as none: better a phone that rings than a caller who is lost. */
  #usable(dialer: Dialer): IncomingRules {
    const usable = (target: string): string => {
      try {
        if (target) dialer.uriOf(target);
        return target;
      } catch {
        this.#ports.log.warn('a destination of the rules for incoming calls is no number; it is left out');
        return '';
      }
    };
    const { forward, voicemail, ...rules } = this.rules;
    const { after, always, busy, noAnswer } = forward;
    return {
      ...rules,
      voicemail: usable(voicemail),
      forward: { after, always: usable(always), busy: usable(busy), noAnswer: usable(noAnswer) },
    };
  }
}
