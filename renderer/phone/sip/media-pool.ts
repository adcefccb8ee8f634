import type { Account, Credentials } from '../../../shared/account.ts';
import type { VideoWish } from '../line.ts';
import type { LegMedia, MediaSource } from './leg-media.ts';
import { BrowserMedia } from './media.ts';

/** A prepared offer is as good as its candidates. Networks change without telling the page, so it is renewed that often, in milliseconds. */
const longestAge = 60_000;
/** A call that has just begun has better use for the processor than the next one's preparation. */
const breather = 1_000;

export interface MediaPoolOptions {
  /** Milliseconds that a candidate from a server is worth waiting for. */
  limit: () => number;
  makePeerConnection?: (configuration: RTCConfiguration) => RTCPeerConnection;
  /** Calls back when the machine's network has changed; returns how to stop. */
  watchNetwork?: (changed: () => void) => () => void;
}

/**
 * Makes the sound of an account's legs, and keeps one peer connection ready whose offer is made and whose candidates are gathered:
 * dialling then only has to send it.
 */
export class MediaPool implements MediaSource {
  readonly #configuration: RTCConfiguration;
  readonly #limit: () => number;
  readonly #isLocal: boolean;
  readonly #makePeerConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly #watchNetwork: (changed: () => void) => () => void;
  #stopWatching: () => void = () => {};
  #ready: BrowserMedia | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOpen = false;

  constructor(
    { kind, iceServers }: Pick<Account, 'kind' | 'iceServers'>,
    { turnPassword }: Pick<Credentials, 'turnPassword'>,
    options: MediaPoolOptions,
  ) {
    // No default server: asking a stranger for our address would tell him who calls when.
    this.#configuration = {
      iceServers: iceServers.map(({ url, user }) => (user ? { urls: url, username: user, credential: turnPassword } : { urls: url })),
    };
    this.#limit = options.limit;
    this.#isLocal = kind === 'practice';
    this.#makePeerConnection = options.makePeerConnection ?? ((configuration) => new RTCPeerConnection(configuration));
    this.#watchNetwork = options.watchNetwork ?? watchBrowserNetwork;
  }

  outgoing({ video }: { video?: VideoWish } = {}): LegMedia {
    if (video) {
      // The offer that is ready has no pictures: it waits for the next call without.
      const media = this.#make();
      media.pictures.set(video);
      return media;
    }
    const media = this.#ready ?? this.#make();
    this.#ready = null;
    if (this.#isOpen) this.#renewIn(breather);
    return media;
  }

  /** With a pool of one, candidates are gathered while it rings; nothing goes to the caller's addresses before the call is answered. */
  incoming(): LegMedia {
    return this.#make({ iceCandidatePoolSize: 1 });
  }

  warm(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#stopWatching = this.#watchNetwork(() => this.#renew());
    this.#renew();
  }

  close(): void {
    this.#isOpen = false;
    this.#stopWatching();
    clearTimeout(this.#timer);
    this.#ready?.close();
    this.#ready = null;
  }

  #renew(): void {
    this.#renewIn(longestAge);
    this.#ready?.close();
    const media = this.#make();
    this.#ready = media;
    media.makeOffer().catch(() => {
      // Whoever dials next makes an offer of his own and hears what is wrong.
      if (this.#ready === media) this.#ready = null;
      media.close();
    });
  }

  #renewIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#renew(), milliseconds);
  }

  #make(more: RTCConfiguration = {}): BrowserMedia {
    const { iceServers = [] } = this.#configuration;
    const pc = this.#makePeerConnection({ ...this.#configuration, ...more });
    return new BrowserMedia({ pc, hasServer: iceServers.length > 0, limit: this.#limit, isLocal: this.#isLocal });
  }
}

/** Chromium tells that the machine is online again, and that it changed from one kind of network to another. */
function watchBrowserNetwork(changed: () => void): () => void {
  const { connection } = navigator as Navigator & { connection?: EventTarget };
  window.addEventListener('online', changed);
  connection?.addEventListener('change', changed);
  return () => {
    window.removeEventListener('online', changed);
    connection?.removeEventListener('change', changed);
  };
}
