import type { VideoContent } from '../../../shared/video.ts';
import { type LegVideo, noLegVideo, type VideoWish } from '../line.ts';
import type { MediaPicturesPorts } from './media-pictures.ts';
import { PictureLines } from './picture-lines.ts';
import { inOrderOf, midsOf, type VideoSection, videoSections, withoutTheirVideo, withVideoWords } from './sdp-video.ts';

type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/**
 * The pictures of one leg over the browser's RTCPeerConnection: what its offers and answers say of them, what is on the wire, and what came
 * of it. Fetched by `media-pictures.ts` with the first description that has pictures in it.
 */
export class LegPictures {
  readonly #pc: RTCPeerConnection;
  readonly #lines: PictureLines;
  readonly #onVideo: (video: LegVideo) => void;
  #wish: VideoWish;
  #isHeld: boolean;
  /** What our last offer or answer said. */
  #told = '';
  /** What the far end's last description says of each of its streams of pictures. */
  #theirs: ReadonlyMap<string, VideoSection> = new Map();
  #isOffered = false;
  readonly #streams = new WeakMap<MediaStreamTrack, MediaStream>();
  #video: LegVideo = noLegVideo;
  #feeding: Promise<void> = Promise.resolve();

  constructor({ pc, onVideo }: MediaPicturesPorts, { wish, isHeld }: { wish: VideoWish; isHeld: boolean }) {
    this.#pc = pc;
    this.#lines = new PictureLines(pc);
    this.#onVideo = onVideo;
    this.#wish = wish;
    this.#isHeld = isHeld;
  }

  /** Puts on the wire what has a place there; the next offer or answer tells the rest. */
  set(wish: VideoWish): void {
    this.#wish = wish;
    this.#feed();
  }

  hold(on: boolean): void {
    this.#isHeld = on;
    this.#feed();
  }

  needsOffer(wish: VideoWish): boolean {
    const isAnything = wish.main !== null || this.#lines.all.length > 0;
    return isAnything && wordsOf(wish) !== this.#told;
  }

  /** Before an offer is made. */
  offer(): void {
    const { main, slides, members } = this.#lines.places;
    const { main: shown, slides: screen } = this.#wish;
    const add = () => this.#lines.add();
    const kept = [this.#aim(main ?? (shown && add()), shown !== null), this.#aim(slides ?? (screen && add()), screen !== null)];
    for (const each of members) this.#aim(each, false);
    // Left by an offer that crossed with another, or was refused.
    for (const each of this.#lines.all) if (each.mid === null && !kept.includes(each)) each.stop();
    this.#told = wordsOf(this.#wish);
    this.#feed();
  }

  /** Before an answer is made. */
  answer(): void {
    const { main, slides, members } = this.#lines.places;
    this.#aim(main, this.#wish.main !== null);
    this.#aim(slides, this.#wish.slides !== null);
    for (const each of members) this.#aim(each, false);
    this.#told = wordsOf(this.#wish);
    this.#feed();
  }

  /** The far end's description was taken. */
  read(sdp: string, isOffer: boolean): void {
    const mids = midsOf(this.#pc.remoteDescription?.sdp ?? '');
    this.#theirs = new Map(videoSections(sdp).map((section) => [mids[section.index] ?? '', section]));
    this.#lines.read(this.#theirs);
    const isOpen = [...this.#theirs.values()].some(({ isRefused, direction }) => !isRefused && direction !== 'inactive');
    // An answer asks for nothing.
    this.#isOffered = isOpen && (isOffer || this.#isOffered);
    if (isOffer) this.#tell();
    else this.agreed();
  }

  /** Both descriptions stand. */
  agreed(): void {
    this.#feed();
    this.#tell();
  }

  /**
   * Lets the browser forget what came and take it for new: the far end's description is taken once as if nothing came, and once as it is.
   * A conference server that shows one source after the other in one stream jumps back in time and number as often as not, and Chromium
   * drops such pictures for good, as if they were late.
   */
  async renew(): Promise<void> {
    const pc = this.#pc;
    const { sdp = '' } = pc.remoteDescription ?? {};
    for (const offer of [withoutTheirVideo(sdp), sdp]) {
      await pc.setRemoteDescription({ type: 'offer', sdp: offer });
      await pc.setLocalDescription();
    }
  }

  /** Their description as the browser is to have it: an answer with its streams where they are looked for, an offer without too many. */
  readable(sdp: string, isOffer: boolean): string {
    return isOffer ? this.#lines.fewer(sdp) : inOrderOf(this.#pc.localDescription?.sdp ?? '', sdp);
  }

  /** Our description with what the browser does not say. */
  dress(sdp: string): string {
    const contents = new Map<string, 'main' | 'slides'>();
    const { main, slides } = this.#lines.places;
    if (main?.mid && this.#wish.main) contents.set(main.mid, this.#wish.main.content === 'screen' ? 'slides' : 'main');
    if (slides?.mid && this.#wish.slides) contents.set(slides.mid, 'slides');
    return withVideoWords(sdp, { contents, maxBitRate: this.#wish.maxBitRate });
  }

  #aim(transceiver: RTCRtpTransceiver | null, sends: boolean): RTCRtpTransceiver | null {
    if (!transceiver || (!sends && transceiver.mid === null)) return null;
    transceiver.direction = directionOf(sends && !this.#isHeld, this.#wish.receives && !this.#isHeld);
    const { codec } = this.#wish;
    const codecs = codec && RTCRtpReceiver.getCapabilities('video')?.codecs;
    if (codecs) transceiver.setCodecPreferences(codecs.toSorted((a, b) => rankOf(a, codec) - rankOf(b, codec)));
    return transceiver;
  }

  /** One change of what is on the wire after another. A track that cannot be put on now is tried again with the next change. */
  #feed(): void {
    this.#feeding = this.#feeding
      .then(async () => {
        const { main, slides } = this.#lines.places;
        const { main: shown, slides: screen } = this.#wish;
        await this.#put(main, shown?.track ?? null, shown?.content ?? 'camera');
        await this.#put(slides, screen, 'screen');
      })
      .catch(() => {});
  }

  async #put(transceiver: RTCRtpTransceiver | null, track: MediaStreamTrack | null, content: VideoContent): Promise<void> {
    if (!transceiver || this.#pc.signalingState === 'closed') return;
    const { sender } = transceiver;
    const sent = this.#isHeld ? null : track;
    if (sender.track !== sent) await sender.replaceTrack(sent);
    if (!sent) return;
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    // Before the answer there is nothing to be set.
    if (!encoding || parameters.transactionId === undefined) return;
    const { maxBitRate } = this.#wish;
    const preference = content === 'screen' ? 'maintain-resolution' : 'balanced';
    if ((encoding.maxBitrate ?? null) === maxBitRate && parameters.degradationPreference === preference) return;
    if (maxBitRate === null) delete encoding.maxBitrate;
    else encoding.maxBitrate = maxBitRate;
    await sender.setParameters({ ...parameters, degradationPreference: preference });
  }

  #tell(): void {
    const { main, slides, members } = this.#lines.places;
    const { main: shown, slides: screen } = this.#wish;
    const sent: VideoContent[] = [
      ...(shown && sends(main) ? [shown.content] : []),
      ...(screen && sends(slides) ? (['screen'] as const) : []),
    ];
    const received = [main, slides, ...members].flatMap((each) => (each && receives(each) ? [this.#describe(each)] : []));
    const next = { sent, received, isAsked: this.#isOffered && shown === null };
    if (isSame(next, this.#video)) return;
    this.#video = next;
    this.#onVideo(next);
  }

  #describe({ mid, receiver: { track } }: RTCRtpTransceiver): LegVideo['received'][number] {
    const stream = this.#streams.get(track) ?? new MediaStream([track]);
    this.#streams.set(track, stream);
    const { isSlides = false, label = null } = this.#theirs.get(mid ?? '') ?? {};
    return { content: isSlides ? 'screen' : 'camera', stream, label };
  }
}

const directionOf = (isSending: boolean, isReceiving: boolean): Direction =>
  isSending ? (isReceiving ? 'sendrecv' : 'sendonly') : isReceiving ? 'recvonly' : 'inactive';

const sends = (transceiver: RTCRtpTransceiver | null): boolean => /^send/.test(transceiver?.currentDirection ?? '');

const receives = ({ currentDirection }: RTCRtpTransceiver): boolean => /recv/.test(currentDirection ?? '');

/** All of a wish that the far end has to know. */
const wordsOf = ({ main, slides, receives: takes, codec, maxBitRate }: VideoWish): string =>
  JSON.stringify([main?.content ?? null, slides !== null, takes, codec, maxBitRate]);

const rankOf = ({ mimeType }: RTCRtpCodec, codec: string): number => (mimeType.toLowerCase() === `video/${codec.toLowerCase()}` ? 0 : 1);

const isSame = (a: LegVideo, b: LegVideo): boolean =>
  a.isAsked === b.isAsked &&
  a.sent.join() === b.sent.join() &&
  a.received.length === b.received.length &&
  a.received.every(({ content, stream, label }, i) => {
    const other = b.received[i];
    return content === other?.content && stream === other.stream && label === other.label;
  });
