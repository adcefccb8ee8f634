import type { Timers } from '../timers.ts';
import type { Call } from './call.ts';
import { isHeldHere } from './call-state.ts';

export interface FloorPorts {
  timers: Timers;
  live: () => readonly Call[];
}

/** How long a call that is wanted waits for the others to be put aside, in milliseconds. */
const makeWayLimit = 2_000;

/** The call that the user talks in: up, and not held by us. */
const hasFloor = ({ state }: Call) => state.kind === 'active' && !isHeldHere(state);

/** A call and itself, or two of a conference: nobody has to leave for the other. */
const areTogether = (call: Call, other: Call) => call === other || (call.conference !== null && call.conference === other.conference);

/** The user asked for it, and it is not up yet. */
const isBegun = ({ direction, state }: Call) =>
  state.kind === 'dialing' || state.kind === 'connecting' || (state.kind === 'ringing' && direction === 'outgoing');

/**
 * Who is talked to: one call at a time, or one conference, whichever was dialled, answered or resumed last. The others are put on hold or, where their far
 * end refuses that, muted.
 */
export class Floor {
  /** Whoever hangs up goes back to the call that waits. */
  resumesHeld = false;
  readonly #ports: FloorPorts;
  /** Whom the user asked for last. */
  #wanted: Call | null = null;
  /** What is being answered in the place of another call, for which nobody need make way. */
  #takingOver: Call | null = null;

  constructor(ports: FloorPorts) {
    this.#ports = ports;
  }

  /**
   * The user wants this call: the others go aside, as far as they will within the limit.
   * @returns false when the user turned to another one meanwhile
   */
  async makeWay(call: Call): Promise<boolean> {
    if (call === this.#takingOver) return true;
    this.#wanted = call;
    const others = this.#others(call);
    if (others.length === 0) return true;
    await new Promise<void>((resolve) => {
      const cancel = this.#ports.timers.after(makeWayLimit, resolve);
      void Promise.all(others.map(stepAside)).then(() => {
        cancel();
        resolve();
      });
    });
    return this.#wanted === null || areTogether(call, this.#wanted);
  }

  /** A far end answered. With several of them on the phone, the one that the user asked for last keeps the floor. */
  settle(call: Call): void {
    const others = this.#others(call);
    const wanted = others.find((other) => other === this.#wanted);
    for (const other of wanted ? [call] : others) void stepAside(other);
  }

  /** Answers a call in the place of another, with the claim to the floor that the other had. */
  takeOver(replaced: Call, call: Call): Promise<void> {
    if (this.#wanted === replaced) this.#wanted = call;
    this.#takingOver = call;
    const answered = call.answer();
    this.#takingOver = null;
    return answered;
  }

  /** Nobody else is talked to or called, so that a call may be taken up again. */
  isFree(call: Call): boolean {
    return this.#ports.live().every((other) => areTogether(call, other) || !(hasFloor(other) || isBegun(other)));
  }

  /** A call is over, and no longer among the live ones. */
  forget(call: Call): void {
    if (this.#wanted !== call) return;
    this.#wanted = null;
    const [waiting, ...others] = this.#ports.live();
    const { state } = call;
    const isOurGoodbye = state.kind === 'ended' && state.since !== null && state.reason.kind === 'hung-up' && state.reason.by === 'local';
    // With several of them, or somebody who rings, nobody knows whom the user means.
    if (!this.resumesHeld || !isOurGoodbye || !waiting || !others.every((other) => areTogether(waiting, other))) return;
    if (waiting.state.kind === 'active' && isHeldHere(waiting.state)) waiting.resume().catch(() => {}); // The refusal is on the snapshot.
  }

  #others(call: Call): Call[] {
    return this.#ports.live().filter((other) => !areTogether(call, other) && hasFloor(other));
  }
}

/** Held if the far end agrees, else muted, so that nobody hears a word meant for someone else. The refusal is on the snapshot. */
async function stepAside(call: Call): Promise<void> {
  await call.core.requests.hold(true).catch(() => call.muteMicrophone());
}
