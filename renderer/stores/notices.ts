import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import type { Notice, ShownNotice } from '../notice.ts';
import { bridgeKey, use } from '../ports.ts';

const mostShown = 3;

/** Messages at the top of the window. The same one is never there twice. */
export const useNotices = defineStore('notices', () => {
  const bridge = use(bridgeKey);
  const shown = shallowRef<readonly ShownNotice[]>([]);
  let lastId = 0;

  function raise(notice: Notice, undo?: () => void): void {
    const same = JSON.stringify(notice);
    const others = shown.value.filter((other) => JSON.stringify(other.notice) !== same);
    shown.value = [...others, { id: ++lastId, notice, undo }].slice(-mostShown);
  }

  function dismiss(id: number): void {
    shown.value = shown.value.filter((notice) => notice.id !== id);
  }

  onScopeDispose(bridge.on('notice:raised', (notice) => raise(notice)));

  return { shown, raise, dismiss };
});
