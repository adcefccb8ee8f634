import type { CallSnapshot } from '../../../shared/call.ts';
import type { Dialer } from '../dialer.ts';
import { Emitter } from '../emitter.ts';
import { PhoneError } from '../errors.ts';
import type { Leg } from '../line.ts';
import type { MakeMix } from '../media/mix.ts';
import { decideTransferRequest } from '../rules/trust.ts';
import { Call } from './call.ts';
import type { CallPorts } from './call-ports.ts';
import { isHeldHere } from './call-state.ts';
import type { Conference } from './conference.ts';
import { Conferences } from './conferences.ts';
import { forgetOriginal, inheritConsultation } from './consultations.ts';
import { Floor } from './floor.ts';
import { checkHeaders } from './headers.ts';
import type { MediaPorts } from './media-ports.ts';
import { Reception } from './reception.ts';
import { Route } from './route.ts';
import type { TransferOptions } from './transfers.ts';

export interface CallsEvents {
  incoming: Call;
  ended: CallSnapshot;
  conference: Conference | null;
  /** A call came to be: whoever must not miss anything of it listens from now on. */
  added: Call;
  /** Once per microtask, however much changed. */
  changed: readonly CallSnapshot[];
}

export interface CallsPorts extends MediaPorts {
  makeMix: MakeMix;
}

/** The live calls of the phone: how they come in, who of them is talked to, and what they look like together. */
export class Calls extends Emitter<CallsEvents> {
  readonly reception: Reception;
  readonly conferences: Conferences;
  readonly #ports: CallsPorts;
  readonly #floor: Floor;
  readonly #callPorts: CallPorts;
  readonly #live = new Map<string, Call>();
  #snapshots: readonly CallSnapshot[] = [];
  #isStale = false;
  #isChangeDue = false;
  #lastIdentifier = 0;

  constructor(ports: CallsPorts) {
    super((error) => ports.log.error(`A listener of the calls failed: ${error}`));
    this.#ports = ports;
    const live = () => this.live;
    this.#floor = new Floor({ ...ports, live });
    this.reception = new Reception({ ...ports, live });
    this.conferences = new Conferences({ ...ports, onChange: (conference) => this.emit('conference', conference) });
    this.#callPorts = this.#makeCallPorts(ports);
  }

  /** Oldest first. */
  get live(): readonly Call[] {
    return [...this.#live.values()];
  }

  /** The same array until something changes. */
  get snapshots(): readonly CallSnapshot[] {
    if (this.#isStale) this.#snapshots = this.live.map(({ snapshot }) => snapshot);
    this.#isStale = false;
    return this.#snapshots;
  }

  get(id: string): Call | undefined {
    return this.#live.get(id);
  }

  /** The INVITE is on its way when this returns. Throws a PhoneError `not-connected`. */
  dial(route: Route): Call {
    return this.#call(route.begin(), route.dialer, route);
  }

  /** Takes over a leg that came in, and does with it what the rules say, or puts it in the place of the one that it replaces. */
  receive(leg: Leg, dialer: Dialer): void {
    const call = this.#make(leg, dialer, null);
    const replaced = this.live.find((candidate) => candidate.core.life.leg.id === leg.replaces);
    if (replaced?.startedAt) {
      this.#replace(replaced, call);
      return;
    }
    const decision = this.reception.decide(leg, dialer);
    if (decision.kind !== 'ring') {
      // Not among the calls, but in the history: someone called.
      call.on('ended', (snapshot) => this.emit('ended', snapshot));
      call.core.begin();
      this.reception.turnAway(call, decision);
      return;
    }
    this.#add(call);
    call.core.begin();
    // The caller may have given up before we looked.
    if (!this.#live.has(call.id)) return;
    this.emit('incoming', call);
    this.reception.attend(call, decision);
  }

  /** Whoever hangs up goes back to the one call that waits on hold. */
  get resumesHeld(): boolean {
    return this.#floor.resumesHeld;
  }

  set resumesHeld(on: boolean) {
    this.#floor.resumesHeld = on;
  }

  setLine(up: boolean): void {
    for (const call of this.live) call.core.setLine(up);
  }

  /** Settles when every far end took it, or was waited for long enough. */
  async hangUpAll(): Promise<void> {
    await Promise.all(this.live.map((call) => call.hangUp()));
  }

  /** RFC 3891: the far end handed its side over to someone else. Whoever talks here goes on talking, as loud and as held as before. */
  #replace(replaced: Call, call: Call): void {
    if (replaced.isMicrophoneMuted) call.muteMicrophone();
    if (replaced.isSpeakerMuted) call.muteSpeaker();
    if (replaced.speakerVolume !== 1) call.speakerVolume = replaced.speakerVolume;
    const answered = this.#floor.takeOver(replaced, call);
    replaced.core.transfers.handOver('remote');
    this.#add(call);
    inheritConsultation(replaced, call, this.live);
    this.conferences.replace(replaced, call);
    call.core.begin();
    answered.catch(() => {
      replaced.core.transfers.handOver(null);
      inheritConsultation(call, replaced, this.live);
      call.conference?.dismiss(call);
      // It could not be set up at once: the user may try.
      if (this.#live.has(call.id)) this.emit('incoming', call);
    });
  }

  #call(leg: Leg, dialer: Dialer, route: Route | null): Call {
    const call = this.#make(leg, dialer, route);
    void this.#floor.makeWay(call);
    this.#add(call);
    call.core.begin();
    return call;
  }

  #consult(original: Call, target: string, { headers, ...options }: TransferOptions): Call {
    if (original.state.kind !== 'active') throw new PhoneError('wrong-state', 'Nobody can be asked about a call that is not up.');
    const { dialer } = original.core;
    const route = new Route({ dialer, dialled: target.trim(), uri: dialer.uriOf(target, options), options: checkHeaders(headers) });
    const call = this.dial(route);
    call.core.setConsultationFor(original.id);
    return call;
  }

  /** The far end of a call sent us to somebody else, and leaves when we got through. If we do not, we go back to it. */
  #follow(call: Call, leg: Leg): Call {
    const wasTalking = call.state.kind === 'active' && !isHeldHere(call.state);
    const next = this.#call(leg, call.core.dialer, null);
    next.on('confirmed', () => call.core.transfers.handOver('remote'));
    next.on('ended', ({ state }) => {
      const gotThrough = state.kind === 'ended' && state.since !== null;
      if (gotThrough || !wasTalking || !this.#live.has(call.id) || !this.#floor.isFree(call)) return;
      call.resume().catch((error: unknown) => this.#ports.log.warn(`the call before a transfer could not be resumed: ${error}`));
    });
    return next;
  }

  #make(leg: Leg, dialer: Dialer, route: Route | null): Call {
    const identifier = ++this.#lastIdentifier;
    // Behind a stateless proxy a call to oneself comes back with the Call-ID that it left with.
    const id = this.#live.has(leg.id) ? `${leg.id};${identifier}` : leg.id;
    return new Call(leg, { id, identifier, dialer, route }, this.#callPorts);
  }

  #makeCallPorts(phone: MediaPorts): CallPorts {
    return {
      phone,
      makeWay: (call) => this.#floor.makeWay(call),
      isFloorFree: (call) => this.#floor.isFree(call),
      follow: (call, found) => this.#follow(call, found),
      consult: (call, target, options) => this.#consult(call, target, options),
      live: () => this.live,
      merge: (calls) => this.conferences.merge(calls),
      decideTransfer: ({ core }, host) => decideTransferRequest(host, this.reception.rules, core.dialer.account.domain),
      voicemail: () => this.reception.rules.voicemail,
    };
  }

  #add(call: Call): void {
    this.#live.set(call.id, call);
    call.on('changed', () => this.#change());
    this.emit('added', call);
    call.on('confirmed', () => this.#floor.settle(call));
    call.on('ended', (snapshot) => this.#remove(call, snapshot));
    this.#change();
  }

  #remove(call: Call, snapshot: CallSnapshot): void {
    this.#live.delete(call.id);
    this.#floor.forget(call);
    forgetOriginal(call, this.live);
    this.#change();
    this.emit('ended', snapshot);
  }

  #change(): void {
    this.#ring();
    this.#isStale = true;
    if (this.#isChangeDue) return;
    this.#isChangeDue = true;
    queueMicrotask(() => {
      this.#isChangeDue = false;
      this.emit('changed', this.snapshots);
    });
  }

  #ring(): void {
    const isRinging = ({ direction, state, snapshot }: Call) =>
      direction === 'incoming' && state.kind === 'ringing' && snapshot.pending === null;
    const isSomeoneRinging = this.live.some(isRinging);
    const isTalking = this.live.some(({ state }) => state.kind === 'active' || state.kind === 'connecting');
    this.#ports.tones.ring(isSomeoneRinging && !isTalking);
    this.#ports.tones.waiting(isSomeoneRinging && isTalking);
  }
}
