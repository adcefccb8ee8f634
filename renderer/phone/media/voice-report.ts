import type { SessionFacts, StreamEnd } from './session-facts.ts';
import type { VoiceMetrics } from './voice-metrics.ts';

/** Whose call it was. Addresses are SIP URIs, and any text may come from strangers. */
export interface VoiceSession {
  readonly callId: string;
  readonly local: string;
  readonly remote: string;
  /** Whoever called. */
  readonly origin: 'local' | 'remote';
}

export interface VoiceReportInput {
  /** `end`: the last one, of all of the call; `interval`: of the time since the one before. */
  readonly kind: 'end' | 'interval';
  readonly session: VoiceSession;
  readonly facts: SessionFacts;
  readonly metrics: VoiceMetrics;
}

/** Body of a report, application/vq-rtcpxr (RFC 6035 4.6). Nothing that was not measured is in it: a zero would be taken for a measure. */
export function voiceReport({ kind, session, facts, metrics }: VoiceReportInput): string {
  const lines = [
    kind === 'end' ? 'VQSessionReport: CallTerm' : 'VQIntervalReport',
    ...sessionInfo(session, facts),
    'LocalMetrics:',
    timestamps(metrics),
    ...localMetrics(metrics, facts),
    ...remoteMetrics(metrics, facts),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function sessionInfo({ callId, local, remote, origin }: VoiceSession, facts: SessionFacts): string[] {
  const [ours, theirs] = [nameAddress(local), nameAddress(remote)];
  return [
    `CallID: ${printable(callId)}`,
    `LocalID: ${ours}`,
    `RemoteID: ${theirs}`,
    `OrigID: ${origin === 'local' ? ours : theirs}`,
    `LocalAddr: ${end(facts.local)}`,
    `RemoteAddr: ${end(facts.remote)}`,
    `LocalGroup: ${hostOf(local)}`,
    `RemoteGroup: ${hostOf(remote)}`,
  ];
}

function localMetrics(metrics: VoiceMetrics, { payloadType, sampleRate }: SessionFacts): string[] {
  const { codec, packetsPerSecond, lost, discarded, bufferNominal, bufferMost, jitter, roundTrip, endSystem, rating, mos } = metrics;
  return [
    line('SessionDesc', {
      PT: payloadType,
      PD: printable(codec) || null,
      SR: sampleRate,
      PPS: Math.round(packetsPerSecond),
      // "Standard" (RFC 3611 4.7.6): every browser conceals what is missing.
      PLC: 3,
    }),
    // 3: it adapts itself (RFC 3611 4.7.6).
    line('JitterBuffer', { JBA: 3, JBN: milliseconds(bufferNominal), JBM: milliseconds(bufferMost) }),
    line('PacketLoss', { NLR: percent(lost), JDR: percent(discarded) }),
    line('Delay', {
      RTD: roundTrip === null ? null : milliseconds(roundTrip),
      ESD: milliseconds(endSystem),
      IAJ: milliseconds(jitter),
    }),
    line('QualityEst', {
      RLQ: Math.round(rating.listening),
      RCQ: Math.round(rating.talking),
      MOSLQ: mos.listening.toFixed(1),
      MOSCQ: mos.talking.toFixed(1),
      QoEEstAlg: 'G.107',
    }),
  ];
}

/** What the far end says of our sound, by RTCP: less than it knows of it. */
function remoteMetrics(metrics: VoiceMetrics, { heardByThem }: SessionFacts): string[] {
  if (!heardByThem) return [];
  const { lost, sent, jitter } = heardByThem;
  return [
    'RemoteMetrics:',
    timestamps(metrics),
    line('PacketLoss', { NLR: percent(Math.min(1, lost / sent)) }),
    line('Delay', { IAJ: milliseconds(jitter * 1_000) }),
  ];
}

/** Without a blank behind the colon, which the grammar leaves open, as telephones write these lines. */
const line = (name: string, values: Readonly<Record<string, string | number | null>>): string =>
  `${name}:${Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')}`;

const timestamps = ({ start, stop }: VoiceMetrics): string => line('Timestamps', { START: dateTime(start), STOP: dateTime(stop) });

/** RFC 3339, in UTC. */
const dateTime = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

const percent = (share: number): string => (share * 100).toFixed(2);

/** As many as the grammar has room for. */
const milliseconds = (value: number): number => Math.min(65_535, Math.round(value));

const end = ({ address, port, ssrc }: StreamEnd): string =>
  `IP=${address} PORT=${port} SSRC=0x${(ssrc ?? 0).toString(16).padStart(8, '0')}`;

/** What a stranger wrote must not end the line, nor what it stands in. */
const printable = (text: string): string => text.replace(/[^\x21-\x7e]|[<>"]/g, '');

const nameAddress = (uri: string): string => `<${printable(uri) || 'sip:anonymous@anonymous.invalid'}>`;

/** Groups are the systems that both belong to: the host, without port and parameters. */
const hostOf = (uri: string): string => /^[^@]*@(\[[\da-f:.]+\]|[\w.-]+)/i.exec(printable(uri))?.[1] ?? 'anonymous.invalid';
