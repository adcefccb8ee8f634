import type { Leg } from '../line.ts';
import type { Member } from '../rooms/members.ts';

export interface CallRoomPorts {
  leg: () => Pick<Leg, 'id'>;
  onChange: () => void;
}

/** Who is in the conference of the server that a call leads to, as far as the server tells. What reads that is fetched with the first word of it. */
export class CallRoom {
  readonly #ports: CallRoomPorts;
  #members: readonly Member[] = [];
  /** One word of the server after another, also while what reads them is on its way. */
  #turn: Promise<void> = Promise.resolve();

  constructor(ports: CallRoomPorts) {
    this.#ports = ports;
  }

  /** Those beside us. */
  get others(): readonly Member[] {
    return this.#members.filter((member) => !this.#isUs(member));
  }

  /** Null while the server tells nothing of us. */
  get us(): Member | null {
    return this.#members.find((member) => this.#isUs(member)) ?? null;
  }

  hear(document: string): void {
    this.#turn = this.#turn.then(async () => {
      const { afterConfbridgeEvent } = await import('../rooms/members.ts');
      this.#put(afterConfbridgeEvent(this.#members, document));
    });
  }

  /** Somebody else is at the far end now. */
  forget(): void {
    this.#put([]);
  }

  #put(next: readonly Member[]): void {
    if (next === this.#members) return;
    const isEmpty = next.length + this.#members.length === 0;
    this.#members = next;
    if (!isEmpty) this.#ports.onChange();
  }

  #isUs({ callId }: Member): boolean {
    return callId === this.#ports.leg().id;
  }
}
