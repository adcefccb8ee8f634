import type { Account } from '../../../shared/account.ts';
import { PhoneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Measures, measure } from '../media/measures.ts';
import { readSample, type Sample } from '../media/sample.ts';
import { readSessionFacts, type SessionFacts } from '../media/session-facts.ts';
import { VoiceSums } from '../media/voice-metrics.ts';
import { type VoiceReportInput, voiceReport } from '../media/voice-report.ts';
import type { Call } from './call.ts';

export interface QualityPublisherPorts {
  log: Log;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Tells a collector how a call sounds (RFC 6035), by the account's wish: at its end, and now and then before. Held, it is not measured. Whatever
 * goes wrong is logged and no trouble of the call; a collector that refuses is asked no more during this call.
 */
export function reportQuality(call: Call, ports: QualityPublisherPorts): void {
  // Over before all this was loaded: nothing was measured.
  if (call.state.kind !== 'active') return;
  const publisher = new QualityPublisher(call, ports);
  const untap = call.core.media.reports.tap((statistics) => publisher.hear(statistics));
  call.on('ended', () => {
    untap();
    publisher.end();
  });
}

class QualityPublisher {
  readonly #call: Call;
  readonly #ports: QualityPublisherPorts;
  readonly #whole = new VoiceSums();
  #part = new VoiceSums();
  #last: Sample | null = null;
  #facts: SessionFacts | null = null;
  #isRefused = false;

  constructor(call: Call, ports: QualityPublisherPorts) {
    this.#call = call;
    this.#ports = ports;
  }

  hear(statistics: RTCStatsReport | null): void {
    const sample = statistics && readSample(statistics, this.#last);
    const measures = sample && this.#last && measure(this.#last, sample);
    this.#last = sample;
    if (!statistics) return;
    this.#facts = readSessionFacts(statistics);
    if (measures && sample?.isConnected) this.#add(measures);
  }

  end(): void {
    this.#publish('end', this.#whole);
  }

  #add(measures: Measures): void {
    const { interval } = this.#call.core.dialer.qualityReports;
    const at = this.#ports.now();
    this.#whole.add(measures, at);
    this.#part.add(measures, at);
    // A reading may come a little early.
    if (interval === 0 || this.#part.seconds < interval - 0.1) return;
    this.#publish('interval', this.#part);
    this.#part = new VoiceSums();
  }

  #publish(kind: VoiceReportInput['kind'], { metrics }: VoiceSums): void {
    const { dialer, life } = this.#call.core;
    const { collector } = dialer.qualityReports;
    if (!metrics || !this.#facts || this.#isRefused || collector === '') return;
    const { direction, peer } = this.#call;
    const session = {
      ...{ callId: life.leg.id, local: ourAddress(dialer.account), remote: peer.uri },
      origin: direction === 'outgoing' ? 'local' : 'remote',
    } as const;
    const body = voiceReport({ kind, session, facts: this.#facts, metrics });
    dialer.publish({ uri: collector, event: 'vq-rtcpxr', mime: 'application/vq-rtcpxr', body }).catch((error: unknown) => {
      this.#isRefused ||= error instanceof PhoneError && error.reason === 'rejected';
      this.#ports.log.info(`how a call sounded was not reported: ${error}`);
    });
  }
}

const ourAddress = ({ user, domain, kind }: Account): string =>
  kind === 'guest' ? 'sip:anonymous@anonymous.invalid' : `sip:${user}@${domain}`;
