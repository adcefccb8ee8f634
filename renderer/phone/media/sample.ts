/** The counters of one call at one moment, as the browser keeps them since its beginning. Durations are seconds, as the browser has them. */
export interface Sample {
  /** When they were read, milliseconds. */
  readonly at: number;
  /** The path is open: ICE and DTLS are through. */
  readonly isConnected: boolean;
  /** Seconds to the far end and back, by the newest check of the path or report of the far end; null before the first. */
  readonly roundTrip: number | null;
  readonly inbound: Inbound | null;
  readonly outbound: Outbound | null;
  /** What it was read from, to be found again. */
  readonly entries: EntryIds;
}

/** Names of entries in the browser's report; undefined where there is none. */
interface EntryIds {
  readonly inbound?: string;
  readonly outbound?: string;
  readonly remote?: string;
  readonly transport?: string;
}

/** What arrived, of one stream. */
export interface Inbound {
  /** Another stream counts afresh. */
  readonly id: string;
  readonly codec: string;
  readonly packets: number;
  /** When the last one came, by the clock of `at`; null where that is not told. */
  readonly arrivedAt: number | null;
  /** Goes down again where a packet came late or twice. */
  readonly lost: number;
  /** Came too late to be played. */
  readonly discarded: number;
  readonly bytes: number;
  readonly jitter: number;
  /** Sum over all samples that were played, and their number. */
  readonly bufferDelay: number;
  readonly bufferCount: number;
  readonly energy: number;
  readonly duration: number;
  /** Time that the speaker wanted sound and the computer was not ready, and all time that it wanted any. */
  readonly starved: number;
  readonly played: number;
}

/** What was sent. */
export interface Outbound {
  readonly id: string;
  readonly packets: number;
  readonly bytes: number;
  /** Share that the far end missed in the time of its last report; null before the first. */
  readonly fractionLost: number | null;
  /** Of the microphone; null where nothing is on the wire. */
  readonly source: { readonly id: string; readonly level: number; readonly energy: number; readonly duration: number } | null;
}

// biome-ignore lint/suspicious/noExplicitAny: the statistics of https://www.w3.org/TR/webrtc-stats/ are untyped in the library of TypeScript
type Entry = any;

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

type Entries = Readonly<Record<keyof EntryIds, Entry>>;

/** Reads what is used of `getStats`; everything may be missing. `before` is the sample before, which tells where to look. */
export function readSample(report: RTCStatsReport, before: Sample | null = null): Sample | null {
  const { inbound, outbound, remote, transport } = (before && findAgain(report, before)) ?? find(report);
  const first = transport ?? inbound ?? outbound;
  if (!first) return null;
  const pair = transport && report.get(transport.selectedCandidatePairId);
  const roundTrip = pair?.currentRoundTripTime ?? remote?.roundTripTime;
  return {
    at: number(first.timestamp),
    entries: { inbound: inbound?.id, outbound: outbound?.id, remote: remote?.id, transport: transport?.id },
    isConnected: transport?.dtlsState === 'connected',
    roundTrip: typeof roundTrip === 'number' ? roundTrip : null,
    inbound: inbound ? readInbound(inbound, report) : null,
    outbound: outbound ? readOutbound(outbound, remote, report.get(outbound.mediaSourceId)) : null,
  };
}

function find(report: RTCStatsReport): Entries {
  const entries: Entry[] = [...report.values()];
  const of = (type: string): Entry[] => entries.filter((entry) => entry.type === type && (entry.kind ?? 'audio') === 'audio');
  // A re-INVITE may leave an old stream behind: the one that was heard last counts.
  const inbound = of('inbound-rtp').sort((a, b) => number(b.lastPacketReceivedTimestamp) - number(a.lastPacketReceivedTimestamp))[0];
  const outbound = of('outbound-rtp')[0];
  const remote = of('remote-inbound-rtp').find(({ localId }) => localId === outbound?.id);
  return { inbound, outbound, remote, transport: of('transport')[0] };
}

/** The same ones: of dozens the browser has to hand out four. Null where one is missing, or nothing came: there may be another stream. */
function findAgain(report: RTCStatsReport, { entries, inbound }: Sample): Entries | null {
  const get = (name: keyof EntryIds): Entry => report.get(entries[name] ?? '');
  const again = { inbound: get('inbound'), outbound: get('outbound'), remote: get('remote'), transport: get('transport') };
  const isThere = again.inbound && again.outbound && again.remote && again.transport;
  return isThere && again.inbound.packetsReceived !== inbound?.packets ? again : null;
}

function readInbound(entry: Entry, report: RTCStatsReport): Inbound {
  const playout: Entry = report.get(entry.playoutId);
  const mime: Entry = report.get(entry.codecId)?.mimeType;
  return {
    id: String(entry.id),
    codec: typeof mime === 'string' ? mime.replace(/^audio\//i, '') : '',
    packets: number(entry.packetsReceived),
    arrivedAt: typeof entry.lastPacketReceivedTimestamp === 'number' ? entry.lastPacketReceivedTimestamp : null,
    lost: number(entry.packetsLost),
    discarded: number(entry.packetsDiscarded),
    bytes: number(entry.bytesReceived),
    jitter: number(entry.jitter),
    bufferDelay: number(entry.jitterBufferDelay),
    bufferCount: number(entry.jitterBufferEmittedCount),
    energy: number(entry.totalAudioEnergy),
    duration: number(entry.totalSamplesDuration),
    starved: number(playout?.synthesizedSamplesDuration),
    played: number(playout?.totalSamplesDuration),
  };
}

function readOutbound(entry: Entry, remote: Entry, source: Entry): Outbound {
  return {
    id: String(entry.id),
    packets: number(entry.packetsSent),
    bytes: number(entry.bytesSent),
    fractionLost: typeof remote?.fractionLost === 'number' ? remote.fractionLost : null,
    source: source
      ? {
          id: String(source.id),
          level: number(source.audioLevel),
          energy: number(source.totalAudioEnergy),
          duration: number(source.totalSamplesDuration),
        }
      : null,
  };
}
