import type { DeviceChoice } from '../../../shared/settings.ts';
import type { Camera } from '../media/camera.ts';
import type { Meter } from '../media/level.ts';
import type { Microphone, MicrophoneFeed, MicrophoneNotice } from '../media/microphone.ts';
import type { Mix } from '../media/mix.ts';
import type { Output } from '../media/output.ts';
import type { Tones } from '../media/tones.ts';

let tracksMade = 0;

/** A track in memory, which remembers whether it was stopped. */
export function makeFakeTrack(label = 'microphone', kind: 'audio' | 'video' = 'audio'): MediaStreamTrack {
  const track = {
    id: `track-${++tracksMade}`,
    kind,
    label,
    enabled: true,
    readyState: 'live',
    onended: null,
    stop() {
      track.readyState = 'ended';
    },
    clone: () => makeFakeTrack(label, kind),
    getSettings: () => ({}),
    getCapabilities: () => ({}),
  };
  return track as unknown as MediaStreamTrack;
}

/** A stream in memory with these tracks. */
export function makeFakeStream(tracks: readonly MediaStreamTrack[] = [makeFakeTrack('far end')]): MediaStream {
  const ofKind = (kind: string) => tracks.filter((track) => track.kind === kind);
  const own = { getAudioTracks: () => ofKind('audio'), getVideoTracks: () => ofKind('video'), getTracks: () => [...tracks] };
  return own as unknown as MediaStream;
}

/** Cameras and screens that open at once, or not at all. Each stream that was opened is kept. */
export class FakeCamera implements Camera {
  readonly opened: MediaStream[] = [];
  order: readonly DeviceChoice[] = [];
  /** The name of the DOMException that every opening fails with. */
  failure: string | null = null;

  open = (): Promise<MediaStream> => {
    if (this.failure) return Promise.reject(new DOMException('The fake camera will not open.', this.failure));
    const stream = makeFakeStream([makeFakeTrack('camera', 'video')]);
    this.opened.push(stream);
    return Promise.resolve(stream);
  };

  readonly choose = (order: readonly DeviceChoice[]): void => {
    this.order = order;
  };
}

/** The pictures of a stream in memory go, as when a camera is unplugged or a window closed. */
export function endPictures(stream: MediaStream | undefined): void {
  const [track] = stream?.getVideoTracks() ?? [];
  track?.stop();
  track?.onended?.(new Event('ended'));
}

/** A microphone that opens when the test says so. */
export class FakeMicrophone implements Microphone {
  readonly #uses = new Map<(feed: MicrophoneFeed) => void, MediaStreamTrack | null>();
  makeTrack: () => MediaStreamTrack = makeFakeTrack;

  get users(): number {
    return this.#uses.size;
  }

  use(onFeed: (feed: MicrophoneFeed) => void): () => void {
    this.#uses.set(onFeed, null);
    return () => {
      this.#uses.get(onFeed)?.stop();
      this.#uses.delete(onFeed);
    };
  }

  /** Every user gets a track of its own. */
  deliver({ notice = null }: { notice?: MicrophoneNotice | null } = {}): void {
    for (const [onFeed, old] of [...this.#uses]) {
      const track = this.makeTrack();
      this.#uses.set(onFeed, track);
      onFeed({ track, notice });
      old?.stop();
    }
  }

  fail(notice: MicrophoneNotice): void {
    for (const onFeed of [...this.#uses.keys()]) onFeed({ track: null, notice });
  }

  choose(): Promise<void> {
    return Promise.resolve();
  }

  process(): Promise<void> {
    return Promise.resolve();
  }

  retry(): Promise<void> {
    return Promise.resolve();
  }

  substitute(): Promise<void> {
    return Promise.resolve();
  }
}

/** Remembers who is heard now. */
export class FakeOutput implements Output {
  readonly playing = new Map<string, MediaStream>();
  readonly muted = new Set<string>();
  readonly volumes = new Map<string, number>();
  volume = 1;

  attach(callId: string, stream: MediaStream): void {
    this.playing.set(callId, stream);
  }

  detach(callId: string): void {
    this.playing.delete(callId);
    this.muted.delete(callId);
    this.volumes.delete(callId);
  }

  setVolume(callId: string, volume: number): void {
    this.volumes.set(callId, volume);
  }

  mute(callId: string, on: boolean): void {
    if (on) this.muted.add(callId);
    else this.muted.delete(callId);
  }

  readonly speaker = '';
  readonly accompany = () => () => {};

  choose(): Promise<void> {
    return Promise.resolve();
  }
}

/** Remembers what sounds now, and how often the short sounds did. */
export class FakeTones implements Tones {
  readonly ringbackFor = new Set<string>();
  readonly keys: string[] = [];
  isRinging = false;
  isWaiting = false;
  busyCount = 0;
  answeringCount = 0;
  recordedCount = 0;
  testCount = 0;
  speakerVolume = 1;
  ringerVolume = 1;

  ringback(callId: string, on: boolean): void {
    if (on) this.ringbackFor.add(callId);
    else this.ringbackFor.delete(callId);
  }

  busy(): void {
    this.busyCount++;
  }

  ring(on: boolean): void {
    this.isRinging = on;
  }

  waiting(on: boolean): void {
    this.isWaiting = on;
  }

  answering(): void {
    this.answeringCount++;
  }

  key(tone: string): void {
    this.keys.push(tone);
  }

  recorded(): void {
    this.recordedCount++;
  }

  test(): void {
    this.testCount++;
  }

  chooseSpeaker(): Promise<void> {
    return Promise.resolve();
  }

  chooseRinger(): Promise<void> {
    return Promise.resolve();
  }
}

/** Meters that show what the test sets. */
export class FakeMeters {
  level = 0;
  /** How many are open now. */
  open = 0;

  readonly openMeter = (): Meter => {
    this.open++;
    return {
      read: () => this.level,
      close: () => {
        this.open--;
      },
    };
  };
}

/** Remembers who is in the mix, and with what. */
export class FakeMix implements Mix {
  readonly sent = new Map<string, MediaStreamTrack>();
  readonly microphones = new Map<string, MediaStreamTrack | null>();
  readonly sounds = new Map<string, MediaStream>();
  readonly audible = new Set<string>();
  readonly everyone = makeFakeStream([makeFakeTrack('everyone')]);
  isClosed = false;

  join(id: string): MediaStreamTrack {
    const track = makeFakeTrack(`mix for ${id}`);
    this.sent.set(id, track);
    return track;
  }

  setMicrophone(id: string, track: MediaStreamTrack | null): void {
    this.microphones.set(id, track);
  }

  setSound(id: string, stream: MediaStream): void {
    this.sounds.set(id, stream);
  }

  setAudible(id: string, on: boolean): void {
    if (on) this.audible.add(id);
    else this.audible.delete(id);
  }

  hearAll(): MediaStream {
    return this.everyone;
  }

  leave(id: string): void {
    this.sent.get(id)?.stop();
    for (const kept of [this.sent, this.microphones, this.sounds, this.audible]) kept.delete(id);
  }

  close(): void {
    this.isClosed = true;
  }
}
