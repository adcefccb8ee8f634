import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { View } from '../views.ts';

/** Which view stands open, whoever opened it: the rail, a key, the tray. */
export const useOutlook = defineStore('outlook', () => {
  const view = ref<View>('phone');
  return { view };
});
