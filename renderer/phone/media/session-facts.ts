/** One end of a stream of sound, as far as the browser says where that is. */
export interface StreamEnd {
  readonly address: string;
  readonly port: number;
  /** RFC 3550 5.1; null before anything was sent from there. */
  readonly ssrc: number | null;
}

/** What a report to others needs besides the counters of `Sample`. Counters are those since the call began. */
export interface SessionFacts {
  readonly local: StreamEnd;
  readonly remote: StreamEnd;
  readonly payloadType: number | null;
  /** Hertz. */
  readonly sampleRate: number | null;
  /** What the far end says of our sound (RFC 3550 6.4.1), null before it said anything: packets lost of those that were sent, and seconds of jitter. */
  readonly heardByThem: { readonly lost: number; readonly sent: number; readonly jitter: number } | null;
}

// biome-ignore lint/suspicious/noExplicitAny: as in sample.ts
type Entry = any;

const wholeOrNull = (value: unknown): number | null => (Number.isInteger(value) ? (value as number) : null);

/** Reads them off `getStats`; everything may be missing. */
export function readSessionFacts(report: RTCStatsReport): SessionFacts {
  const entries: Entry[] = [...report.values()];
  const of = (type: string): Entry => entries.find((entry) => entry.type === type && (entry.kind ?? 'audio') === 'audio');
  const [inbound, outbound, transport] = [of('inbound-rtp'), of('outbound-rtp'), of('transport')];
  const pair: Entry = report.get(transport?.selectedCandidatePairId);
  const codec: Entry = report.get(inbound?.codecId ?? outbound?.codecId);
  return {
    local: endOf(report.get(pair?.localCandidateId), outbound),
    remote: endOf(report.get(pair?.remoteCandidateId), inbound),
    payloadType: wholeOrNull(codec?.payloadType),
    sampleRate: wholeOrNull(codec?.clockRate),
    heardByThem: readHeard(of('remote-inbound-rtp'), outbound),
  };
}

const endOf = (candidate: Entry, stream: Entry): StreamEnd => ({
  // The browser hides it behind a made-up name where no microphone was ever allowed.
  address: /^[\d.]+$|^[\da-f:.]*:[\da-f:.]*$/i.test(candidate?.address ?? '') ? candidate.address : '0.0.0.0',
  port: wholeOrNull(candidate?.port) ?? 0,
  ssrc: wholeOrNull(stream?.ssrc),
});

function readHeard(remote: Entry, outbound: Entry): SessionFacts['heardByThem'] {
  const [lost, sent] = [wholeOrNull(remote?.packetsLost), wholeOrNull(outbound?.packetsSent)];
  if (lost === null || !sent) return null;
  return { lost: Math.max(0, lost), sent, jitter: Number.isFinite(remote.jitter) ? remote.jitter : 0 };
}
