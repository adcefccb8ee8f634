import type { CallNotice } from '../../../shared/call.ts';
import type { DeviceChoice } from '../../../shared/settings.ts';
import { bestMatch, type Device, type DeviceList, type Devices, isMeant, type MediaDevicesPort } from './devices.ts';

export type MicrophoneNotice = Extract<CallNotice, `microphone-${string}`>;

/** What one user of the microphone has now: its own clone of the device's track, or none, and what went wrong. */
export interface MicrophoneFeed {
  readonly track: MediaStreamTrack | null;
  /** `microphone-lost` with a track: the device went, and the default one stands in for it. */
  readonly notice: MicrophoneNotice | null;
}

/** The one microphone, shared: opened with its first user and closed with the last, so that no light burns without a call. */
export interface Microphone {
  /**
   * Opens without making anyone wait. The listener hears when the device is there or cannot be had, and again whenever another device
   * takes over: the new track then replaces the old, which is stopped. Returns the function that gives it back.
   */
  use: (onFeed: (feed: MicrophoneFeed) => void) => () => void;
  /** Null is the system's default. During a call the new device is opened before the old one is let go. */
  choose: (choice: DeviceChoice | null) => Promise<void>;
  /** Another source of sound instead of a device, a generated tone for one; null is the device again. */
  substitute: (open: (() => Promise<MediaStream>) | null) => Promise<void>;
}

interface Use {
  onFeed: (feed: MicrophoneFeed) => void;
  track: MediaStreamTrack | null;
}

/** What was opened, and as what, so that a change of the default device is noticed. */
interface Source {
  track: MediaStreamTrack;
  device: Device | null;
}

const constraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** What kept a microphone from opening, by the names of Media Capture and Streams 10.2. */
function noticeOf(error: unknown): MicrophoneNotice {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'microphone-denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'microphone-missing';
    default:
      // NotReadableError and AbortError: the system has it, and will not give it.
      return 'microphone-busy';
  }
}

const isSame = (a: DeviceChoice | null, b: DeviceChoice | null) => a?.id === b?.id && a?.label === b?.label;

/** The microphone of the browser. */
export class DeviceMicrophone implements Microphone {
  readonly #mediaDevices: Pick<MediaDevicesPort, 'getUserMedia'>;
  readonly #devices: Devices;
  readonly #uses = new Set<Use>();
  #choice: DeviceChoice | null = null;
  #substitute: (() => Promise<MediaStream>) | null = null;
  #source: Source | null = null;
  #notice: MicrophoneNotice | null = null;
  /** Counts the openings: an older one that comes late is thrown away. */
  #turn = 0;
  #stopWatching: () => void = () => {};

  constructor(devices: Devices, mediaDevices: Pick<MediaDevicesPort, 'getUserMedia'> = navigator.mediaDevices) {
    this.#devices = devices;
    this.#mediaDevices = mediaDevices;
  }

  use(onFeed: (feed: MicrophoneFeed) => void): () => void {
    const use: Use = { onFeed, track: null };
    this.#uses.add(use);
    if (this.#uses.size === 1) {
      this.#stopWatching = this.#devices.watch((list) => this.#onDevices(list));
      void this.#open({ wasLost: false });
    } else if (this.#source || this.#notice) {
      // Later than this call, as for the first: the caller has its stop function before it hears.
      queueMicrotask(() => this.#uses.has(use) && this.#feed(use));
    }
    return () => this.#release(use);
  }

  async choose(choice: DeviceChoice | null): Promise<void> {
    if (isSame(choice, this.#choice)) return;
    this.#choice = choice;
    await this.#reopen();
  }

  async substitute(open: (() => Promise<MediaStream>) | null): Promise<void> {
    this.#substitute = open;
    await this.#reopen();
  }

  async #reopen(): Promise<void> {
    if (this.#uses.size > 0) await this.#open({ wasLost: false });
  }

  #release(use: Use): void {
    if (!this.#uses.delete(use)) return;
    use.track?.stop();
    if (this.#uses.size > 0) return;
    this.#turn++;
    this.#stopWatching();
    this.#letGo();
    this.#notice = null;
  }

  #letGo(): void {
    if (!this.#source) return;
    this.#source.track.onended = null;
    this.#source.track.stop();
    this.#source = null;
  }

  async #open({ wasLost }: { wasLost: boolean }): Promise<void> {
    const turn = ++this.#turn;
    const opened = await this.#openBest().catch((error: unknown) => noticeOf(error));
    if (turn !== this.#turn) {
      if (typeof opened !== 'string') opened.track.stop();
      return;
    }
    this.#letGo();
    if (typeof opened === 'string') {
      this.#notice = wasLost ? 'microphone-lost' : opened;
    } else {
      this.#source = opened;
      this.#notice = wasLost && !isMeant(this.#choice, opened.device) ? 'microphone-lost' : null;
      // Unplugged, or taken back by the system: `devicechange` may come later or, for a device that broke, never.
      opened.track.onended = () => void this.#open({ wasLost: true });
    }
    for (const use of [...this.#uses]) this.#feed(use);
  }

  async #openBest(): Promise<Source> {
    if (this.#substitute) return { track: audioTrackOf(await this.#substitute()), device: null };
    const device = bestMatch(this.#choice, (await this.#devices.list()).microphones);
    const get = async (deviceId: ConstrainDOMString | undefined) =>
      audioTrackOf(await this.#mediaDevices.getUserMedia({ audio: deviceId === undefined ? constraints : { ...constraints, deviceId } }));
    // An empty list says that the browser hides the names, not that the device is gone.
    if (this.#choice === null || (device && !isMeant(this.#choice, device))) return { track: await get(undefined), device };
    try {
      return { track: await get({ exact: device?.id ?? this.#choice.id }), device };
    } catch (error) {
      // It went between the list and the opening. Any other failure is the chosen device's own, and the user's to know.
      if (noticeOf(error) !== 'microphone-missing') throw error;
      return { track: await get(undefined), device: null };
    }
  }

  #feed(use: Use): void {
    const old = use.track;
    use.track = this.#source?.track.clone() ?? null;
    use.onFeed({ track: use.track, notice: this.#notice });
    // After the new one took its place: the far end hears no gap.
    old?.stop();
  }

  /** Falls back when the open device is gone, forward when the chosen one returns, and along when the system's default changes. */
  #onDevices({ microphones }: DeviceList): void {
    if (this.#substitute) return;
    const best = bestMatch(this.#choice, microphones);
    if (this.#source && isSame(best, this.#source.device)) return;
    if (!this.#source && !best) return;
    const open = this.#source?.device;
    const isGone = open !== undefined && open !== null && !microphones.some(({ id }) => id === open.id);
    void this.#open({ wasLost: isGone || this.#notice === 'microphone-lost' });
  }
}

function audioTrackOf(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getAudioTracks();
  // A substitute may hand over anything; a device never comes without.
  if (!track) throw new Error('The source of sound has no audio track.');
  return track;
}
