import type { CallSnapshot, CallState, Direction, EndReason } from '../../../shared/call.ts';
import { asPhoneError, PhoneError } from '../errors.ts';
import type { ExtraHeaders, Leg } from '../line.ts';
import type { Timers } from '../timers.ts';
import type { CallMicrophone } from './call-microphone.ts';
import { isHeldHere } from './call-state.ts';
import type { CallVideo } from './call-video.ts';
import { checkHeaders } from './headers.ts';
import type { Notices } from './notices.ts';

export interface RequestOptions {
  /** Names begin with `X-`. */
  headers?: ExtraHeaders;
}

export interface AnswerOptions extends RequestOptions {
  /** The camera is turned on, and what a caller shows is taken. Default: sound alone. */
  video?: boolean;
}

export interface DeclineOptions extends RequestOptions {
  mode?: 'busy' | 'decline';
  /** Why, in words, as far as the caller's phone shows it. */
  message?: string;
}

export interface RequestPorts {
  leg: () => Leg;
  timers: Timers;
  microphone: Pick<CallMicrophone, 'start' | 'stop'>;
  video: Pick<CallVideo, 'answer'>;
  notices: Notices;
  state: () => CallState;
  /** False: the user turned to another call meanwhile. */
  makeWay: () => Promise<boolean>;
  /** What is pending, was sent or is to be noticed changed. */
  onChange: () => void;
  /** The far end did not take our goodbye: it is over all the same. */
  onOver: (reason: EndReason) => void;
}

/** How long the far end may take to agree that a call is over, in milliseconds: a dead wire keeps nobody in a call. */
const farewellLength = 2_000;

/** What one call asks of its far end: one thing pending at a time, and a PhoneError for what cannot be asked or was refused. */
export class Requests {
  readonly #ports: RequestPorts;
  readonly #direction: Direction;
  #pending: CallSnapshot['pending'] = null;
  #verdict: EndReason | null = null;
  #sentTo: string | null = null;
  /** Our 200 OK is on its way. */
  #isAccepting = false;
  #holding: Promise<void> = Promise.resolve();
  #endFarewell: () => void = () => {};

  constructor(ports: RequestPorts) {
    this.#ports = ports;
    this.#direction = ports.leg().direction;
  }

  get pending(): CallSnapshot['pending'] {
    return this.#pending;
  }

  /** Why the call ended, where we know better than the wire tells; null where we do not. */
  judge(reason: EndReason): EndReason | null {
    const isSentOn = reason.kind === 'redirected' && reason.by === 'local';
    return isSentOn && this.#sentTo !== null ? { ...reason, to: this.#sentTo } : this.#verdict;
  }

  async answer({ headers, video: withVideo = false }: AnswerOptions): Promise<void> {
    const checked = checkHeaders(headers);
    if (this.#direction !== 'incoming') throw new PhoneError('wrong-direction', 'Only an incoming call can be answered.');
    if (!this.#isUnanswered() || this.#pending) throw this.#wrongState('answered');
    const { leg, makeWay, microphone, video } = this.#ports;
    this.#setPending('answer');
    microphone.start();
    await makeWay();
    await video.answer(withVideo);
    // The caller may have given up meanwhile, or the user have changed their mind.
    if (!this.#isUnanswered()) throw this.#wrongState('answered');
    this.#isAccepting = true;
    try {
      await leg().accept(checked);
    } catch (error) {
      this.#isAccepting = false;
      microphone.stop();
      throw asPhoneError(error, 'media-failed', 'The call could not be answered.');
    } finally {
      this.#settle('answer');
    }
  }

  async decline({ mode = 'decline', headers, message = '' }: DeclineOptions, verdict?: EndReason): Promise<void> {
    const options = { mode, ...checkHeaders(headers), ...wordsOf(message) };
    if (!this.#mayRefuse('declined')) return;
    const kind = mode === 'busy' ? 'busy' : 'declined';
    await this.#finish(() => this.#ports.leg().decline(options), { verdict, kind });
  }

  async redirect(uri: string, { headers }: RequestOptions): Promise<void> {
    const checked = checkHeaders(headers);
    if (!this.#mayRefuse('sent on')) return;
    this.#sentTo = uri;
    await this.#finish(() => this.#ports.leg().redirect(uri, checked), { verdict: undefined, kind: 'redirected' });
  }

  async hangUp({ headers }: RequestOptions, verdict?: EndReason): Promise<void> {
    if (this.#direction === 'incoming' && this.#isUnanswered()) return this.decline(headers ? { headers } : {}, verdict);
    const checked = checkHeaders(headers);
    const state = this.#ports.state();
    if (state.kind === 'ended' || this.#pending === 'hang-up') return;
    const kind = state.kind === 'active' ? 'hung-up' : 'cancelled';
    await this.#finish(() => this.#ports.leg().hangUp(checked), { verdict, kind });
  }

  async hold(on: boolean): Promise<void> {
    const { state } = this.#ports;
    if (state().kind !== 'active' || this.#pending === 'hang-up') throw this.#wrongState(on ? 'held' : 'resumed');
    // Asked twice, it is asked for once.
    if (this.#pending === (on ? 'hold' : 'resume')) return this.#holding;
    if (isHeldHere(state()) === on && this.#pending === null) return;
    this.#holding = this.#askToHold(on);
    await this.#holding;
  }

  async #askToHold(on: boolean): Promise<void> {
    const { leg, makeWay, notices } = this.#ports;
    const asked = on ? 'hold' : 'resume';
    this.#setPending(asked);
    try {
      if (!on && !(await makeWay())) return;
      await leg().hold(on);
      notices.clear('hold');
      notices.clear('resume');
    } catch (error) {
      notices.raise(on ? 'hold-refused' : 'resume-refused');
      throw asPhoneError(error, 'rejected', `The far end refused to be ${on ? 'held' : 'resumed'}.`);
    } finally {
      this.#settle(asked);
    }
  }

  stop(): void {
    this.#endFarewell();
    this.#pending = null;
  }

  /** False: there is nothing left to refuse. */
  #mayRefuse(done: string): boolean {
    if (this.#direction !== 'incoming') throw new PhoneError('wrong-direction', `Only an incoming call can be ${done}.`);
    if (this.#ports.state().kind === 'ended' || this.#pending === 'hang-up') return false;
    if (!this.#isUnanswered()) throw this.#wrongState(done);
    return true;
  }

  #isUnanswered(): boolean {
    return this.#ports.state().kind === 'ringing' && this.#pending !== 'hang-up' && !this.#isAccepting;
  }

  async #finish(ask: () => Promise<void>, { verdict, kind }: { verdict: EndReason | undefined; kind: EndReason['kind'] }): Promise<void> {
    const reason: EndReason = verdict ?? { kind, by: 'local', code: null, phrase: '' };
    this.#verdict = verdict ?? null;
    this.#setPending('hang-up');
    const { onOver, timers } = this.#ports;
    await new Promise<void>((resolve) => {
      const cancel = timers.after(farewellLength, () => onOver(reason));
      this.#endFarewell = () => {
        cancel();
        resolve();
      };
      // Whether the wire is dead or the dialog unknown: the user asked for the end of the call, and has it.
      ask().then(resolve, () => onOver(reason));
    });
  }

  #setPending(pending: CallSnapshot['pending']): void {
    this.#pending = pending;
    this.#ports.onChange();
  }

  #settle(asked: CallSnapshot['pending']): void {
    if (this.#pending === asked) this.#pending = null;
    this.#ports.onChange();
  }

  #wrongState(done: string): PhoneError {
    const { kind } = this.#ports.state();
    return new PhoneError('wrong-state', `A call that is ${this.#pending ? `being asked to ${this.#pending}` : kind} cannot be ${done}.`);
  }
}

/** The longest message that goes into a header. */
const longestMessage = 200;

/** On one line: it becomes the text of a Reason header (RFC 3326). */
function wordsOf(message: string): { message?: string } {
  const words = message.replace(/[\p{C}\s]+/gu, ' ').trim();
  return words ? { message: words.slice(0, longestMessage) } : {};
}
