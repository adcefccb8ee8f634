import type { Lamp } from '../../../shared/presence.ts';
import { Emitter } from '../emitter.ts';
import { PhoneError } from '../errors.ts';
import type { Phone } from '../phone.ts';

export interface PresenceEvents {
  /** Somebody who is watched is more or less busy than before. */
  lamp: { target: string; lamp: Lamp };
}

/**
 * How busy people are, as the phone system tells it: asked for anew with every registration, `unknown` in between. It is loaded when somebody is
 * to be watched.
 */
export class Presence extends Emitter<PresenceEvents> {
  readonly #phone: Pick<Phone, 'on' | 'registration' | 'watchLamp'>;
  readonly #watched = new Map<string, { lamp: Lamp; stop: () => void }>();
  readonly #stopListening: () => void;

  constructor(phone: Pick<Phone, 'on' | 'registration' | 'watchLamp'>) {
    super();
    this.#phone = phone;
    this.#stopListening = phone.on('registration', ({ new: next, old }) => {
      if (next.kind === old.kind) return;
      for (const target of this.#watched.keys()) this.#begin(target);
    });
  }

  /** From now on `lamp` tells of whoever is called by that number or address. Watching somebody twice is watching them once. */
  watch(target: string): void {
    if (this.#watched.has(target)) return;
    this.#watched.set(target, { lamp: 'unknown', stop: () => {} });
    this.#begin(target);
  }

  unwatch(target: string): void {
    this.#watched.get(target)?.stop();
    this.#watched.delete(target);
  }

  lampOf(target: string): Lamp {
    return this.#watched.get(target)?.lamp ?? 'unknown';
  }

  close(): void {
    this.#stopListening();
    for (const target of [...this.#watched.keys()]) this.unwatch(target);
  }

  #begin(target: string): void {
    const watched = this.#watched.get(target);
    if (!watched) return;
    watched.stop();
    watched.stop = () => {};
    this.#set(target, 'unknown');
    if (this.#phone.registration.kind !== 'registered') return;
    try {
      watched.stop = this.#phone.watchLamp(target, (lamp) => this.#set(target, lamp));
    } catch (error) {
      // What nobody can call has no lamp.
      if (!(error instanceof PhoneError)) throw error;
    }
  }

  #set(target: string, lamp: Lamp): void {
    const watched = this.#watched.get(target);
    if (!watched || watched.lamp === lamp) return;
    watched.lamp = lamp;
    this.emit('lamp', { target, lamp });
  }
}
