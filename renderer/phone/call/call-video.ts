import type { CallState } from '../../../shared/call.ts';
import type { CallVideo as VideoState } from '../../../shared/video.ts';
import { PhoneError } from '../errors.ts';
import type { LegVideo, VideoWish } from '../line.ts';
import type { Pictures } from './pictures.ts';
import type { PicturesPorts } from './pictures-ports.ts';
import type { VideoStream } from './source.ts';

export interface CallVideoPorts extends Pick<PicturesPorts, 'leg' | 'log' | 'state'> {
  /** What the works need, asked for with them. */
  whole: () => PicturesPorts;
}

const none: VideoState = { sent: [], received: [], isAsked: false, isRefused: false, isPaused: false, pending: null };

/** What of one call can be seen. Its works, `pictures.ts`, are fetched when there is something to see: most calls are heard only. */
export class CallVideo {
  readonly #ports: CallVideoPorts;
  #works: Pictures | null = null;
  #fetching: Promise<Pictures> | null = null;
  #view: LegVideo | null = null;
  #isSoundOnly = false;

  constructor(ports: CallVideoPorts) {
    this.#ports = ports;
  }

  /** As the snapshot says it. */
  get current(): VideoState {
    if (this.#works) return this.#works.current;
    const { leg, state } = this.#ports;
    return state().kind === 'ringing' && leg().hasVideo ? { ...none, isAsked: true } : none;
  }

  get localStreams(): readonly VideoStream[] {
    return this.#works?.localStreams ?? [];
  }

  get remoteStreams(): readonly VideoStream[] {
    return this.#works?.remoteStreams ?? [];
  }

  /** What an INVITE of ours offers. The camera is opened, and put on when it is there. */
  dial(wish: VideoWish): void {
    void this.#fetch().then((works) => works.promise(wish));
  }

  /** Says what the answer to an incoming call says of pictures. */
  async answer(on: boolean): Promise<void> {
    if (this.#ports.leg().hasVideo) await (await this.#fetch()).answer(on);
  }

  /** Fetches the works for something that is asked of them. Rejects with `wrong-state` unless the call is up. */
  async ask(): Promise<Pictures> {
    if (this.#ports.state().kind !== 'active') throw new PhoneError('wrong-state', 'Only in a call that is up there is something to see.');
    return this.#fetch();
  }

  hear(view: LegVideo): void {
    this.#view = view;
    if (this.#works) this.#works.hear(view);
    else void this.#fetch();
  }

  /**
   * While the call is in a conference that is mixed here: our camera would show us to one of them alone, and what they show is not seen. A screen
   * goes on. Afterwards what they show is taken again. Nobody waits for this.
   */
  limitToSound(on: boolean): void {
    if (on === this.#isSoundOnly) return;
    this.#isSoundOnly = on;
    this.#follow();
  }

  setState(state: CallState): void {
    this.#works?.setState(state);
  }

  /** The call goes on with another leg, which was told at once what is to be seen; it has the tracks from here. */
  changeLeg(): void {
    this.#works?.changeLeg();
  }

  /** The far end takes no pictures, but the call. */
  giveUp(): void {
    if (this.#works) this.#works.giveUp();
    else void this.#fetch().then((works) => works.giveUp());
  }

  #fetch(): Promise<Pictures> {
    this.#fetching ??= this.#make();
    return this.#fetching;
  }

  async #make(): Promise<Pictures> {
    const { Pictures } = await import('./pictures.ts');
    const works = new Pictures(this.#ports.whole());
    this.#works = works;
    works.setState(this.#ports.state());
    if (this.#view) works.hear(this.#view);
    if (this.#isSoundOnly) this.#follow();
    return works;
  }

  #follow(): void {
    const { log, state } = this.#ports;
    if (!this.#works || state().kind !== 'active') return;
    const change = this.#isSoundOnly ? hideAll(this.#works) : this.#works.receive(true);
    change.catch((error: unknown) => log.info(`the far end was not told which pictures are taken: ${error}`));
  }
}

async function hideAll(works: Pictures): Promise<void> {
  const { pending, sent } = works.current;
  if (pending === 'camera' || sent.some(({ content }) => content === 'camera')) await works.turnCamera(false);
  await works.receive(false);
}
