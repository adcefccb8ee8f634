import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { Recording } from '../../shared/recording.ts';
import { bridgeKey, use } from '../ports.ts';

const pageSize = 50;

/** Recordings of past calls, newest first. */
export const useRecordings = defineStore('recordings', () => {
  const bridge = use(bridgeKey);
  const all = shallowRef<readonly Recording[]>([]);
  const hasOlder = ref(false);
  const isLoaded = ref(false);

  /** Those that came to be since are found as well. */
  async function load(): Promise<void> {
    const limit = Math.min(100, Math.max(pageSize, all.value.length));
    all.value = await bridge.request('recording:list', { before: null, limit });
    hasOlder.value = all.value.length === limit;
    isLoaded.value = true;
  }

  async function loadOlder(): Promise<void> {
    const page = await bridge.request('recording:list', { before: all.value.at(-1)?.startedAt ?? null, limit: pageSize });
    all.value = [...all.value, ...page];
    hasOlder.value = page.length === pageSize;
  }

  async function rename(id: string, title: string): Promise<void> {
    all.value = all.value.map((recording) => (recording.id === id ? { ...recording, title } : recording));
    await bridge.request('recording:rename', { id, title });
  }

  async function remove(id: string): Promise<void> {
    all.value = all.value.filter((recording) => recording.id !== id);
    await bridge.request('recording:remove', { ids: [id] });
  }

  const reveal = (id: string): Promise<void> => bridge.request('recording:reveal', { id });

  /** Where a player finds it. A page of the development server is at home elsewhere. */
  const addressOf = ({ id }: Recording): string => new URL(`/recordings/${id}`, import.meta.env.DEV ? 'app://offhook' : location.href).href;

  return { all, hasOlder, isLoaded, load, loadOlder, rename, remove, reveal, addressOf };
});
