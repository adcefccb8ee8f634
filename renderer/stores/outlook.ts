import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { View } from '../views.ts';

/** Which view stands open, whether the command bar does, whoever opened it: the rail, a key, the tray; and whose pictures float on top of others. */
export const useOutlook = defineStore('outlook', () => {
  const view = ref<View>('phone');
  const isBarOpen = ref(false);
  const floatingId = ref<string | null>(null);
  return { view, isBarOpen, floatingId };
});
