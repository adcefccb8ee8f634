import type { Lamp } from '../../../shared/presence.ts';
import { Emitter } from '../emitter.ts';
import { PhoneError } from '../errors.ts';
import type { Sight } from '../line.ts';
import type { Phone } from '../phone.ts';

export interface PresenceEvents {
  /** Of somebody who is watched something else is known than before. */
  lamp: Seen & { target: string };
}

/** What is known of somebody, and what they say of themselves in their own words. */
export interface Seen {
  readonly lamp: Lamp;
  readonly note: string;
}

interface Watched {
  telephone: Lamp;
  person: Seen;
  stop: () => void;
}

const nothing: Seen = { lamp: 'unknown', note: '' };

/**
 * What people do and say of themselves, as the phone system tells it: asked for anew with every registration, `unknown` in between. It is loaded when
 * somebody is to be watched.
 */
export class Presence extends Emitter<PresenceEvents> {
  readonly #phone: Pick<Phone, 'on' | 'registration' | 'watch'>;
  readonly #watched = new Map<string, Watched>();
  readonly #stopListening: () => void;

  constructor(phone: Pick<Phone, 'on' | 'registration' | 'watch'>) {
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
    this.#watched.set(target, { telephone: 'unknown', person: nothing, stop: () => {} });
    this.#begin(target);
  }

  unwatch(target: string): void {
    this.#watched.get(target)?.stop();
    this.#watched.delete(target);
  }

  lampOf(target: string): Lamp {
    const watched = this.#watched.get(target);
    return watched ? together(watched).lamp : 'unknown';
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
    this.#set(target, { telephone: 'unknown', person: nothing });
    if (this.#phone.registration.kind !== 'registered') return;
    try {
      watched.stop = this.#phone.watch(target, (sight) => this.#set(target, partOf(sight)));
    } catch (error) {
      // What nobody can call has no lamp.
      if (!(error instanceof PhoneError)) throw error;
    }
  }

  #set(target: string, change: Partial<Watched>): void {
    const watched = this.#watched.get(target);
    if (!watched) return;
    const before = together(watched);
    Object.assign(watched, change);
    const now = together(watched);
    if (now.lamp !== before.lamp || now.note !== before.note) this.emit('lamp', { target, ...now });
  }
}

const partOf = (sight: Sight): Partial<Watched> =>
  sight.of === 'telephone' ? { telephone: sight.lamp } : { person: { lamp: sight.lamp, note: sight.note } };

/** A telephone that is used says more than its owner; where it is not, they know better than it whether they can be called. */
function together({ telephone, person }: Watched): Seen {
  const isUsed = telephone === 'busy' || telephone === 'ringing';
  const isKnown = person.lamp !== 'unknown';
  return { lamp: isUsed || !isKnown ? telephone : person.lamp, note: person.note };
}
