import type { CallNotice } from '../../../shared/call.ts';
import { rankOf, systemDefault, usable } from '../../../shared/device-order.ts';
import type { DeviceList } from '../../../shared/devices.ts';
import type { DeviceChoice, DeviceOrder, MicrophoneProcessing } from '../../../shared/settings.ts';
import { systemTimers, type Timers } from '../timers.ts';
import type { Devices, MediaDevicesPort } from './devices.ts';

export type MicrophoneNotice = Extract<CallNotice, `microphone-${string}`>;

/** What one user of the microphone has now: its own clone of the device's track, or none, and what went wrong. */
export interface MicrophoneFeed {
  readonly track: MediaStreamTrack | null;
  /** With a track: `microphone-lost`, the device went and the next best stands in for it; `microphone-taken`, another program has it. */
  readonly notice: MicrophoneNotice | null;
}

/** The one microphone, shared: opened with its first user and closed with the last, so that no light burns without a call. */
export interface Microphone {
  /**
   * Opens without making anyone wait. The listener hears when the device is there or cannot be had, and again whenever another device
   * takes over: the new track then replaces the old, which is stopped. Returns the function that gives it back.
   */
  use: (onFeed: (feed: MicrophoneFeed) => void) => () => void;
  /**
   * The first that opens is used, and the system's default when none does. During a call the new device is opened before the old one
   * is let go.
   */
  choose: (order: DeviceOrder) => Promise<void>;
  /** What the browser does to its sound, in the middle of a call as well. */
  process: (processing: MicrophoneProcessing) => Promise<void>;
  /** Tries again what could not be opened; the user may have allowed it, or closed the program that held it. */
  retry: () => Promise<void>;
  /** Another source of sound instead of a device, a generated tone for one; null is the device again. */
  substitute: (open: (() => Promise<MediaStream>) | null) => Promise<void>;
}

interface Use {
  onFeed: (feed: MicrophoneFeed) => void;
  track: MediaStreamTrack | null;
}

/** What was opened, and as what, so that a change of the default device is noticed. */
interface Source {
  readonly track: MediaStreamTrack;
  readonly device: DeviceChoice | null;
  /** A better one could not be had because something else holds it. */
  readonly isTaken: boolean;
}

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

const isSame = (a: DeviceChoice | null | undefined, b: DeviceChoice | null | undefined) => a?.id === b?.id && a?.label === b?.label;

/** What is opened where no device is named. */
const defaultOf = (list: readonly DeviceChoice[]): DeviceChoice | null => list.find(({ id }) => id === systemDefault.id) ?? list[0] ?? null;

/** No browser tells when another program lets go of a device: so long, in milliseconds, until one that it held is tried again. */
const patience = 3_000;

export interface MicrophoneOptions {
  /** Hears which device is open; null: none, or another one is about to be. */
  onOpen?: (track: MediaStreamTrack | null) => void;
  timers?: Timers;
}

/** The microphone of the browser. */
export class DeviceMicrophone implements Microphone {
  readonly #mediaDevices: Pick<MediaDevicesPort, 'getUserMedia'>;
  readonly #devices: Devices;
  readonly #onOpen: (track: MediaStreamTrack | null) => void;
  readonly #timers: Timers;
  readonly #uses = new Set<Use>();
  #order: DeviceOrder = [];
  /** The device that went and for which a less wanted one stands in. */
  #lost: DeviceChoice | null = null;
  #processing: MicrophoneProcessing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  #substitute: (() => Promise<MediaStream>) | null = null;
  #source: Source | null = null;
  #notice: MicrophoneNotice | null = null;
  /** Counts the openings: an older one that comes late is thrown away. */
  #turn = 0;
  #stopWatching: () => void = () => {};
  #stopWaiting: () => void = () => {};

  constructor(
    devices: Devices,
    mediaDevices: Pick<MediaDevicesPort, 'getUserMedia'> = navigator.mediaDevices,
    { onOpen = () => {}, timers = systemTimers }: MicrophoneOptions = {},
  ) {
    this.#devices = devices;
    this.#mediaDevices = mediaDevices;
    this.#onOpen = onOpen;
    this.#timers = timers;
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

  async choose(order: DeviceOrder): Promise<void> {
    if (order.length === this.#order.length && order.every((device, index) => isSame(device, this.#order[index]))) return;
    this.#order = order;
    if (this.#source) this.#onOpen(null);
    await this.#reopen();
  }

  async process(processing: MicrophoneProcessing): Promise<void> {
    const { echoCancellation, noiseSuppression, autoGainControl } = this.#processing;
    this.#processing = processing;
    if (
      echoCancellation === processing.echoCancellation &&
      noiseSuppression === processing.noiseSuppression &&
      autoGainControl === processing.autoGainControl
    )
      return;
    // Chromium processes the sound of a device as it was opened: `applyConstraints` changes nothing in it.
    await this.#reopen();
  }

  async retry(): Promise<void> {
    if (this.#notice !== null && this.#notice !== 'microphone-lost') await this.#reopen();
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
    this.#stopWaiting();
    this.#letGo();
    this.#onOpen(null);
    this.#notice = null;
    this.#lost = null;
  }

  #letGo(): void {
    if (!this.#source) return;
    this.#source.track.onended = null;
    this.#source.track.stop();
    this.#source = null;
  }

  async #open({ wasLost }: { wasLost: boolean }): Promise<void> {
    const turn = ++this.#turn;
    this.#stopWaiting();
    this.#lost = wasLost ? (this.#lost ?? this.#source?.device ?? null) : null;
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
      if (!this.#standsIn(opened.device)) this.#lost = null;
      this.#notice = this.#lost ? 'microphone-lost' : opened.isTaken ? 'microphone-taken' : null;
      // Unplugged, or taken back by the system: `devicechange` may come later or, for a device that broke, never.
      opened.track.onended = () => void this.#open({ wasLost: true });
    }
    this.#onOpen(typeof opened === 'string' || this.#substitute ? null : opened.track);
    for (const use of [...this.#uses]) this.#feed(use);
    this.#waitForTaken();
  }

  /** Whoever talks goes on with the next best one meanwhile, which is left only when the better one really opens. */
  #waitForTaken(): void {
    if (this.#notice !== 'microphone-busy' && this.#notice !== 'microphone-taken') return;
    const turn = this.#turn;
    this.#stopWaiting = this.#timers.after(patience, async () => {
      const isFree = await this.#isBetterFree();
      if (turn !== this.#turn) return;
      if (isFree) await this.retry();
      else this.#waitForTaken();
    });
  }

  async #isBetterFree(): Promise<boolean> {
    const { microphones } = await this.#devices.list();
    const better = usable(this.#order, microphones).filter((device) => rankOf(this.#order, device) < this.#rank);
    for (const deviceId of this.#source ? better.map(({ id }) => ({ exact: id })) : [undefined]) {
      const track = await this.#get(deviceId).catch(() => null);
      track?.stop();
      if (track) return true;
    }
    return false;
  }

  /** Where the open device stands in the order; behind all where none is open. */
  get #rank(): number {
    return this.#source ? rankOf(this.#order, this.#source.device ?? systemDefault) : Number.POSITIVE_INFINITY;
  }

  async #openBest(): Promise<Source> {
    if (this.#substitute) return { track: audioTrackOf(await this.#substitute()), device: null, isTaken: false };
    const { microphones } = await this.#devices.list();
    // An empty list says that the browser hides the names, not that the devices are gone.
    const wanted = usable(this.#order, microphones.length > 0 ? microphones : this.#order);
    let isTaken = false;
    for (const device of wanted) {
      try {
        return { track: await this.#get({ exact: device.id }), device, isTaken };
      } catch (error) {
        const notice = noticeOf(error);
        if (notice === 'microphone-denied') throw error;
        // Else it went between the list and the opening.
        isTaken ||= notice === 'microphone-busy';
      }
    }
    return { track: await this.#get(undefined), device: defaultOf(microphones), isTaken };
  }

  async #get(deviceId: ConstrainDOMString | undefined): Promise<MediaStreamTrack> {
    const audio = deviceId === undefined ? this.#processing : { ...this.#processing, deviceId };
    return audioTrackOf(await this.#mediaDevices.getUserMedia({ audio }));
  }

  #standsIn(device: DeviceChoice | null): boolean {
    if (!this.#lost) return false;
    return rankOf(this.#order, device ?? systemDefault) > rankOf(this.#order, this.#lost);
  }

  #feed(use: Use): void {
    const old = use.track;
    use.track = this.#source?.track.clone() ?? null;
    use.onFeed({ track: use.track, notice: this.#notice });
    // After the new one took its place: the far end hears no gap.
    old?.stop();
  }

  /** Falls back when the open device is gone, forward when a better one returns, and along when the system's default changes. */
  #onDevices({ microphones }: DeviceList): void {
    if (this.#substitute) return;
    const best = usable(this.#order, microphones)[0] ?? defaultOf(microphones);
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
