import type { RecordState } from '../line.ts';
import type { Mix } from '../media/mix.ts';
import type { Call } from './call.ts';
import { Recording, type RecordingAnnouncer, type RecordingPorts } from './recording.ts';

export interface ConferenceRecordingPorts extends Pick<RecordingPorts, 'store' | 'openRecorder' | 'timers' | 'now' | 'log'> {
  id: string;
  /** In the order in which they joined. */
  calls: () => readonly Call[];
  mix: Mix;
  recorded: () => void;
}

/** A conference is recorded as one: we on one side, everyone else on the other, whoever comes and goes. */
export class ConferenceRecording {
  readonly whole: Recording;
  readonly #ports: ConferenceRecordingPorts;
  readonly #announced = new Set<Call>();
  #listener: ((track: MediaStreamTrack | null) => void) | null = null;
  #untap: () => void = () => {};

  constructor(ports: ConferenceRecordingPorts) {
    this.#ports = ports;
    this.whole = new Recording({
      ...ports,
      callId: ports.id,
      direction: 'outgoing',
      peer: () => ({ name: this.#names(), number: '', uri: '', company: '', avatar: '' }),
      state: () => ports.calls()[0]?.state.kind ?? 'ended',
      tapMicrophone: (listener) => this.#tap(listener),
      remote: () => ports.mix.hearAll(),
      // Of a conference there is the sound: each sees nobody but us.
      pictures: () => [],
      expectsPictures: () => false,
      leg: () => ({ tellRecording: (state) => this.#tell(state) }),
      announcer: this.#makeAnnouncer(),
      onNotice: (notice) => ports.calls()[0]?.core.note('recording', notice),
      onChange: () => {
        for (const { core } of ports.calls()) core.change();
      },
    });
  }

  /** Somebody came: what they say is recorded, and they are to know. */
  admit(call: Call): void {
    call.core.media.join({ hearAll: () => this.#ports.mix.hearAll(), recording: this.whole });
    if (!this.whole.current) return;
    if (this.#announced.size > 0) this.#announce(call, true);
    this.#tellOne(call, this.whole.current.isPaused ? 'paused' : 'on');
  }

  /** Somebody is no longer among the calls. */
  dismiss(call: Call): void {
    call.core.media.join(null);
    if (this.#announced.has(call)) this.#announce(call, false);
    if (this.whole.current) this.#tellOne(call, 'off');
    this.#listen();
  }

  #names(): string {
    return this.#ports
      .calls()
      .map(({ peer }) => peer.name || peer.number)
      .join(', ');
  }

  /** Each of them has our sound, and one is enough. */
  #tap(listener: (track: MediaStreamTrack | null) => void): () => void {
    this.#listener = listener;
    this.#listen();
    return () => {
      this.#listener = null;
      this.#listen();
    };
  }

  #listen(): void {
    this.#untap();
    const [first] = this.#ports.calls();
    this.#untap = this.#listener && first ? first.core.media.microphone.tap(this.#listener) : () => {};
  }

  async #tell(state: RecordState): Promise<void> {
    await Promise.all(this.#ports.calls().map(({ core }) => core.media.tellRecording(state)));
  }

  #tellOne({ core, state }: Call, told: RecordState): void {
    if (state.kind !== 'active') return;
    core.media.tellRecording(told).catch((error: unknown) => this.#ports.log.info(`a far end was not told of a recording: ${error}`));
  }

  #announce(call: Call, on: boolean): void {
    call.core.media.microphone.announce(on);
    if (on) this.#announced.add(call);
    else this.#announced.delete(call);
  }

  #makeAnnouncer(): RecordingAnnouncer {
    return {
      begin: () => {
        for (const call of this.#ports.calls()) this.#announce(call, true);
      },
      beep: () => {
        for (const call of this.#announced) call.core.media.microphone.beep();
        this.#ports.recorded();
      },
      end: () => {
        for (const call of this.#announced) this.#announce(call, false);
      },
    };
  }
}
