import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { View } from '../views.ts';

/** Which view stands open, and whether the command bar does, whoever opened it: the rail, a key, the tray. */
export const useOutlook = defineStore('outlook', () => {
  const view = ref<View>('phone');
  const isBarOpen = ref(false);
  return { view, isBarOpen };
});
