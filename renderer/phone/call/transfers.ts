import type { CallState, EndReason, Transfer } from '../../../shared/call.ts';
import type { Dialer, TargetOptions } from '../dialer.ts';
import { asPhoneError, PhoneError } from '../errors.ts';
import type { ExtraHeaders, Leg, ReferRequest } from '../line.ts';
import type { Timers } from '../timers.ts';
import { isHeldHere } from './call-state.ts';
import { checkHeaders } from './headers.ts';
import type { Notices } from './notices.ts';
import type { RequestOptions, Requests } from './requests.ts';

export type TransferOptions = RequestOptions & TargetOptions;

export interface TransferPorts {
  dialer: Dialer;
  timers: Timers;
  notices: Notices;
  requests: Pick<Requests, 'hold' | 'hangUp' | 'pending'>;
  leg: () => Leg;
  state: () => CallState;
  /** Nobody else is being talked to, so this call may be taken up again. */
  isFloorFree: () => boolean;
  /** What the rules say to a far end that wants us to call somebody else. */
  decide: (host: string) => 'accept' | 'ask' | 'decline';
  /** Takes over the leg that a REFER led to. */
  follow: (leg: Leg) => void;
  onChange: (next: Transfer | null, old: Transfer | null) => void;
}

/** A far end that has not agreed to be held by then is handed over all the same. Milliseconds. */
const holdLimit = 2_000;

/** The REFER of the far end times out after 32 seconds (RFC 3261 17.1.2.2): who says yes later says it to nobody. Milliseconds. */
const askLimit = 30_000;

const given: EndReason = { kind: 'transferred', by: 'local', code: null, phrase: '' };

/** What one call has to do with transfers: it is sent somewhere else, joined with another one, or its far end wants it to go elsewhere. */
export class Transfers {
  readonly #ports: TransferPorts;
  #current: Transfer | null = null;
  #failure: number | null = null;
  #request: ReferRequest | null = null;
  /** Who hands the far end over to somebody else, so that its goodbye means no more than that. */
  #handedOverBy: EndReason['by'] | null = null;
  #cancelAsking: () => void = () => {};
  #abort: () => void = () => {};

  constructor(ports: TransferPorts) {
    this.#ports = ports;
  }

  /** As the snapshot says it. */
  get current(): Transfer | null {
    return this.#current;
  }

  /** The SIP status with which the last one failed, as the snapshot says it. */
  get failure(): number | null {
    return this.#failure;
  }

  /** Blind: the far end calls somebody else, and the call ends here when it got through. */
  async send(target: string, { headers, ...options }: TransferOptions): Promise<void> {
    const { dialer, isFloorFree, requests, state } = this.#ports;
    const uri = dialer.uriOf(target, options);
    const checked = checkHeaders(headers);
    this.#mustBeFree();
    const wasHeld = isHeldHere(state());
    this.#begin(target);
    if (!wasHeld) await this.#holdFirst();
    try {
      await this.#refer(uri, checked);
    } catch (error) {
      if (!wasHeld && isHeldHere(state()) && isFloorFree()) requests.hold(false).catch(() => {}); // The refusal is on the snapshot.
      throw error;
    }
    await requests.hangUp({}, { ...given, to: target });
  }

  /** Attended: the far ends of both calls, whose addresses are given, talk to each other (RFC 3891, RFC 5589 7), and both calls end here. */
  async join(other: Transfers, target: string, from: string): Promise<void> {
    this.#mustBeFree();
    other.#mustBeFree();
    this.#begin(target);
    other.handOver('local');
    try {
      await this.#refer(other.#ports.leg(), {});
    } catch (error) {
      other.handOver(null);
      throw error;
    }
    await Promise.all([
      this.#ports.requests.hangUp({}, { ...given, to: target }),
      other.#ports.requests.hangUp({}, { ...given, to: from }),
    ]);
  }

  /** From now on the far end is expected to leave, because somebody else takes its place; null: it stays. */
  handOver(by: EndReason['by'] | null): void {
    this.#handedOverBy = by;
  }

  /** Why the call really ended. */
  judge(reason: EndReason): EndReason {
    const isHandedOver = this.#handedOverBy !== null && reason.kind === 'hung-up' && reason.by === 'remote';
    return isHandedOver ? { ...reason, kind: 'transferred', by: this.#handedOverBy ?? 'remote' } : reason;
  }

  /** The far end wants us to call somebody else. */
  hear(request: ReferRequest): void {
    const verdict = this.#current === null ? this.#ports.decide(request.host) : 'decline';
    switch (verdict) {
      case 'accept':
        this.#ports.follow(request.accept());
        return;
      case 'decline':
        request.decline();
        return;
      case 'ask':
        this.#request = request;
        this.#cancelAsking = this.#ports.timers.after(askLimit, () => this.decline());
        this.#set({ kind: 'asked', target: request.target, progress: null });
        return;
      default:
        verdict satisfies never;
    }
  }

  /** The leg to whom the far end wants us to talk. Throws a PhoneError `wrong-state` when it did not ask. */
  accept(): Leg {
    return this.#answerAsked().accept();
  }

  decline(): void {
    this.#answerAsked().decline();
  }

  /** The call is over. */
  stop(): void {
    this.#cancelAsking();
    this.#abort();
    this.#request = null;
    this.#current = null;
  }

  #answerAsked(): ReferRequest {
    const request = this.#request;
    if (!request) throw new PhoneError('wrong-state', 'The far end did not ask for a transfer.');
    this.#cancelAsking();
    this.#request = null;
    this.#set(null);
    return request;
  }

  #mustBeFree(): void {
    const isUp = this.#ports.state().kind === 'active' && this.#ports.requests.pending !== 'hang-up';
    if (!isUp || this.#current !== null) throw new PhoneError('wrong-state', 'Only a call that is up can be handed over, and only once.');
  }

  /** What became of the one before is said no longer. */
  #begin(target: string): void {
    this.#ports.notices.clear('transfer');
    this.#failure = null;
    this.#set({ kind: 'sending', target, progress: null });
  }

  /** Whoever is handed over need not hear what is said meanwhile. A refused hold is no reason to keep them. */
  async #holdFirst(): Promise<void> {
    const { requests, timers } = this.#ports;
    await new Promise<void>((resolve) => {
      const cancel = timers.after(holdLimit, resolve);
      void requests
        .hold(true)
        .catch(() => {})
        .then(() => {
          cancel();
          resolve();
        });
    });
  }

  async #refer(to: string | Leg, options: { headers?: ExtraHeaders }): Promise<void> {
    const { leg, notices, state } = this.#ports;
    const onProgress = (code: number) => this.#current && this.#set({ ...this.#current, progress: code });
    try {
      await new Promise<void>((resolve, reject) => {
        this.#abort = () => reject(new PhoneError('rejected', 'The call ended before it was handed over.'));
        if (state().kind === 'ended') this.#abort();
        else
          leg()
            .refer(to, { ...options, onProgress })
            .then(resolve, reject);
      });
    } catch (error) {
      if (state().kind !== 'ended') {
        notices.raise('transfer-failed');
        this.#failure = error instanceof PhoneError ? error.code : null;
        this.#set(null);
      }
      throw asPhoneError(error, 'rejected', 'The far end could not be handed over.');
    }
  }

  #set(next: Transfer | null): void {
    const old = this.#current;
    this.#current = next;
    this.#ports.onChange(next, old);
  }
}
