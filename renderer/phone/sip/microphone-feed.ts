import { PhoneError } from '../errors.ts';

/** Puts on the wire what belongs there: the microphone, and nothing while the call is held. */
export class MicrophoneFeed {
  readonly #pc: RTCPeerConnection;
  readonly #sender: () => RTCRtpSender | undefined;
  #microphone: MediaStreamTrack | null = null;
  #isHeld = false;
  /** What is on the wire is changed by one at a time. */
  #feeding: Promise<void> = Promise.resolve();

  /** `sender` may come later than this; `refresh` says that it has. */
  constructor(pc: RTCPeerConnection, sender: () => RTCRtpSender | undefined) {
    this.#pc = pc;
    this.#sender = sender;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  hold(on: boolean): void {
    this.#isHeld = on;
    this.refresh();
  }

  /** Settles when the track is on the wire. Throws a PhoneError `media-failed` where it cannot be put there. */
  put(track: MediaStreamTrack | null): Promise<void> {
    this.#microphone = track;
    return this.#feed();
  }

  /** A track that cannot be put on now is tried again with the next change; whoever gave it was told by `put`. */
  refresh(): void {
    this.#feed().catch(() => {});
  }

  #feed(): Promise<void> {
    this.#feeding = this.#feeding.then(async () => {
      const sender = this.#sender();
      const track = this.#isHeld ? null : this.#microphone;
      if (!sender || sender.track === track || this.#pc.signalingState === 'closed') return;
      await sender.replaceTrack(track).catch((cause: unknown) => {
        if (this.#pc.signalingState !== 'closed')
          throw new PhoneError('media-failed', 'The microphone could not be put on the call', { cause });
      });
    });
    const fed = this.#feeding;
    this.#feeding = fed.catch(() => {}); // Whoever waits for this turn is told; the next turn starts afresh.
    return fed;
  }
}
