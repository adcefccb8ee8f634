/** What a test wants of a call's statistics; everything grows by itself with each second. */
export interface SoundOptions {
  /** Shares of the packets of each second. */
  lost?: number;
  late?: number;
  lossSent?: number;
  /** Seconds. */
  roundTrip?: number;
  bufferDelay?: number;
  /** Share of the time that the computer was not ready. */
  starved?: number;
  /** Root mean squares. */
  local?: number;
  remote?: number;
  /** The highest sample of the microphone. */
  peak?: number;
  /** Nothing arrives. */
  isDead?: boolean;
  /** The path is not open yet: the handshake goes on, and nothing arrives. */
  isClosed?: boolean;
  codec?: string;
}

/** Statistics of a call as Chromium keeps them: fifty packets a second each way, until a test says something else. */
export class FakeStatistics {
  #sound: Required<SoundOptions> = {
    lost: 0,
    late: 0,
    lossSent: 0,
    roundTrip: 0.02,
    bufferDelay: 0.04,
    starved: 0,
    local: 0.1,
    remote: 0.1,
    peak: 0.4,
    isDead: false,
    isClosed: false,
    codec: 'opus',
  };
  #seconds = 0;
  #stream = 1;
  #arrivedAt = 0;
  readonly #sums = { packets: 0, lost: 0, late: 0, delay: 0, count: 0, heard: 0, starved: 0, spoken: 0 };

  set(sound: SoundOptions): void {
    this.#sound = { ...this.#sound, ...sound };
  }

  /** The far end sends another stream from now on. */
  changeStream(): void {
    this.#stream++;
    Object.assign(this.#sums, { packets: 0, lost: 0, late: 0, delay: 0, count: 0, heard: 0 });
  }

  /** Time goes on. */
  pass(seconds = 1): void {
    const { lost, late, bufferDelay, starved, local, remote } = this.#sound;
    const isDead = this.#sound.isDead || this.#sound.isClosed;
    const due = isDead ? 0 : 50 * seconds;
    this.#seconds += seconds;
    if (!isDead) this.#arrivedAt = this.#seconds * 1_000;
    const sums = this.#sums;
    sums.packets += due * (1 - lost);
    sums.lost += due * lost;
    sums.late += due * late;
    sums.count += 48_000 * seconds;
    sums.delay += bufferDelay * 48_000 * seconds;
    sums.heard += isDead ? 0 : remote ** 2 * seconds;
    sums.starved += starved * seconds;
    sums.spoken += local ** 2 * seconds;
  }

  /** As `getStats` gives it now. */
  get report(): RTCStatsReport {
    const { lossSent, roundTrip, peak, codec, isClosed } = this.#sound;
    const { packets, lost, late, delay, count, heard, starved, spoken } = this.#sums;
    const [seconds, stream] = [this.#seconds, this.#stream];
    const entries: Record<string, unknown>[] = [
      { id: 'T', type: 'transport', dtlsState: isClosed ? 'connecting' : 'connected', selectedCandidatePairId: 'P' },
      { id: 'P', type: 'candidate-pair', currentRoundTripTime: roundTrip },
      { id: 'C', type: 'codec', mimeType: `audio/${codec}` },
      { id: 'AP', type: 'media-playout', kind: 'audio', synthesizedSamplesDuration: starved, totalSamplesDuration: seconds },
      {
        ...{ id: `I${stream}`, type: 'inbound-rtp', kind: 'audio', codecId: 'C', playoutId: 'AP', jitter: 0.003 },
        ...{ packetsReceived: packets, packetsLost: lost, packetsDiscarded: late, bytesReceived: packets * 80 },
        ...{ jitterBufferDelay: delay, jitterBufferEmittedCount: count, totalAudioEnergy: heard, totalSamplesDuration: seconds },
        lastPacketReceivedTimestamp: this.#arrivedAt,
      },
      { id: 'O', type: 'outbound-rtp', kind: 'audio', mediaSourceId: 'S', packetsSent: seconds * 50, bytesSent: seconds * 4_000 },
      { id: 'R', type: 'remote-inbound-rtp', kind: 'audio', localId: 'O', fractionLost: lossSent },
      { id: 'S', type: 'media-source', kind: 'audio', audioLevel: peak, totalAudioEnergy: spoken, totalSamplesDuration: seconds },
    ];
    return new Map(entries.map((entry) => [entry.id, { ...entry, timestamp: seconds * 1_000 }])) as unknown as RTCStatsReport;
  }
}
