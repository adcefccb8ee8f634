import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Peer } from '../../shared/call.ts';
import type { Contact } from '../../shared/contact.ts';
import { indexContacts, peerPatch } from '../contact-index.ts';
import { language } from '../i18n.ts';
import { bridgeKey, use } from '../ports.ts';

/** What the form for a contact stands open for. */
export interface ContactDraft {
  readonly contact: Contact;
  readonly isNew: boolean;
  /** The live call whose far end it is about. */
  readonly callId: string | null;
  /** It was opened from the phone view, and leads back there. */
  readonly isVisit: boolean;
}

const nameOf = (contact: Contact) => peerPatch(contact).name;

/** The people whom the user knows by name, in the order of their names. */
export const useContacts = defineStore('contacts', () => {
  const bridge = use(bridgeKey);
  const all = shallowRef<readonly Contact[]>([]);
  const isLoaded = ref(false);
  const index = computed(() => indexContacts(all.value));
  /** Whom the user wants at hand. */
  const favourites = computed(() => all.value.filter(({ isFavourite }) => isFavourite));
  /** The open form; null while there is none. */
  const draft = shallowRef<ContactDraft | null>(null);

  const inOrder = (contacts: readonly Contact[]): readonly Contact[] => {
    const { compare } = new Intl.Collator(language(), { numeric: true });
    return [...contacts].sort((a, b) => compare(nameOf(a), nameOf(b)));
  };

  async function load(): Promise<void> {
    all.value = inOrder(await bridge.request('contacts:list', undefined));
    isLoaded.value = true;
  }

  /** False: it could not be written, and nothing changed. */
  async function save(contact: Contact): Promise<boolean> {
    const isSaved = await bridge.request('contacts:save', contact);
    if (isSaved) all.value = inOrder([...all.value.filter(({ id }) => id !== contact.id), contact]);
    return isSaved;
  }

  /** False: it could not be written, and nothing changed. */
  async function remove(contact: Contact): Promise<boolean> {
    const isRemoved = await bridge.request('contacts:remove', { ids: [contact.id] });
    if (isRemoved) all.value = all.value.filter(({ id }) => id !== contact.id);
    return isRemoved;
  }

  /** Opens the form for whoever is known there, or for somebody new of that name and number. */
  function compose(peer: Peer | null, callId: string | null = null): void {
    const known = peer && index.value.find(peer);
    const number = peer?.number || peer?.uri || '';
    // A phone system without a name to tell says the number twice.
    const name = peer && peer.name !== peer.number ? peer.name : '';
    const fresh = { id: crypto.randomUUID(), name, company: peer?.company ?? '', numbers: [{ kind: 'work' as const, number }] };
    draft.value = { contact: known || fresh, isNew: !known, callId, isVisit: peer !== null };
  }

  function edit(contact: Contact): void {
    draft.value = { contact, isNew: false, callId: null, isVisit: false };
  }

  function close(): void {
    draft.value = null;
  }

  return { all, isLoaded, index, favourites, draft, load, save, remove, compose, edit, close };
});
