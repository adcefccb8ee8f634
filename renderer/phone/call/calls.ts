import type { CallSnapshot } from '../../../shared/call.ts';
import { Emitter } from '../emitter.ts';
import type { Leg } from '../line.ts';
import { Call, type CallPorts } from './call.ts';
import { isHeldHere } from './call-state.ts';

export interface CallsEvents {
  incoming: Call;
  ended: CallSnapshot;
  /** Once per microtask, however much changed. */
  changed: readonly CallSnapshot[];
}

/** More than anyone can talk to, fewer than could flood the screen: the next caller hears busy. */
const mostLive = 8;

/** How long a call that is wanted waits for the others to be put aside, in milliseconds. */
const makeWayLimit = 2_000;

/** The call that the user talks in: up, and not held by us. */
const hasFloor = ({ state }: Call) => state.kind === 'active' && !isHeldHere(state);

/**
 * The live calls of the phone, of which one at a time has the floor: whichever was dialled, answered or resumed last. The others are put
 * on hold or, where their far end refuses that, muted.
 */
export class Calls extends Emitter<CallsEvents> {
  /** False: a second caller hears busy while a call is live. */
  callWaiting = true;
  readonly #ports: Omit<CallPorts, 'makeWay'>;
  readonly #live = new Map<string, Call>();
  #snapshots: readonly CallSnapshot[] = [];
  #isStale = false;
  #isChangeDue = false;
  #lastIdentifier = 0;
  /** Whom the user asked for last. */
  #wanted: Call | null = null;
  /** What is being answered in the place of another call, for which nobody need make way. */
  #takingOver: Call | null = null;

  constructor(ports: Omit<CallPorts, 'makeWay'>) {
    super((error) => ports.log.error(`A listener of the calls failed: ${error}`));
    this.#ports = ports;
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

  /** Takes over a leg whose INVITE has just gone out. */
  dial(leg: Leg, accountId: string): Call {
    const call = this.#make(leg, accountId);
    void this.#makeWay(call);
    this.#add(call);
    call.begin();
    return call;
  }

  /** Takes over a leg that came in: lets it ring, puts it in the place of the one that it replaces, or tells it that we are busy. */
  receive(leg: Leg, accountId: string): void {
    const call = this.#make(leg, accountId);
    const replaced = this.#live.get(leg.replaces ?? '');
    if (replaced?.startedAt) {
      this.#replace(replaced, call);
      return;
    }
    if (this.#live.size >= mostLive || (!this.callWaiting && this.#live.size > 0)) {
      // Not among the calls, but in the history: someone called.
      call.on('ended', (snapshot) => this.emit('ended', snapshot));
      call.begin();
      void call.refuse();
      return;
    }
    this.#add(call);
    call.begin();
    // The caller may have given up before we looked.
    if (this.#live.has(call.id)) this.emit('incoming', call);
  }

  setLine(up: boolean): void {
    for (const call of this.live) call.setLine(up);
  }

  /** Settles when every far end took it, or was waited for long enough. */
  async hangUpAll(): Promise<void> {
    await Promise.all(this.live.map((call) => call.hangUp()));
  }

  /** RFC 3891: the far end handed its side over to someone else. Whoever talks here goes on talking, as loud and as held as before. */
  #replace(replaced: Call, call: Call): void {
    if (replaced.isMicrophoneMuted) call.muteMicrophone();
    if (replaced.isSpeakerMuted) call.muteSpeaker();
    if (this.#wanted === replaced) this.#wanted = call;
    this.#takingOver = call;
    const answered = call.answer();
    this.#takingOver = null;
    this.#add(call);
    call.begin();
    answered.catch(() => {
      // It could not be set up at once: the user may try.
      if (this.#live.has(call.id)) this.emit('incoming', call);
    });
  }

  #make(leg: Leg, accountId: string): Call {
    const identifier = ++this.#lastIdentifier;
    // Behind a stateless proxy a call to oneself comes back with the Call-ID that it left with.
    const id = this.#live.has(leg.id) ? `${leg.id};${identifier}` : leg.id;
    return new Call(leg, { id, identifier, accountId }, { ...this.#ports, makeWay: (call) => this.#makeWay(call) });
  }

  #add(call: Call): void {
    this.#live.set(call.id, call);
    call.on('changed', () => this.#change());
    call.on('confirmed', () => this.#settleFloor(call));
    call.on('ended', (snapshot) => this.#remove(call, snapshot));
    this.#change();
  }

  #remove(call: Call, snapshot: CallSnapshot): void {
    this.#live.delete(call.id);
    if (this.#wanted === call) this.#wanted = null;
    this.#change();
    this.emit('ended', snapshot);
  }

  /** The user wants this call: the others go aside, as far as they will within the limit. */
  async #makeWay(call: Call): Promise<void> {
    if (call === this.#takingOver) return;
    this.#wanted = call;
    const others = this.live.filter((other) => other !== call && hasFloor(other));
    if (others.length === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#ports.timers.after(makeWayLimit, resolve);
      void Promise.all(others.map(stepAside)).then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** A far end answered. With two of them on the phone, the one that the user asked for last keeps the floor. */
  #settleFloor(call: Call): void {
    const other = this.live.find((candidate) => candidate !== call && hasFloor(candidate));
    if (other) void stepAside(this.#wanted === other ? call : other);
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

/** Held if the far end agrees, else muted, so that nobody hears a word meant for someone else. The refusal is on the snapshot. */
async function stepAside(call: Call): Promise<void> {
  await call.hold().catch(() => call.muteMicrophone());
}
