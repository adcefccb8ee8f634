import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { CallSnapshot } from '../../shared/call.ts';
import type { CallPanel } from '../call-panel.ts';
import { phoneKey, use } from '../ports.ts';
import { useCalls } from './calls.ts';

/** What lies open beside the calls: the panel of the current one, and what was written and read in each. */
export const useCallDesk = defineStore('call-desk', () => {
  const calls = useCalls();
  const opened = ref<{ groupId: string; panel: CallPanel } | null>(null);
  /** When the messages of a call were seen last, epoch milliseconds. */
  const seenAt = shallowRef<ReadonlyMap<string, number>>(new Map());
  const drafts = ref<Record<string, string>>({});
  /** The calls whose far end has not answered the last message yet. */
  const sending = ref(new Set<string>());

  /** A panel belongs to what is talked to: with another call it is closed. */
  const panel = computed<CallPanel | null>({
    get: () => (opened.value?.groupId === calls.currentGroup?.id ? (opened.value?.panel ?? null) : null),
    set: (next) => {
      const groupId = calls.currentGroup?.id;
      opened.value = next && groupId ? { groupId, panel: next } : null;
    },
  });

  const unread = ({ id, messages }: CallSnapshot): number =>
    messages.filter(({ from, at }) => from === 'them' && at > (seenAt.value.get(id) ?? 0)).length;

  /** Those of a call that only waits are reached through its row. */
  function showMessages(callId: string): void {
    if (calls.currentGroup?.calls.some(({ id }) => id === callId)) panel.value = 'messages';
  }

  function markSeen({ id, messages }: CallSnapshot): void {
    const newest = messages.at(-1)?.at ?? 0;
    if (newest > (seenAt.value.get(id) ?? 0)) seenAt.value = new Map(seenAt.value).set(id, newest);
  }

  async function markSending(callId: string, sent: Promise<void>): Promise<void> {
    sending.value.add(callId);
    await sent.finally(() => sending.value.delete(callId));
  }

  onScopeDispose(
    use(phoneKey).on('ended', ({ id }) => {
      delete drafts.value[id];
      sending.value.delete(id);
      const others = [...seenAt.value].filter(([other]) => other !== id);
      seenAt.value = new Map(others);
    }),
  );

  return { panel, drafts, sending, unread, showMessages, markSeen, markSending };
});
