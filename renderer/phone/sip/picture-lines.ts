import { midsOf, type VideoSection, withFewerPictures } from './sdp-video.ts';

/** What each stream of pictures of one leg is for. */
export interface Places {
  /** Where our pictures go, and theirs come, and where a screen of ours goes beside that. */
  readonly main: RTCRtpTransceiver | null;
  readonly slides: RTCRtpTransceiver | null;
  /** What else comes: a conference server sends what each of its members shows in a stream of its own. */
  readonly members: readonly RTCRtpTransceiver[];
}

/** With the two that are ours. Each that is taken is decoded: a server must not decide how much this computer has to do. */
const most = 18;

/** The streams of pictures of one leg, by what they are for. */
export class PictureLines {
  readonly #pc: RTCPeerConnection;
  /** Those of which is known whose they are. */
  readonly #known = new WeakSet<RTCRtpTransceiver>();
  readonly #theirs = new WeakSet<RTCRtpTransceiver>();

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
  }

  /** Those that both sides know of come first, in the order of the descriptions. */
  get all(): readonly RTCRtpTransceiver[] {
    const mids = midsOf(this.#pc.remoteDescription?.sdp ?? this.#pc.localDescription?.sdp ?? '');
    const placeOf = ({ mid }: RTCRtpTransceiver) => (mid === null || !mids.includes(mid) ? mids.length : mids.indexOf(mid));
    const isThere = ({ receiver, direction }: RTCRtpTransceiver) => receiver.track.kind === 'video' && direction !== 'stopped';
    return this.#pc
      .getTransceivers()
      .filter(isThere)
      .toSorted((a, b) => placeOf(a) - placeOf(b));
  }

  get places(): Places {
    const { all } = this;
    const [main = null, slides = null, ...more] = all.filter((each) => !this.#theirs.has(each));
    return { main, slides, members: all.filter((each) => this.#theirs.has(each) || more.includes(each)) };
  }

  add(): RTCRtpTransceiver {
    const made = this.#pc.addTransceiver('video', { direction: 'inactive' });
    this.#known.add(made);
    return made;
  }

  /** Their offer with no more streams than can be looked at; those that we show something in are among them. */
  fewer(offer: string): string {
    const shown = this.all.filter(({ currentDirection }) => /^send/.test(currentDirection ?? ''));
    return withFewerPictures(offer, most, new Set(shown.map(({ mid }) => mid ?? '')));
  }

  /**
   * Their description was taken. A stream that only comes from the beginning, and that they mark (RFC 4574) or that is not the only one, is no place
   * for ours.
   */
  read(theirs: ReadonlyMap<string, VideoSection>): void {
    const [first] = theirs.values();
    for (const each of this.all) {
      const section = theirs.get(each.mid ?? '');
      if (!section || this.#known.has(each)) continue;
      this.#known.add(each);
      const isMarked = section.label !== null || section !== first;
      if (section.direction === 'sendonly' && !section.isSlides && isMarked) this.#theirs.add(each);
    }
  }
}
