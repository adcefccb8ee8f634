import { PhoneError } from '../errors.ts';
import type { Call } from './call.ts';
import { isHeldHere } from './call-state.ts';
import { Conference, type ConferencePorts, mostCalls } from './conference.ts';

export interface ConferencesPorts extends ConferencePorts {
  /** There is a conference, another one, or none any more. */
  onChange: (conference: Conference | null) => void;
}

/** The one conference that a phone has at a time: there is one microphone to speak into it. */
export class Conferences {
  readonly #ports: ConferencesPorts;
  #current: Conference | null = null;

  constructor(ports: ConferencesPorts) {
    this.#ports = ports;
  }

  get current(): Conference | null {
    return this.#current;
  }

  /** The first of the calls says whether our microphone is muted. */
  async merge(calls: readonly [Call, ...Call[]]): Promise<Conference> {
    const old = this.#current?.calls ?? [];
    const newcomers = [...new Set(calls)].filter((call) => !old.includes(call));
    const isUp = ({ state, snapshot }: Call) =>
      state.kind === 'active' && snapshot.pending !== 'hang-up' && snapshot.transfer?.kind !== 'sending';
    if (!newcomers.every(isUp)) throw new PhoneError('wrong-state', 'Only calls that are up can be joined.');
    if (old.length + newcomers.length < 2) throw new PhoneError('wrong-state', 'One call alone is no conference.');
    if (old.length + newcomers.length > mostCalls) throw new PhoneError('conference-full', `A conference holds up to ${mostCalls} calls.`);
    const conference = this.#current ?? this.#begin();
    const [asked] = old.length > 0 ? old : calls;
    const isMicrophoneMuted = asked?.isMicrophoneMuted ?? false;
    // First of all they belong together: or the one that is resumed would send the other away.
    for (const call of newcomers) conference.admit(call, { isMicrophoneMuted });
    await this.#resume(conference, newcomers);
    for (const { core } of conference.calls) core.setConsultationFor(null);
    return conference;
  }

  /** RFC 3891: somebody else speaks in the place of a member. */
  replace(replaced: Call, call: Call): void {
    if (replaced.conference) replaced.conference.admit(call, { isMicrophoneMuted: replaced.isMicrophoneMuted });
  }

  #begin(): Conference {
    const conference = new Conference(this.#ports);
    this.#current = conference;
    conference.on('ended', () => {
      this.#current = null;
      this.#ports.onChange(null);
    });
    this.#ports.onChange(conference);
    return conference;
  }

  /** A newcomer whose far end will not be resumed stays where it is, on hold and by itself. */
  async #resume(conference: Conference, newcomers: readonly Call[]): Promise<void> {
    const outcomes = await Promise.allSettled(conference.calls.map(({ core }) => core.requests.hold(false)));
    for (const call of newcomers) if (isHeldHere(call.state)) conference.dismiss(call);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed && this.#current !== conference) throw failed.reason;
  }
}
