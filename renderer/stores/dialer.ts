import { defineStore } from 'pinia';
import { ref } from 'vue';
import { cleanDialText } from '../dial-text.ts';

/** What stands in the dial field, whoever wrote it there: the user, a link, the keypad. */
export const useDialer = defineStore('dialer', () => {
  const text = ref('');
  /** Rises whenever the field should take the keyboard. */
  const focusRequests = ref(0);

  function fill(target: string): void {
    text.value = cleanDialText(target);
    focusRequests.value++;
  }

  function type(key: string): void {
    text.value += key;
    focusRequests.value++;
  }

  /** From the keypad on the screen: the keyboard stays where it is. */
  function press(key: string): void {
    text.value += key;
  }

  function clear(): void {
    text.value = '';
  }

  return { text, focusRequests, fill, type, press, clear };
});
