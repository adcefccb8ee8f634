import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Contact } from '../../shared/contact.ts';
import type { Lamp } from '../../shared/presence.ts';
import type { Seen } from '../phone/people/presence.ts';

/** Of somebody with several telephones the one that says most. */
const order: readonly Lamp[] = ['busy', 'ringing', 'dnd', 'occupied', 'away', 'idle', 'offline'];

/** What people do and say of themselves, as far as the phone system tells. */
export const usePresence = defineStore('presence', () => {
  const known = shallowRef<ReadonlyMap<string, Seen>>(new Map());

  function set(target: string, { lamp, note }: Seen): void {
    known.value = new Map(known.value).set(target, { lamp, note });
  }

  const seenOf = ({ numbers }: Contact): readonly Seen[] => numbers.flatMap(({ number }) => known.value.get(number) ?? []);

  function lampOf(contact: Contact): Lamp {
    const lamps = seenOf(contact).map(({ lamp }) => lamp);
    return order.find((lamp) => lamps.includes(lamp)) ?? 'unknown';
  }

  /** Empty for none. */
  const noteOf = (contact: Contact): string => seenOf(contact).find(({ note }) => note !== '')?.note ?? '';

  return { set, lampOf, noteOf };
});
