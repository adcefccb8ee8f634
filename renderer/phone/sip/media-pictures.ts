import type { LegVideo, VideoWish } from '../line.ts';
import type { LegPictures } from './leg-pictures.ts';
import { offersVideo } from './sdp.ts';

export interface MediaPicturesPorts {
  pc: RTCPeerConnection;
  onVideo: (video: LegVideo) => void;
}

const nothing: VideoWish = { main: null, slides: null, receives: true, codec: null, maxBitRate: null };

/** The pictures of one leg. Calls without any, which are most, do without the code for them: `leg-pictures.ts` is fetched when it is needed. */
export class MediaPictures {
  readonly #ports: MediaPicturesPorts;
  #wish: VideoWish | null = null;
  #isHeld = false;
  #works: LegPictures | null = null;
  #isTaking = false;
  #settled: Promise<void> = Promise.resolve();
  #answered: Promise<void> = Promise.resolve();
  #tellAnswered: () => void = () => {};

  constructor(ports: MediaPicturesPorts) {
    this.#ports = ports;
  }

  get wish(): VideoWish | null {
    return this.#wish;
  }

  /** The next offer is about pictures as well. */
  get areOffered(): boolean {
    return this.#works !== null || this.#wish?.main != null;
  }

  set(wish: VideoWish | null): void {
    this.#wish = wish;
    this.#works?.set(wish ?? nothing);
  }

  needsOffer(wish: VideoWish): boolean {
    return this.#works?.needsOffer(wish) ?? wish.main !== null;
  }

  /** Until then no description may be made or taken. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Resolves when the offer of the far end that was taken last has its answer: before, nobody knows what is shown. */
  get answered(): Promise<void> {
    return this.#answered;
  }

  /** Takes what comes for something new; not while something is agreed with the far end. */
  async renew(): Promise<void> {
    if (!this.#works || this.#isTaking || this.#ports.pc.signalingState !== 'stable') return;
    this.#settled = this.#works.renew().catch(() => {});
    await this.#settled;
  }

  hold(on: boolean): void {
    this.#isHeld = on;
    this.#works?.hold(on);
  }

  /** Before an offer is made. */
  async offer(): Promise<void> {
    (await this.#fetch()).offer();
  }

  /** Before an answer is made. */
  answer(): void {
    this.#works?.answer();
  }

  /** Our answer stands. */
  agreed(): void {
    this.#works?.agreed();
    this.#tellAnswered();
  }

  /** Our description with what the browser does not say. */
  dress(sdp: string): string {
    return this.#works?.dress(sdp) ?? sdp;
  }

  /** Lets the browser take the far end's description, put right where that has to be, and reads it. */
  async take(sdp: string, isOffer: boolean): Promise<void> {
    const { pc } = this.#ports;
    const works = this.#works || offersVideo(sdp) ? await this.#fetch() : null;
    const readable = works?.readable(sdp, isOffer) ?? sdp;
    this.#isTaking = true;
    this.#tellAnswered();
    if (isOffer)
      this.#answered = new Promise((resolve) => {
        this.#tellAnswered = resolve;
      });
    try {
      await pc.setRemoteDescription({ type: isOffer ? 'offer' : 'answer', sdp: readable });
    } catch (error) {
      this.#tellAnswered();
      throw error;
    } finally {
      this.#isTaking = false;
    }
    works?.read(readable, isOffer);
  }

  async #fetch(): Promise<LegPictures> {
    // Who calls with pictures is answered with some only if the user says so; in a call that is up what comes is seen.
    const receives = this.#ports.pc.localDescription !== null;
    const { LegPictures } = await import('./leg-pictures.ts');
    this.#works ??= new LegPictures(this.#ports, { wish: this.#wish ?? { ...nothing, receives }, isHeld: this.#isHeld });
    return this.#works;
  }
}
