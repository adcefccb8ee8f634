import { sendInfoTones } from './info-tones.ts';
import type { LegLife } from './leg-life.ts';
import { Renegotiation } from './renegotiation.ts';

export interface DialogRequestsPorts {
  random: () => number;
  /** Nobody answers a request of this leg. */
  onSilence: () => void;
}

/** What is asked of the far end while a call is up. */
export class DialogRequests {
  readonly #life: LegLife;
  readonly #renegotiation: Renegotiation;
  #tones: Promise<unknown> = Promise.resolve();
  #isHeld = false;

  constructor(life: LegLife, { random, onSilence }: DialogRequestsPorts) {
    this.#life = life;
    const { session, media } = life;
    this.#renegotiation = new Renegotiation({ session, media, random, onGone: (code) => life.lose(code), onSilence });
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
    await this.#renegotiation.agree({ apply: () => this.#life.media.restart() });
  }

  async sendTones(tones: string): Promise<void> {
    const { media, session } = this.#life;
    this.#life.mustBeUp();
    const turn = this.#tones.then(() => (media.takesTones ? media.sendTones(tones) : sendInfoTones(session, tones)));
    this.#tones = turn.catch(() => {}); // Its own caller hears of it; the next tones are sent all the same.
    await turn;
  }

  /** The leg is over: whoever waits is told. */
  close(): void {
    this.#renegotiation.close();
  }
}
