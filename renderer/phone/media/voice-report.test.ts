import { expect, test } from 'vitest';
import { readVoiceReport } from '../testing/voice-report-grammar.ts';
import type { Measures } from './measures.ts';
import type { SessionFacts } from './session-facts.ts';
import { VoiceSums } from './voice-metrics.ts';
import { type VoiceReportInput, type VoiceSession, voiceReport } from './voice-report.ts';

const measures = (change: Partial<Measures> = {}): Measures => ({
  ...{ seconds: 10, codec: 'opus', expected: 500, received: 500, lost: 0, late: 0, starved: 0, lossSent: 0 },
  ...{ jitter: 4, roundTrip: 80, bufferDelay: 40, bitRate: { sent: 32_000, received: 32_000 }, levels: { local: 0.1, remote: 0.1 } },
  ...change,
});

const noon = Date.UTC(2026, 6, 3, 12, 0, 0);
const facts: SessionFacts = {
  local: { address: '192.0.2.10', port: 49_152, ssrc: 0x1a2b3c4d },
  remote: { address: '2001:db8::7', port: 10_000, ssrc: 0xff },
  payloadType: 111,
  sampleRate: 48_000,
  heardByThem: { lost: 20, sent: 1_000, jitter: 0.007 },
};
const session: VoiceSession = { callId: 'abc@host', local: 'sip:alice@example.com', remote: 'sip:bob@other.example', origin: 'local' };

function write(change: Partial<Omit<VoiceReportInput, 'metrics'>> = {}, all: readonly Measures[] = [measures()]): string {
  const sums = new VoiceSums();
  for (const [i, each] of all.entries()) sums.add(each, noon + (i + 1) * 10_000);
  return voiceReport({ kind: 'end', session, facts, metrics: sums.metrics!, ...change });
}

test('a report at the end of a call', () => {
  expect(write({}, [measures(), measures({ lost: 0.1, late: 0.05, bufferDelay: 80, jitter: 8, roundTrip: null })])).toMatchInlineSnapshot(`
    "VQSessionReport: CallTerm
    CallID: abc@host
    LocalID: <sip:alice@example.com>
    RemoteID: <sip:bob@other.example>
    OrigID: <sip:alice@example.com>
    LocalAddr: IP=192.0.2.10 PORT=49152 SSRC=0x1a2b3c4d
    RemoteAddr: IP=2001:db8::7 PORT=10000 SSRC=0x000000ff
    LocalGroup: example.com
    RemoteGroup: other.example
    LocalMetrics:
    Timestamps:START=2026-07-03T12:00:00Z STOP=2026-07-03T12:00:20Z
    SessionDesc:PT=111 PD=opus SR=48000 PPS=50 PLC=3
    JitterBuffer:JBA=3 JBN=60 JBM=80
    PacketLoss:NLR=5.00 JDR=2.50
    Delay:RTD=80 ESD=80 IAJ=6
    QualityEst:RLQ=53 RCQ=53 MOSLQ=2.7 MOSCQ=2.7 QoEEstAlg=G.107
    RemoteMetrics:
    Timestamps:START=2026-07-03T12:00:00Z STOP=2026-07-03T12:00:20Z
    PacketLoss:NLR=2.00
    Delay:IAJ=7
    "
  `);
});

test.each([
  ['at the end', {}],
  ['of an interval', { kind: 'interval' }],
  ['of a call that came in', { session: { ...session, origin: 'remote' } }],
  ['where nothing is known of the stream', { facts: { ...facts, payloadType: null, sampleRate: null, heardByThem: null } }],
  ['of a stream that says nothing of itself', { facts: { ...facts, remote: { address: '0.0.0.0', port: 0, ssrc: null } } }],
] satisfies [string, Partial<VoiceReportInput>][])('every line is one of the grammar: %s', (_, change) => {
  expect(() => readVoiceReport(write(change))).not.toThrow();
});

test('says who called, and what was measured by both', () => {
  const { kind, values } = readVoiceReport(write({ session: { ...session, origin: 'remote' } }, [measures({ lost: 0.05 })]));
  expect(kind).toBe('session-end');
  expect(values).toMatchObject({ CallID: 'abc@host', OrigID: '<sip:bob@other.example>', NLR: '5.00', JDR: '0.00', RTD: '80', ESD: '60' });
  expect(values).toMatchObject({ START: '2026-07-03T12:00:00Z', STOP: '2026-07-03T12:00:10Z', 'remote.NLR': '2.00', 'remote.IAJ': '7' });
});

test('what was not measured is not in it', () => {
  const { values } = readVoiceReport(write({ facts: { ...facts, heardByThem: null } }, [measures({ roundTrip: null })]));
  expect(Object.keys(values).filter((name) => name === 'RTD' || name.startsWith('remote.'))).toEqual([]);
});

test('delay costs talking and not listening, and both are within their scales', () => {
  const { values } = readVoiceReport(write({}, [measures({ roundTrip: 900 })]));
  expect(Number(values.MOSLQ)).toBeGreaterThan(4.3);
  expect(Number(values.MOSCQ)).toBeLessThan(3.5);
  expect(Number(values.RCQ)).toBeLessThan(Number(values.RLQ));
  expect(readVoiceReport(write({}, [measures({ lost: 1 })])).values).toMatchObject({ MOSLQ: '1.0', NLR: '100.00' });
});

test.each(['a\r\nVQAlertReport: x', 'sip:x@y>\r\nNLR=0', '\u0000"<>', ''])('what a stranger wrote stays within its line: %j', (text) => {
  const body = write({ session: { callId: `id${text}`, local: session.local, remote: text, origin: 'remote' } });
  expect(body.split('\r\n')).toHaveLength(write().split('\r\n').length);
  expect(body).not.toContain('VQAlertReport: x');
});

test('a gap in the middle is part of no measure', () => {
  const sums = new VoiceSums();
  sums.add(measures(), noon);
  sums.add(measures(), noon + 600_000);
  expect(sums.metrics).toMatchObject({ start: noon - 10_000, stop: noon + 600_000, packetsPerSecond: 50 });
  expect(sums.seconds).toBe(20);
});
