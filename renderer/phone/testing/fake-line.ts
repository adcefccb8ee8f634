import type { Direction, EndReason, Peer } from '../../../shared/call.ts';
import type { VideoContent } from '../../../shared/video.ts';
import {
  type ExtraHeaders,
  type InviteFacts,
  type InviteOptions,
  type Leg,
  type LegEvent,
  type LegVideo,
  type Line,
  type LineEvent,
  noFacts,
  noLegVideo,
  type Publication,
  type VideoWish,
} from '../line.ts';
import { type Attitude, contentsOf, type FakeLegOptions, type LegRequest } from './fake-leg-options.ts';
import { makeFakeStream } from './fake-media.ts';
import { FakePresence } from './fake-presence.ts';
import { FakeReferRequest } from './fake-refer-request.ts';

let legsMade = 0;

/** A far end in memory. A test lets it speak with `say`. */
export class FakeLeg implements Leg {
  readonly id: string;
  readonly direction: Direction;
  readonly destination: string;
  readonly peer: Peer;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  readonly replaces?: string;
  readonly facts: InviteFacts;
  /** The extra headers of the INVITE that went out. */
  readonly headers: ExtraHeaders;
  /** The INVITE that went out asked the network to keep our name. */
  readonly isAnonymous: boolean;
  readonly asked: LegRequest[] = [];
  /** What is on the wire: each track that was put on it, null for taken off. */
  readonly microphone: (MediaStreamTrack | null)[] = [];
  /** How it takes what it is asked from now on. */
  attitude: Attitude = 'willing';
  /** The dialog is over, or never came to be. */
  isOver = false;
  statistics: RTCStatsReport | null = null;
  /** What was said last of what is to be seen; null: nothing was. */
  wish: VideoWish | null;
  takesVideo = true;
  takesSlides = true;
  #video: LegVideo = noLegVideo;
  /** What the far end reports of a transfer before it succeeds. */
  progress: readonly number[] = [100, 180];
  #listener: ((event: LegEvent) => void) | null = null;
  readonly #early: LegEvent[] = [];

  constructor({
    id,
    direction = 'incoming',
    destination = '',
    peer = {},
    hasAudio = true,
    hasVideo = false,
    replaces,
    headers = {},
    facts,
    isAnonymous = false,
    video,
  }: FakeLegOptions = {}) {
    this.facts = { ...noFacts, ...facts };
    this.id = id ?? `leg-${++legsMade}`;
    this.direction = direction;
    this.destination = destination;
    this.peer = { name: '', number: '', uri: '', company: '', avatar: '', ...peer };
    this.hasAudio = hasAudio;
    this.hasVideo = hasVideo;
    this.wish = video ?? null;
    this.headers = headers;
    this.isAnonymous = isAnonymous;
    if (replaces) this.replaces = replaces;
  }

  /** As the port has it: who comes late hears what was said before. */
  set onEvent(listener: (event: LegEvent) => void) {
    this.#listener = listener;
    for (const event of this.#early.splice(0)) listener(event);
  }

  say(event: LegEvent): void {
    if (event.kind === 'ended' || event.kind === 'redirected') this.isOver = true;
    if (this.#listener) this.#listener(event);
    else this.#early.push(event);
  }

  /** The far end takes the call. */
  pickUp(): void {
    if (this.wish) this.#tellVideo();
    this.say({ kind: 'accepted' });
    this.say({ kind: 'confirmed' });
  }

  /** What the far end shows now; `isAsked`: it would take ours as well. */
  show(contents: readonly VideoContent[], { isAsked = false } = {}): void {
    this.#video = { ...this.#video, received: contents.map((content) => ({ content, stream: makeFakeStream([]) })), isAsked };
    this.say({ kind: 'video', video: this.#video });
  }

  /** The far end, or the network, ends the call. */
  end(reason: Partial<EndReason> = {}): void {
    this.say({ kind: 'ended', reason: { kind: 'hung-up', by: 'remote', code: null, phrase: '', ...reason } });
  }

  /** A 3xx answer: the leg is over. */
  sendOn(...contacts: string[]): void {
    this.say({ kind: 'redirected', contacts, reason: { kind: 'redirected', by: 'remote', code: 302, phrase: 'Moved Temporarily' } });
  }

  /** The far end wants us to call somebody else. */
  askToRefer(options: { target?: string; host?: string } = {}): FakeReferRequest {
    const request = new FakeReferRequest(options);
    this.say({ kind: 'refer-asked', request });
    return request;
  }

  accept({ headers }: { headers?: ExtraHeaders }): Promise<void> {
    return this.#ask({ kind: 'accept', ...(headers && { headers }) }, () => this.pickUp());
  }

  decline(options: { mode: 'busy' | 'decline'; headers?: ExtraHeaders; message?: string }): Promise<void> {
    const reason: Partial<EndReason> = { kind: 'declined', by: 'local', code: options.mode === 'busy' ? 486 : 603 };
    return this.#ask({ kind: 'decline', ...options }, () => this.end(reason));
  }

  redirect(uri: string, options: { headers?: ExtraHeaders }): Promise<void> {
    return this.#ask({ kind: 'redirect', uri, ...options }, () => this.end({ kind: 'redirected', by: 'local', code: 302 }));
  }

  hangUp({ headers }: { headers?: ExtraHeaders }): Promise<void> {
    return this.#ask({ kind: 'hang-up', ...(headers && { headers }) }, () => this.end({ by: 'local' }));
  }

  hold(on: boolean): Promise<void> {
    return this.#ask({ kind: 'hold', on }, () => this.say({ kind: 'held', side: 'local', on }));
  }

  sendTones(tones: string): Promise<void> {
    return this.#ask({ kind: 'tones', tones }, () => {});
  }

  /** Settles as if the far end had reported 200; `progress` is what it reports before. */
  refer(target: string | Leg, { onProgress, ...options }: { headers?: ExtraHeaders; onProgress?: (code: number) => void }): Promise<void> {
    const to = typeof target === 'string' ? target : target.id;
    return this.#ask({ kind: 'refer', target: to, ...options }, () => {
      for (const code of this.progress) onProgress?.(code);
    });
  }

  sendInfo(mime: string, body: string, options: { headers?: ExtraHeaders }): Promise<void> {
    return this.#ask({ kind: 'info', mime, body, ...options }, () => {});
  }

  sendMessage(text: string): Promise<void> {
    return this.#ask({ kind: 'message', text }, () => {});
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    this.microphone.push(track);
    return Promise.resolve();
  }

  setVideo(wish: VideoWish): Promise<void> {
    return this.#ask({ kind: 'video', wish }, () => {
      this.wish = wish;
      this.#tellVideo();
    });
  }

  renewVideo(): Promise<void> {
    return this.#ask({ kind: 'renew-video' }, () => {});
  }

  #tellVideo(): void {
    const sent = this.takesVideo ? contentsOf(this.wish, this.takesSlides) : [];
    this.#video = { ...this.#video, sent, isAsked: this.#video.isAsked && sent.length === 0 };
    this.say({ kind: 'video', video: this.#video });
  }

  restartMedia(): Promise<void> {
    return this.#ask({ kind: 'restart-media' }, () => {});
  }

  tellRecording(state: 'on' | 'off' | 'paused'): Promise<void> {
    return this.#ask({ kind: 'record', state }, () => {});
  }

  readStatistics(): Promise<RTCStatsReport | null> {
    return Promise.resolve(this.statistics);
  }

  async #ask(request: LegRequest, comply: () => void): Promise<void> {
    this.asked.push(request);
    if (this.attitude instanceof Error) throw this.attitude;
    if (this.attitude === 'deaf') return new Promise(() => {});
    // A round trip: nothing is answered in the same breath.
    await Promise.resolve();
    comply();
  }
}

/** A server in memory. A test lets it speak with `say` and call with `ring`. */
export class FakeLine implements Line {
  onEvent: (event: LineEvent) => void = () => {};
  onIncoming: (leg: Leg) => void = () => {};
  /** The legs of the calls that went out, and where to. */
  readonly invites: { uri: string; leg: FakeLeg }[] = [];
  /** The deadlines of the checks that were asked for, in milliseconds. */
  readonly checks: number[] = [];
  /** Where it was opened to; null for the account's first server. */
  readonly servers: (string | null)[] = [];
  /** The servers that answer a probe. */
  readonly answering = new Set<string>();
  readonly probed: string[] = [];
  readonly presence = new FakePresence();
  readonly watch = this.presence.watch;
  readonly announce = this.presence.announce;
  /** What was published, and what came of it: nothing but good unless a test says otherwise. */
  readonly published: Publication[] = [];
  refusal: Error | null = null;
  isClosed = false;

  get opened(): number {
    return this.servers.length;
  }

  open(server?: string): void {
    this.servers.push(server ?? null);
  }

  probe(server: string): Promise<boolean> {
    this.probed.push(server);
    return Promise.resolve(this.answering.has(server));
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  check(deadline: number): void {
    this.checks.push(deadline);
  }

  invite(uri: string, { headers = {}, anonymous = false, video }: InviteOptions): FakeLeg {
    const number = /^sips?:([^@]*)/.exec(uri)?.[1] ?? '';
    const leg = new FakeLeg({
      direction: 'outgoing',
      destination: uri,
      peer: { number, uri },
      headers,
      isAnonymous: anonymous,
      ...(video && { video }),
    });
    this.invites.push({ uri, leg });
    return leg;
  }

  publish(publication: Publication): Promise<void> {
    this.published.push(publication);
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve();
  }

  say(event: LineEvent): void {
    this.onEvent(event);
  }

  /** All goes well. */
  register(): void {
    this.say({ kind: 'connected' });
    this.say({ kind: 'registered' });
  }

  /** The socket broke. */
  lose(): void {
    this.say({ kind: 'lost', problem: { kind: 'lost', code: 1006, detail: '' }, retryAfter: null });
  }

  /** Someone calls. */
  ring(options: FakeLegOptions = {}): FakeLeg {
    const leg = new FakeLeg({ ...options, direction: 'incoming' });
    this.onIncoming(leg);
    return leg;
  }
}
