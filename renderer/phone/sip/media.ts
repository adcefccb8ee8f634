import type { BodyAndContentType } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { RecordState } from '../line.ts';
import { Gathering } from './gathering.ts';
import type { LegMedia, MediaEvent } from './leg-media.ts';
import { MediaPictures } from './media-pictures.ts';
import { MicrophoneFeed } from './microphone-feed.ts';
import { opensForTones, playTones } from './rtp-tones.ts';
import { audioOf, hasMedia, iceUserOf, isHolding, recordOf, withoutLoopback, withRecord, withTonesOfOneClock } from './sdp.ts';
import { Statistics } from './statistics.ts';

export interface BrowserMediaOptions {
  pc: RTCPeerConnection;
  /** A STUN or TURN server is set. */
  hasServer: boolean;
  /** Milliseconds that a candidate from it is worth waiting for. */
  limit: () => number;
  /** The far end is on this machine: the practice line. */
  isLocal: boolean;
}

/**
 * The sound of one leg over the browser's RTCPeerConnection. An offer never waits for a microphone: it promises audio both ways, and the
 * track is put in when it comes. Directions follow what each side wishes (RFC 3264 8.4), stream by stream.
 */
export class BrowserMedia implements LegMedia {
  onEvent: (event: MediaEvent) => void = () => {};
  isOffered: () => boolean = () => false;
  readonly #pc: RTCPeerConnection;
  readonly #gathering: Gathering;
  /**
   * Chromium keeps a connection for good that was closed while it was about to tell of a new state: without its listeners it keeps
   * nothing else, and not the whole call.
   */
  readonly #closing = new AbortController();
  readonly #isLocal: boolean;
  readonly pictures: MediaPictures;
  #audio: RTCRtpTransceiver | null = null;
  #stream: MediaStream | null = null;
  readonly #feed: MicrophoneFeed;
  readonly #statistics: Statistics;
  #isHeldByRemote = false;
  #takesTones = false;
  #stopTones: () => void = () => {};
  /** An offer that stands as local description and was not sent yet. */
  #hasFreshOffer = false;
  /** The incoming offer that was read while it rang. */
  #prepared: string | null = null;
  #needsRestart = false;
  /** What is said about our recording; null: nothing was ever recorded. */
  #record: RecordState | null = null;
  #isRecordedByRemote = false;
  /** The answer that was heard early, and what became of it. */
  #early: { sdp: string; isSettled: boolean } | null = null;

  constructor({ pc, hasServer, limit, isLocal }: BrowserMediaOptions) {
    this.#pc = pc;
    this.#isLocal = isLocal;
    this.#statistics = new Statistics(pc);
    this.#feed = new MicrophoneFeed(pc, () => this.#audio?.sender);
    this.pictures = new MediaPictures({ pc, onVideo: (video) => this.onEvent({ kind: 'video', video }) });
    const { signal } = this.#closing;
    this.#gathering = new Gathering(pc, { hasServer, isLocal, limit, signal });
    pc.addEventListener('track', ({ track }) => this.#receive(track), { signal });
    pc.addEventListener('connectionstatechange', () => this.#tellPath(), { signal });
  }

  get isHeldByRemote(): boolean {
    return this.#isHeldByRemote;
  }

  get needsRestart(): boolean {
    return this.#needsRestart;
  }

  async readyForTones(): Promise<boolean> {
    return this.#takesTones && this.#audio !== null && opensForTones(this.#audio.sender);
  }

  /** Makes the first offer before anybody asks for it; gathering goes on behind it. */
  async makeOffer(): Promise<void> {
    this.#audio = this.#pc.addTransceiver('audio', { direction: 'sendrecv' });
    this.#feed.refresh();
    if (this.pictures.areOffered) await this.pictures.offer();
    this.#gathering.begin();
    await this.#pc.setLocalDescription();
    this.#hasFreshOffer = true;
  }

  hasDescription(contentType: string): boolean {
    return /^\s*application\/sdp\b/i.test(contentType);
  }

  async getDescription(): Promise<BodyAndContentType> {
    await this.pictures.settled;
    if (this.#pc.signalingState === 'have-remote-offer') await this.#answer();
    else if (!this.#hasFreshOffer) await this.#offer();
    this.#hasFreshOffer = false;
    const { sdp: made } = this.#pc.localDescription!;
    // Without a stream there is nothing to find a path for.
    if (hasMedia(made)) await this.#gathering.enough();
    const { sdp } = this.#pc.localDescription!;
    const told = this.pictures.dress(this.#record ? withRecord(sdp, this.#record) : sdp);
    return { body: this.#isLocal ? told : withoutLoopback(told), contentType: 'application/sdp' };
  }

  async setDescription(sdp: string): Promise<void> {
    if (sdp === this.#prepared) {
      this.#prepared = null;
      return;
    }
    await this.pictures.settled;
    if (this.#early?.isSettled) {
      if (sdp === this.#early.sdp) {
        this.#early = null;
        return;
      }
      await this.#reopen();
    }
    const isOffer = this.#pc.signalingState === 'stable' || this.isOffered();
    // A call was asked for with sound: an answer without it is none.
    if (!isOffer && audioOf(sdp) === null) throw new Error('The answer has no audio');
    await this.pictures.take(withTonesOfOneClock(sdp), isOffer);
    this.#read(sdp, isOffer);
  }

  async prepare(offer: string): Promise<void> {
    await this.setDescription(offer);
    await this.#makeAnswer();
    this.#prepared = offer;
  }

  async setEarlyAnswer(sdp: string): Promise<void> {
    // Only the first branch of a forked call is heard before the answer: one offer cannot have two answers in WebRTC.
    if (this.#early !== null || this.#pc.signalingState !== 'have-local-offer' || audioOf(sdp) === null) return;
    this.#early = { sdp, isSettled: false };
    await this.#pc.setRemoteDescription({ type: 'pranswer', sdp: withTonesOfOneClock(sdp) });
  }

  async answer(offer: string): Promise<string> {
    await this.#settle();
    await this.pictures.settled;
    try {
      await this.pictures.take(withTonesOfOneClock(offer), true);
      this.#read(offer, true);
      return (await this.getDescription()).body;
    } catch (error) {
      if (this.#pc.signalingState === 'have-remote-offer') await this.#pc.setRemoteDescription({ type: 'rollback' });
      throw error;
    }
  }

  async rollbackDescription(): Promise<void> {
    const { signalingState } = this.#pc;
    if (signalingState === 'have-local-offer') await this.#pc.setLocalDescription({ type: 'rollback' });
    if (signalingState === 'have-remote-offer') await this.#pc.setRemoteDescription({ type: 'rollback' });
  }

  hold(on: boolean): void {
    this.pictures.hold(on);
    this.#feed.hold(on);
  }

  tellRecording(state: RecordState): void {
    this.#record = state;
  }

  restart(): void {
    this.#needsRestart = false;
    this.#pc.restartIce();
  }

  async setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    await this.#feed.put(track);
  }

  async sendTones(tones: string): Promise<void> {
    const { sender } = this.#audio ?? {};
    if (!sender?.dtmf) throw new PhoneError('wrong-state', 'There is no sound to put tones in');
    const { done, stop } = playTones(this.#pc, sender, tones);
    this.#stopTones = stop;
    await done;
    this.#feed.refresh();
  }

  /** SIP.js's own way, with which nobody can wait for the tones; see `sendTones`. */
  sendDtmf(): boolean {
    return false;
  }

  readStatistics(): Promise<RTCStatsReport | null> {
    return this.#statistics.read();
  }

  close(): void {
    this.onEvent = () => {};
    this.#stopTones();
    this.#closing.abort();
    this.#pc.close();
  }

  async #offer(): Promise<void> {
    if (this.#pc.getTransceivers().length === 0) {
      await this.makeOffer();
      return;
    }
    // RFC 3264 8.4: whoever is held already marks the stream inactive instead of sendonly.
    if (this.#audio) this.#audio.direction = this.#feed.isHeld ? (this.#isHeldByRemote ? 'inactive' : 'sendonly') : 'sendrecv';
    if (this.pictures.areOffered) await this.pictures.offer();
    await this.#describe(await this.#pc.createOffer());
  }

  async #answer(): Promise<void> {
    for (const transceiver of this.#pc.getTransceivers()) {
      if (transceiver === this.#audio) transceiver.direction = this.#feed.isHeld ? 'sendonly' : 'sendrecv';
      else if (transceiver.direction !== 'stopped') transceiver.direction = 'inactive';
    }
    this.pictures.answer();
    await this.#describe(await this.#makeAnswer());
    this.pictures.agreed();
  }

  /** Rejects where sound is offered, and none that this phone has: in such a call nobody would hear anything. */
  async #makeAnswer(): Promise<RTCSessionDescriptionInit> {
    const answer = await this.#pc.createAnswer();
    const isOffered = audioOf(this.#pc.remoteDescription?.sdp ?? '') !== null;
    if (isOffered && audioOf(answer.sdp ?? '') === null) throw new Error('No codec of the sound that is offered is known here');
    return answer;
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    // For the first answer they were gathered while it rang: see `MediaPool.incoming`.
    const { localDescription: before } = this.#pc;
    const isNew = before !== null && hasMedia(description.sdp ?? '') && iceUserOf(description.sdp) !== iceUserOf(before.sdp);
    if (isNew) this.#gathering.begin();
    await this.#pc.setLocalDescription(description);
  }

  /** Takes the answer that was heard early for the answer. */
  async #settle(): Promise<void> {
    if (this.#early?.isSettled !== false || this.#pc.signalingState !== 'have-remote-pranswer') return;
    this.#early.isSettled = true;
    await this.#pc.setRemoteDescription({ type: 'answer', sdp: withTonesOfOneClock(this.#early.sdp) });
  }

  /** Another branch answers than the one whose early answer had become the answer: WebRTC wants the offer again before it takes that. */
  async #reopen(): Promise<void> {
    if (this.#pc.signalingState === 'stable') await this.#pc.setLocalDescription(await this.#pc.createOffer());
  }

  /** What the far end's description means for the call. */
  #read(sdp: string, isOffer: boolean): void {
    const audio = audioOf(sdp);
    this.#takesTones = audio?.takesTones ?? false;
    this.#audio ??=
      this.#pc.getTransceivers().find(({ receiver, direction }) => receiver.track.kind === 'audio' && direction !== 'stopped') ?? null;
    this.#feed.refresh();
    this.#setRecordedByRemote(recordOf(sdp));
    if (!audio) return;
    if (this.#early && !isOffer) {
      this.#needsRestart = audioOf(this.#early.sdp)?.iceUser !== audio.iceUser;
      this.#early = null;
    }
    // An answer to our own hold is `recvonly`, or `inactive` where the far end holds too; to `inactive` it can only be the same.
    const isTelling = isOffer || this.#audio?.direction !== 'inactive';
    if (isTelling) this.#setHeldByRemote(isHolding(audio.direction));
  }

  #setHeldByRemote(on: boolean): void {
    if (on === this.#isHeldByRemote) return;
    this.#isHeldByRemote = on;
    this.onEvent({ kind: 'held', on });
  }

  #setRecordedByRemote(state: RecordState | null): void {
    const on = state === null ? this.#isRecordedByRemote : state !== 'off';
    if (on === this.#isRecordedByRemote) return;
    this.#isRecordedByRemote = on;
    this.onEvent({ kind: 'recorded', on });
  }

  #receive(track: MediaStreamTrack): void {
    if (track.kind !== 'audio' || this.#stream?.getTracks().includes(track)) return;
    // A stream of our own: the browser takes tracks out of its streams while the call is held.
    this.#stream ??= new MediaStream();
    this.#stream.addTrack(track);
    this.onEvent({ kind: 'audio', stream: this.#stream });
  }

  #tellPath(): void {
    const state = pathOf[this.#pc.connectionState];
    if (state) this.onEvent({ kind: 'path', state });
  }
}

const pathOf: Readonly<Partial<Record<RTCPeerConnectionState, 'flowing' | 'interrupted' | 'failed'>>> = {
  connected: 'flowing',
  disconnected: 'interrupted',
  failed: 'failed',
};
