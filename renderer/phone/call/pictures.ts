import type { CallState } from '../../../shared/call.ts';
import type { CallVideo, VideoContent } from '../../../shared/video.ts';
import { asPhoneError, PhoneError } from '../errors.ts';
import { type LegVideo, noLegVideo, type VideoWish } from '../line.ts';
import { ScreenSound } from '../media/screen-sound.ts';
import { isHeld } from './call-state.ts';
import { CameraPromise, restingCamera } from './camera-promise.ts';
import { openCamera, openScreen } from './openings.ts';
import { PictureCounter } from './picture-counter.ts';
import type { PicturesPorts, ScreenOptions, StreamOptions } from './pictures-ports.ts';
import { changesBetween, isBeside, type Shown, streamsOf, wishOf } from './shown.ts';
import { letGo, makeSource, type Source, stopAll, type VideoStream } from './source.ts';

/** What one call shows and sees. The camera is on only after the user said so; whatever happens to pictures, the call goes on. */
export class Pictures {
  readonly #ports: PicturesPorts;
  #view: LegVideo = noLegVideo;
  #shown: Shown = { camera: null, screen: null, isBeside: true, receives: true };
  #pending: VideoContent | null = null;
  /** With the INVITE or our answer to one, or for the time after a hold. */
  readonly #promise: CameraPromise;
  readonly #counter: PictureCounter;
  readonly #sound: ScreenSound;
  /** The call was answered. */
  #isUp = false;
  #isOver = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: PicturesPorts) {
    this.#ports = ports;
    this.#counter = new PictureCounter({ ...ports, onStuck: () => void ports.leg().renewVideo() });
    this.#sound = new ScreenSound(ports.sendBeside);
    this.#promise = this.#makePromise();
  }

  get current(): CallVideo {
    const state = this.#ports.state();
    const sent = this.localStreams.map((each) => this.#counter.describe(each));
    return {
      sent: this.#promise.isResting ? [restingCamera, ...sent] : sent,
      received: this.remoteStreams.map((each) => this.#counter.describe(each)),
      isAsked: this.#view.isAsked && state.kind !== 'ended',
      isRefused: !this.#shown.receives,
      isPaused: isHeld(state),
      pending: this.#pending,
    };
  }

  get localStreams(): readonly VideoStream[] {
    return streamsOf(this.#shown);
  }

  get remoteStreams(): readonly VideoStream[] {
    return this.#view.received;
  }

  get isSharing(): boolean {
    return this.#shown.screen !== null;
  }

  /** The INVITE that is on its way offers pictures: they come as soon as the camera is open. */
  promise({ receives }: Pick<VideoWish, 'receives'>): void {
    this.#shown = { ...this.#shown, receives };
    this.#promise.give();
  }

  /** What our 200 to an INVITE with pictures says of them. */
  async answer(on: boolean): Promise<void> {
    this.#shown = { ...this.#shown, receives: on };
    if (on) this.#promise.give();
    await this.#ports.leg().setVideo(this.#wish(this.#shown));
  }

  /** Rejects with `camera-failed`, `no-video`, `wrong-state` or `rejected`; what is wrong with the camera is among the notices as well. */
  async turnCamera(on: boolean): Promise<void> {
    if (!on) {
      this.#promise.takeBack();
      return this.#show('camera', null);
    }
    if (this.#shown.camera) return;
    if (isHeld(this.#ports.state())) return this.#promise.rest();
    const source = await this.#openCamera();
    if (source) await this.#show('camera', source);
  }

  /** Rejects with `screen-failed`, `no-video`, `wrong-state` or `rejected`. */
  async share({ stream, withSound = false, beside = true }: ScreenOptions): Promise<void> {
    const opened = stream ?? (await this.#opening('screen', () => openScreen(this.#ports, withSound)));
    if (!opened) return;
    const source = makeSource('screen', opened, !stream);
    source.track.contentHint = 'detail';
    await this.#show('screen', source, { isBeside: beside });
    this.#sound.put(opened);
  }

  async stopSharing(): Promise<void> {
    await this.#show('screen', null);
  }

  /** Shows a stream of the caller's, in the place of what showed the same. Rejects with `no-video`, `wrong-state` or `rejected`. */
  async add(stream: MediaStream, { content = 'camera' }: StreamOptions): Promise<void> {
    await this.#show(content, makeSource(content, stream, false));
  }

  /** Fine when it is not shown. */
  async remove(stream: MediaStream): Promise<void> {
    const source = this.#sourceOf(stream);
    if (source) await this.#show(source.content, null);
  }

  /** Rejects with `wrong-state` when the old one is not shown, and as `add` does. */
  async replace(stream: MediaStream, old: MediaStream): Promise<void> {
    const source = this.#sourceOf(old);
    if (!source) throw new PhoneError('wrong-state', 'What is to be replaced is not sent.');
    await this.#show(source.content, makeSource(source.content, stream, false));
  }

  async receive(on: boolean): Promise<void> {
    await this.#agree((shown) => ({ ...shown, receives: on }));
  }

  hear(view: LegVideo): void {
    if (this.#isOver) return;
    const before = this.#view;
    this.#view = view;
    this.#tell(before.received, view.received, false);
    this.#follow();
    this.#ports.onChange();
  }

  setState(state: CallState): void {
    if (state.kind === 'ended') this.#stop();
    if (state.kind !== 'active') return;
    if (!isHeld(state)) this.#promise.wake();
    else if (this.#shown.camera?.isOwn) this.#promise.rest();
    if (this.#isUp) return;
    this.#isUp = true;
    // The far end took the call without what the INVITE offered to show.
    if (this.#shown.camera && !this.#promise.isGiven && !this.#view.sent.includes('camera')) this.giveUp();
  }

  /** Another leg is to show what this one did. */
  changeLeg(): void {
    this.#view = noLegVideo;
    if (this.#shown.camera) this.#tellLeg();
  }

  /** The far end takes no pictures, but the call. */
  giveUp(): void {
    this.#promise.takeBack();
    this.#ports.onNotice('video-refused');
    this.#put({ ...this.#shown, camera: null });
  }

  #makePromise(): CameraPromise {
    const { log, state } = this.#ports;
    return new CameraPromise({
      isHeld: () => isHeld(state()),
      open: () => this.#openCamera(),
      show: (source) => this.#show('camera', source),
      onRest: () => {
        this.#put({ ...this.#shown, camera: null });
        this.#tellLeg();
      },
      onBroken: async () => {
        if (state().kind === 'active') await this.#agree((shown) => shown);
      },
      log,
    });
  }

  async #openCamera(): Promise<Source | null> {
    const stream = await this.#opening('camera', () => openCamera(this.#ports));
    return stream && makeSource('camera', stream, true);
  }

  /** Null: the call was over before it was open. */
  async #opening(content: VideoContent, open: () => Promise<MediaStream>): Promise<MediaStream | null> {
    this.#setPending(content);
    try {
      const stream = await open();
      if (!this.#isOver) return stream;
      stopAll(stream);
      return null;
    } finally {
      this.#setPending(null);
    }
  }

  async #show(content: VideoContent, source: Source | null, more: Partial<Shown> = {}): Promise<void> {
    if (source) source.track.onended = () => this.#lose(source);
    try {
      await this.#agree((shown) => ({ ...shown, ...more, receives: shown.receives || source !== null, [content]: source }), content);
    } catch (error) {
      if (source) letGo(source);
      throw error;
    }
  }

  /** One change after another: each begins with what the one before came to. */
  #agree(change: (shown: Shown) => Shown, pending: VideoContent | null = null): Promise<void> {
    const turn = this.#turn.then(async () => {
      const before = this.#shown;
      const next = change(before);
      this.#setPending(pending);
      try {
        this.#put(await this.#offer(next, before));
      } catch (error) {
        throw asPhoneError(error, 'media-failed', 'The pictures could not be changed.');
      } finally {
        this.#setPending(null);
      }
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** What of it came true: a screen that is not taken beside the camera goes in its place. */
  async #offer(wanted: Shown, before: Shown): Promise<Shown> {
    if (this.#isOver) throw new PhoneError('wrong-state', 'The call is over.');
    const { leg, onNotice, state } = this.#ports;
    const goesBeside = isBeside(wanted);
    try {
      await leg().setVideo(this.#wish(wanted));
    } catch (error) {
      if (goesBeside) return this.#offer({ ...wanted, isBeside: false }, before);
      throw error;
    }
    if (state().kind !== 'active') return wanted;
    if (goesBeside && !this.#view.sent.includes('screen')) return this.#offer({ ...wanted, isBeside: false }, before);
    const isShowing = wanted.camera !== null || wanted.screen !== null;
    if (!isShowing || this.#view.sent.length > 0 || isHeld(state())) return wanted;
    onNotice('video-refused');
    throw new PhoneError('no-video', 'The far end takes no pictures.');
  }

  #put(next: Shown): void {
    const before = this.localStreams;
    const { camera, screen } = this.#shown;
    this.#shown = next;
    if (camera && camera !== next.camera) letGo(camera);
    if (screen && screen !== next.screen) letGo(screen);
    if (screen && screen !== next.screen) this.#sound.put(null);
    this.#tell(before, this.localStreams, true);
    this.#follow();
    this.#ports.onChange();
  }

  /** Unplugged, closed, or ended from outside of the app. */
  #lose(source: Source): void {
    const { content } = source;
    if (this.#shown[content] !== source || this.#isOver) return;
    this.#ports.onNotice(content === 'camera' ? 'camera-lost' : 'screen-ended');
    this.#show(content, null).catch((error: unknown) => {
      this.#ports.log.info(`the far end was not told that pictures ended: ${error}`);
      this.#put({ ...this.#shown, [content]: null });
    });
  }

  #sourceOf(stream: MediaStream): Source | undefined {
    return [this.#shown.camera, this.#shown.screen].find((source) => source?.stream === stream) ?? undefined;
  }

  #setPending(pending: VideoContent | null): void {
    if (pending === this.#pending || this.#isOver) return;
    this.#pending = pending;
    this.#ports.onChange();
  }

  #tell(before: readonly VideoStream[], after: readonly VideoStream[], isLocal: boolean): void {
    for (const change of changesBetween(before, after)) this.#ports.onStream({ ...change, isLocal });
  }

  #follow(): void {
    this.#counter.follow(this.localStreams.length + this.remoteStreams.length > 0);
  }

  #tellLeg(): void {
    const { leg, log } = this.#ports;
    const told = leg().setVideo(this.#wish(this.#shown));
    told.catch((error: unknown) => log.info(`the far end was not told what is shown: ${error}`));
  }

  #wish(shown: Shown): VideoWish {
    return { ...this.#ports.videoRules(), ...wishOf(shown, this.#promise.isGiven) };
  }

  #stop(): void {
    if (this.#isOver) return;
    this.#sound.put(null);
    this.#isOver = true;
    this.#counter.follow(false);
    this.#tell(this.localStreams, [], true);
    this.#tell(this.remoteStreams, [], false);
    for (const source of [this.#shown.camera, this.#shown.screen]) if (source) letGo(source);
    this.#shown = { ...this.#shown, camera: null, screen: null };
    this.#view = noLegVideo;
    this.#pending = null;
  }
}
