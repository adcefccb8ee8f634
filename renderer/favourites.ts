import type { Pinia } from 'pinia';
import { watch } from 'vue';
import type { Bridge } from '../shared/ipc.ts';
import { MOST_FAVOURITES } from '../shared/presence.ts';
import { peerPatch } from './contact-index.ts';
import { Presence } from './phone/people/presence.ts';
import type { Phone } from './phone/phone.ts';
import { useContacts } from './stores/contacts.ts';
import { usePresence } from './stores/presence.ts';

/** Watches what the favourites do and say of themselves, and tells the tray of it. Not loaded before there is a favourite. */
export function keepFavourites({ phone, bridge, pinia }: { phone: Phone; bridge: Bridge; pinia: Pinia }): () => void {
  const contacts = useContacts(pinia);
  const lamps = usePresence(pinia);
  const presence = new Presence(phone);
  let watched: ReadonlySet<string> = new Set();

  function tell(): void {
    const list = contacts.favourites.slice(0, MOST_FAVOURITES).map((contact) => ({
      name: peerPatch(contact).name,
      target: contact.numbers[0]?.number ?? '',
      lamp: lamps.lampOf(contact),
      note: lamps.noteOf(contact),
    }));
    void bridge.request('favourites:changed', list);
  }

  presence.on('lamp', ({ target, ...seen }) => {
    lamps.set(target, seen);
    tell();
  });
  const stop = watch(
    () => contacts.favourites,
    (favourites) => {
      const numbers = favourites.flatMap((contact) => contact.numbers.map(({ number }) => number));
      const wanted = new Set(numbers.slice(0, MOST_FAVOURITES));
      for (const target of watched) if (!wanted.has(target)) presence.unwatch(target);
      for (const target of wanted) presence.watch(target);
      watched = wanted;
      tell();
    },
    { immediate: true },
  );
  return () => {
    stop();
    presence.close();
  };
}
