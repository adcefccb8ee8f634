import { type Core, type Session, SessionState } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { ExtraHeaders, RecordState, VideoWish } from '../line.ts';
import { systemTimers } from '../timers.ts';
import { sendInfo, sendText } from './dialog-messages.ts';
import { sendInfoTones } from './info-tones.ts';
import type { LegLife } from './leg-life.ts';
import { localReason } from './reasons.ts';
import { isTarget } from './refer-to.ts';
import { watchAcks } from './reinvite-ack.ts';
import { Renegotiation } from './renegotiation.ts';
import { referToOf } from './replaces.ts';
import { type ReferOptions, SentRefer } from './sent-refer.ts';
import { SessionRefresh } from './session-refresh.ts';
import { Updates } from './update.ts';

export interface DialogRequestsPorts {
  random: () => number;
  /** Nobody answers a request of this leg. */
  onSilence: () => void;
  /** 2xx to a re-INVITE. */
  onAnswer: (message: Core.IncomingResponseMessage) => void;
}

/** What is asked of the far end while a call is up. */
export class DialogRequests {
  readonly sentRefer: SentRefer;
  readonly #life: LegLife;
  readonly #renegotiation: Renegotiation;
  readonly refresh: SessionRefresh;
  /** The UPDATEs of the far end: they are answered by the same rules. */
  readonly updates: Updates;
  readonly #stopWatching: () => void;
  #tones: Promise<unknown> = Promise.resolve();
  /** Settles when no restart of ICE is asked for any more. */
  #restarted: Promise<unknown> = Promise.resolve();
  #isHeld = false;

  constructor(life: LegLife, { random, onSilence, onAnswer }: DialogRequestsPorts) {
    this.#life = life;
    this.sentRefer = new SentRefer(life);
    const { session, media } = life;
    this.refresh = new SessionRefresh(life, { timers: systemTimers, reinvite: () => this.#renegotiation.agree({ apply: () => {} }) });
    this.updates = new Updates(life, { random, headers: (message) => this.refresh.answer(message) });
    this.#stopWatching = watchAcks(session, systemTimers, () => life.leave(localReason('network-lost')));
    this.#renegotiation = new Renegotiation({
      session,
      media,
      random,
      headers: () => this.refresh.headers,
      onSent: (request) => this.refresh.follow(request),
      onAccepted: (message) => {
        onAnswer(message);
        this.refresh.answered(message);
      },
      onGone: (code) => life.lose(code),
      onSilence,
    });
  }

  async hold(on: boolean): Promise<void> {
    const { events, media } = this.#life;
    this.#life.mustBeUp();
    await this.#renegotiation.agree({
      isNeeded: () => this.#isHeld !== on,
      apply: () => media.hold(on),
      onRefused: () => media.hold(!on),
      onAgreed: () => {
        this.#isHeld = on;
        events.push({ kind: 'held', side: 'local', on });
      },
    });
  }

  async restartMedia(): Promise<void> {
    this.#life.mustBeUp();
    const turn = this.#renegotiation.agree({ apply: () => this.#life.media.restart() });
    this.#restarted = turn.catch(() => {}); // Its own caller hears of it; tones wait for it only.
    await turn;
  }

  /** Before the call is up the offer or answer that is still to be made says it all. */
  async setVideo(wish: VideoWish): Promise<void> {
    const { isOver, media, session } = this.#life;
    const { pictures } = media;
    if (isOver) this.#life.mustBeUp();
    if (session.state === SessionState.Established) {
      await pictures.answered;
      let before = pictures.wish;
      await this.#renegotiation.agree({
        isNeeded: () => pictures.needsOffer(wish),
        apply: () => {
          if (pictures.wish !== wish) before = pictures.wish;
          pictures.set(wish);
        },
        onRefused: () => pictures.set(before),
      });
    }
    pictures.set(wish);
  }

  async tellRecording(state: RecordState): Promise<void> {
    this.#life.mustBeUp();
    await this.#renegotiation.agree({ apply: () => this.#life.media.tellRecording(state) });
  }

  async sendTones(tones: string): Promise<void> {
    const { media } = this.#life;
    this.#life.mustBeUp();
    const turn = this.#tones
      .then(() => this.#restarted)
      .then(() => media.readyForTones())
      .then((isReady) => (isReady ? media.sendTones(tones) : sendInfoTones(this.#life, tones)));
    this.#tones = turn.catch(() => {}); // Its own caller hears of it; the next tones are sent all the same.
    await turn;
  }

  async sendInfo(mime: string, body: string, options: { headers?: ExtraHeaders }): Promise<void> {
    this.#life.mustBeUp();
    await sendInfo(this.#life, { mime, body, ...options });
  }

  async sendMessage(text: string): Promise<void> {
    this.#life.mustBeUp();
    await sendText(this.#life, text);
  }

  /** `target`: a SIP URI, or the session whose far end is to talk to ours. */
  async refer(target: string | Session, options: ReferOptions): Promise<void> {
    this.#life.mustBeUp();
    if (typeof target !== 'string') {
      if (target === this.#life.session) throw new PhoneError('wrong-state', 'A call cannot be connected with itself');
      return this.sentRefer.send(referToOf(target), options);
    }
    if (!isTarget(target)) throw new PhoneError('bad-target', 'Not an address that can be called');
    return this.sentRefer.send(target, options);
  }

  /** The leg is over: whoever waits is told. */
  close(): void {
    this.sentRefer.close();
    this.refresh.stop();
    this.#stopWatching();
    this.#renegotiation.close();
  }
}
