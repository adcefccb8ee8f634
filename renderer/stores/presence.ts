import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Contact } from '../../shared/contact.ts';
import type { Lamp } from '../../shared/presence.ts';

/** Of somebody with several telephones the one that says most. */
const order: readonly Lamp[] = ['busy', 'ringing', 'idle'];

/** How busy people are, as far as the phone system tells. */
export const usePresence = defineStore('presence', () => {
  const lamps = shallowRef<ReadonlyMap<string, Lamp>>(new Map());

  function set(target: string, lamp: Lamp): void {
    lamps.value = new Map(lamps.value).set(target, lamp);
  }

  function lampOf({ numbers }: Contact): Lamp {
    const known = numbers.map(({ number }) => lamps.value.get(number));
    return order.find((lamp) => known.includes(lamp)) ?? 'unknown';
  }

  return { set, lampOf };
});
