import type { BodyAndContentType } from 'sip.js';
import type { RecordState, VideoWish } from '../../line.ts';
import type { LegMedia, MediaEvent, MediaSource } from '../leg-media.ts';
import { audioOf, isHolding, type MediaDirection, recordOf, withRecord } from '../sdp.ts';

/** A description of one audio stream. */
export function sdp(direction: MediaDirection = 'sendrecv', { tones = true, iceUser = 'stub' } = {}): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    'm=audio 4000 UDP/TLS/RTP/SAVPF 0 101',
    'a=rtpmap:0 PCMU/8000',
    ...(tones ? ['a=rtpmap:101 telephone-event/8000'] : []),
    `a=ice-ufrag:${iceUser}`,
    `a=${direction}`,
    '',
  ].join('\r\n');
}

/** A description without any audio. */
export const videoOnly =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 4000 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n';

/** Every wish has to be told. */
class StubPictures {
  wish: VideoWish | null = null;
  /** What our last description said. */
  told: VideoWish | null = null;

  set(wish: VideoWish | null): void {
    this.wish = wish;
  }

  readonly answered: Promise<void> = Promise.resolve();

  async renew(): Promise<void> {}

  needsOffer(wish: VideoWish): boolean {
    return wish !== this.told;
  }
}

/** The sound of a leg without sound: keeps the rules of offer and answer, and notes what it was asked. */
export class StubMedia implements LegMedia {
  onEvent: (event: MediaEvent) => void = () => {};
  isOffered: () => boolean = () => false;
  isHeldByRemote = false;
  needsRestart = false;
  takesTones = false;
  readonly readyForTones = async (): Promise<boolean> => this.takesTones;
  isClosed = false;
  readonly asked: string[] = [];
  readonly pictures = new StubPictures();
  readonly stream = { id: 'remote' } as unknown as MediaStream;
  signaling: 'stable' | 'have-local-offer' | 'have-remote-offer' = 'stable';
  /** What `getDescription`, `setDescription` and `prepare` reject with. */
  fault: Error | null = null;
  #isHeld = false;
  #record: RecordState | null = null;
  #prepared: string | null = null;
  #early: string | null = null;
  /** An early answer, and whether it has become the answer. */
  #earlyText = '';
  #isSettled = false;

  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }

  async getDescription(): Promise<BodyAndContentType> {
    if (this.isClosed || this.fault) throw this.fault ?? new Error('closed');
    const isAnswer = this.signaling === 'have-remote-offer';
    this.signaling = isAnswer ? 'stable' : 'have-local-offer';
    const direction = this.#isHeld
      ? this.isHeldByRemote
        ? 'inactive'
        : 'sendonly'
      : isAnswer && this.isHeldByRemote
        ? 'recvonly'
        : 'sendrecv';
    this.pictures.told = this.pictures.wish;
    const body = this.#record ? withRecord(sdp(direction), this.#record) : sdp(direction);
    return { body, contentType: 'application/sdp' };
  }

  async setDescription(text: string): Promise<void> {
    if (text === this.#prepared) {
      this.#prepared = null;
      return;
    }
    if (this.#isSettled && text === this.#earlyText) return;
    if (this.isClosed || this.fault) throw this.fault ?? new Error('closed');
    if (!text.startsWith('v=0')) throw new Error('not SDP');
    const isOffer = this.signaling === 'stable' || this.isOffered();
    this.signaling = isOffer ? 'have-remote-offer' : 'stable';
    const audio = audioOf(text);
    if (!isOffer && !audio) throw new Error('The answer has no audio');
    this.takesTones = audio?.takesTones ?? false;
    if (this.#early !== null && audio?.iceUser !== this.#early) this.needsRestart = true;
    this.onEvent({ kind: 'audio', stream: this.stream });
    const record = recordOf(text);
    if (record) this.onEvent({ kind: 'recorded', on: record !== 'off' });
    const isHeld = audio !== null && isHolding(audio.direction);
    if (isHeld === this.isHeldByRemote) return;
    this.isHeldByRemote = isHeld;
    this.onEvent({ kind: 'held', on: isHeld });
  }

  async prepare(offer: string): Promise<void> {
    await this.setDescription(offer);
    this.#prepared = offer;
  }

  async setEarlyAnswer(text: string): Promise<void> {
    this.asked.push('early answer');
    this.#earlyText = text;
    this.#early = audioOf(text)?.iceUser ?? null;
    this.onEvent({ kind: 'audio', stream: this.stream });
  }

  async answer(offer: string): Promise<string> {
    this.asked.push('answer');
    this.#isSettled = this.#early !== null;
    this.signaling = 'stable';
    await this.setDescription(offer);
    return (await this.getDescription()).body;
  }

  async rollbackDescription(): Promise<void> {
    this.asked.push('rollback');
    this.signaling = 'stable';
  }

  tellRecording(state: RecordState): void {
    this.asked.push(`record ${state}`);
    this.#record = state;
  }

  hold(on: boolean): void {
    this.asked.push(on ? 'hold' : 'resume');
    this.#isHeld = on;
  }

  restart(): void {
    this.asked.push('restart');
    this.needsRestart = false;
  }

  async setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    this.asked.push(track ? 'microphone on' : 'microphone off');
  }

  async sendTones(tones: string): Promise<void> {
    this.asked.push(`tones ${tones}`);
  }

  sendDtmf(): boolean {
    return false;
  }

  async readStatistics(): Promise<RTCStatsReport | null> {
    return null;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Makes stubs and remembers them. */
export class StubMediaSource implements MediaSource {
  readonly made: StubMedia[] = [];
  /** The `fault` of those that are made from now on. */
  fault: Error | null = null;
  isWarm = false;

  outgoing(): LegMedia {
    return this.#make();
  }

  incoming(): LegMedia {
    return this.#make();
  }

  warm(): void {
    this.isWarm = true;
  }

  close(): void {
    this.isWarm = false;
  }

  get last(): StubMedia {
    return this.made.at(-1)!;
  }

  #make(): StubMedia {
    const media = new StubMedia();
    media.fault = this.fault;
    this.made.push(media);
    return media;
  }
}
