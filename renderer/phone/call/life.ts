import type { CallState, EndReason } from '../../../shared/call.ts';
import type { Leg, LegEvent } from '../line.ts';
import { advance, type CallEvent, initialCallState } from './call-state.ts';

/** What a leg reports that does not change the state of its call. */
export type SideEvent = Exclude<LegEvent, { kind: 'rang' | 'accepted' | 'confirmed' | 'held' | 'ended' }>;

export interface LifePorts {
  now: () => number;
  /** The leg is over: whether the call goes on with another one. */
  rescue: (reason: EndReason) => boolean;
  /** Why it really ended, where we know better than the wire tells. */
  judge: (reason: EndReason) => EndReason;
  onStep: (next: CallState, old: CallState) => void;
  onEvent: (event: SideEvent) => void;
}

/** The leg of a call, the state that the leg has brought it to, and the clock. */
export class Life {
  #leg: Leg;
  readonly #ports: LifePorts;
  #state: CallState;

  constructor(leg: Leg, ports: LifePorts) {
    this.#leg = leg;
    this.#ports = ports;
    this.#state = initialCallState(leg.direction);
  }

  get leg(): Leg {
    return this.#leg;
  }

  get state(): CallState {
    return this.#state;
  }

  /** Epoch milliseconds; null before the answer and if there never was one. */
  get startedAt(): number | null {
    return 'since' in this.#state ? this.#state.since : null;
  }

  /** Whole seconds since the answer; stops with the call. */
  get duration(): number {
    if (this.startedAt === null) return 0;
    const end = this.#state.kind === 'ended' ? this.#state.at : this.#ports.now();
    return Math.max(0, Math.floor((end - this.startedAt) / 1_000));
  }

  /** Hears what the leg has to say, from its beginning. */
  begin(): void {
    this.#leg.onEvent = (event) => this.#hear(event);
  }

  /** Goes on with another leg, which has just been dialled, in place of one that is over. */
  goOn(leg: Leg): void {
    this.#leg.onEvent = () => {};
    this.#leg = leg;
    this.#advance({ kind: 'redirected' });
    this.begin();
  }

  end(reason: EndReason): void {
    this.#advance({ kind: 'ended', at: this.#ports.now(), reason: this.#ports.judge(reason) });
  }

  #hear(event: LegEvent): void {
    switch (event.kind) {
      case 'rang':
      case 'accepted':
      case 'held':
        this.#advance(event);
        return;
      case 'confirmed':
        this.#advance({ kind: 'confirmed', at: this.#ports.now() });
        return;
      case 'ended':
        if (!this.#ports.rescue(event.reason)) this.end(event.reason);
        return;
      default:
        this.#ports.onEvent(event);
    }
  }

  /** The one place where the state of a call changes. */
  #advance(event: CallEvent): void {
    const old = this.#state;
    const next = advance(old, event);
    if (next === old) return;
    this.#state = next;
    if (next.kind === 'ended') this.#leg.onEvent = () => {};
    this.#ports.onStep(next, old);
  }
}
