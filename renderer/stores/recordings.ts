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

  /** All of the file; null where it is gone. */
  async function read({ id, format }: Recording): Promise<Blob | null> {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let offset = 0; ; ) {
      const piece = new Uint8Array(await bridge.request('recording:read', { id, offset }));
      if (piece.length === 0) return offset === 0 ? null : new Blob(pieces, { type: `audio/${format}` });
      pieces.push(piece);
      offset += piece.length;
    }
  }

  return { all, hasOlder, isLoaded, load, loadOlder, rename, remove, reveal, read };
});
