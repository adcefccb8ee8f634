import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { CallRecord, CallSnapshot } from '../../shared/call.ts';
import { bridgeKey, phoneKey, use } from '../ports.ts';

const pageSize = 100;

/** What the history keeps of a call that is over. */
export function recordOf({ id, accountId, direction, destination, peer, createdAt, state, quality }: CallSnapshot): CallRecord | null {
  if (state.kind !== 'ended') return null;
  const record = { id, accountId, direction, destination, peer, createdAt };
  return { ...record, answeredAt: state.since, endedAt: state.at, reason: state.reason, ...(quality && { quality }) };
}

/** Past calls, newest first; written when a call ends. */
export const useHistory = defineStore('history', () => {
  const bridge = use(bridgeKey);
  const phone = use(phoneKey);
  const records = shallowRef<readonly CallRecord[]>([]);
  const hasOlder = ref(false);
  const isLoaded = ref(false);
  /** What was asked for is shown; a phone that rings all day must not gather the whole day besides. */
  let room = pageSize;

  async function load(): Promise<void> {
    const page = await bridge.request('history:list', { before: records.value.at(-1)?.createdAt ?? null, limit: pageSize });
    const known = new Set(records.value.map(({ id }) => id));
    records.value = [...records.value, ...page.filter(({ id }) => !known.has(id))];
    room = Math.max(pageSize, records.value.length);
    hasOlder.value = page.length === pageSize;
    isLoaded.value = true;
  }

  async function add(record: CallRecord): Promise<void> {
    const all = [record, ...records.value].sort((a, b) => b.createdAt - a.createdAt);
    records.value = all.slice(0, room);
    if (all.length > room) hasOlder.value = true;
    await bridge.request('history:add', record);
  }

  /** Whether the list stands on the page: main knows whether anybody can see it. */
  const tellShown = (isShown: boolean): Promise<void> => bridge.request('history:shown', isShown);

  async function remove(ids: readonly string[]): Promise<void> {
    records.value = records.value.filter(({ id }) => !ids.includes(id));
    await bridge.request('history:remove', { ids: [...ids] });
  }

  async function clear(): Promise<void> {
    await bridge.request('history:clear', undefined);
    records.value = [];
    hasOlder.value = false;
  }

  onScopeDispose(
    phone.on('ended', (call) => {
      const record = recordOf(call);
      if (record) void add(record);
    }),
  );

  /** The last call went over the practice line: whoever has no account comes back to it. */
  const isPractising = computed(() => records.value[0]?.accountId === 'practice');

  return { records, hasOlder, isLoaded, isPractising, load, add, remove, clear, tellShown };
});
