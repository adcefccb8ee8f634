import { nothingOpen, type OpenDevices, type OpenMicrophone } from '../../../shared/devices.ts';
import type { DeviceChoice } from '../../../shared/settings.ts';

/** Keeps what is open, as those tell who open and close it. */
export class OpenDeviceList {
  readonly #listeners = new Set<(now: OpenDevices) => void>();
  #now = nothingOpen;
  #camera: MediaStreamTrack | null = null;

  /** The listener hears of every change. Returns the function that stops it. */
  watch(listener: (now: OpenDevices) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly setMicrophone = (track: MediaStreamTrack | null): void => this.#set({ microphone: track && microphoneOf(track) });
  readonly setSpeaker = (speaker: DeviceChoice | null): void => this.#set({ speaker: speaker && nameOf(speaker) });
  readonly setRinger = (ringer: DeviceChoice | null): void => this.#set({ ringer: ringer && nameOf(ringer) });

  readonly setCamera = (stream: MediaStream | null): void => {
    this.#camera = stream?.getVideoTracks()[0] ?? null;
    this.#set({ camera: this.#camera && deviceOf(this.#camera) });
  };

  /** Looks whether the camera is still open: a track that its user stops says so to nobody. */
  readonly lookAtCamera = (): void => {
    if (this.#camera?.readyState === 'ended') this.setCamera(null);
  };

  #set(change: Partial<OpenDevices>): void {
    const next = { ...this.#now, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.#now)) return;
    this.#now = next;
    for (const listener of [...this.#listeners]) listener(this.#now);
  }
}

const nameOf = ({ id, label }: DeviceChoice): DeviceChoice => ({ id, label });

const deviceOf = (track: MediaStreamTrack): DeviceChoice => ({ id: track.getSettings().deviceId ?? '', label: track.label });

/** The lowest rate that a track can have is that of the device: Chromium makes any up to 48000 of it. */
const microphoneOf = (track: MediaStreamTrack): OpenMicrophone => ({
  ...deviceOf(track),
  rate: track.getCapabilities().sampleRate?.min ?? null,
});
